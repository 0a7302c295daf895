import { expect, it } from 'vitest'
import { itemsOf, summedColumns, totalsOf, totalTexts } from '@/documents/line-totals'
import { itemUnits } from '@/documents/units'
import type { Field, Row } from '@/lib/api-types'

const column = (name: string, kind: Field['kind'], more?: Partial<Field>): Field => ({
  name,
  label: { zh: name, en: name },
  kind,
  required: false,
  added: false,
  ...more,
})
const item = column('item', 'link', { target: 'item' })
const quantity = column('quantity', 'quantity')
const rowsOf = (columns: Field[]) => column('lines', 'rows', { columns })
const order = rowsOf([
  item,
  column('unit', 'text'),
  column('unit_quantity', 'quantity', { hidden: true }),
  quantity,
  column('amount', 'money'),
])
const units = {
  tea: itemUnits({ unit: '盒', units: [{ unit: '箱', factor: '12' }] }),
  leaf: itemUnits({ unit: 'kg' }),
}
const say = (field: Field, name: string, rows: Row[]) => {
  const asked = field.columns?.find((one) => one.name === name) ?? quantity
  const texts = totalTexts(asked, totalsOf(field, asked, rows, units), 'CNY')
  return texts.join(' · ').replaceAll('\u00a0', ' ')
}

it('adds up each unit for itself, in the units the lines were counted in', () => {
  const rows = [
    { item: 'tea', unit: '箱', unit_quantity: '2', quantity: '24', amount: '1200' },
    { item: 'leaf', quantity: '3', amount: '90' },
    { item: 'tea', unit: '箱', unit_quantity: '3', quantity: '36' },
    { item: 'tea', quantity: '1000' },
    {},
  ]
  expect(say(order, 'quantity', rows)).toBe('5 箱 · 3 kg · 1,000 盒')
  expect(say(order, 'amount', rows)).toBe('¥1,290.00')
  expect(itemsOf(order, rows)).toEqual(['leaf', 'tea'])
})

it('says nothing rather than add what may be of another unit', () => {
  const rows = [
    { item: 'tea', quantity: '2' },
    { item: 'new', quantity: '3' },
  ]
  expect(say(order, 'quantity', rows)).toBe('')
  expect(say(order, 'quantity', [{ quantity: '4' }])).toBe('4')
})

it('counts what an item became in the unit of that item', () => {
  const conversion = rowsOf([
    item,
    quantity,
    column('to_item', 'link', { target: 'item' }),
    column('to_quantity', 'quantity'),
  ])
  const rows = [{ item: 'leaf', quantity: '5', to_item: 'tea', to_quantity: '40' }]
  expect(say(conversion, 'quantity', rows)).toBe('5 kg')
  expect(say(conversion, 'to_quantity', rows)).toBe('40 盒')
  expect(itemsOf(conversion, rows)).toEqual(['leaf', 'tea'])
})

it('adds up no prices, limits, or what each is for so many of something else', () => {
  const names = (columns: Field[]) => summedColumns(rowsOf(columns)).map(({ name }) => name)
  const per = column('per', 'quantity')
  expect(names([quantity, column('price', 'unit_price'), column('moq', 'quantity')])).toEqual([
    'quantity',
  ])
  expect(names([item, quantity, per, column('amount', 'money')])).toEqual(['amount'])
  expect(names([quantity, { ...per, added: true }])).toEqual(['quantity', 'per'])
})
