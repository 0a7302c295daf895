import { expect, it } from 'vitest'
import { field, orderType } from '@/documents/test-definitions'
import { typedRows, withGiven } from '@/documents/use-draft'
import type { DocumentType, Draft, Row, Why } from '@/lib/api-types'

const linkage = { of: 'tariff', conditions: [], field: 'price' }
const lines = field('lines', '明细', 'rows', {
  columns: [
    field('item', '商品', 'link', { target: 'item' }),
    field('price', '单价', 'unit_price', { linkage }),
  ],
})
const type: DocumentType = {
  ...orderType,
  fields: [
    field('due', '交期', 'date', { default: '=WORKDAY(TODAY(), 3)' }),
    field('note', '备注', 'text'),
    lines,
  ],
}

function draft(...given: [string, Why['source'], string][]): Draft {
  const why = given.map(([path, source, value]): Why => ({
    path,
    field: path.replace(/\[\d+\]/, ''),
    source,
    value,
    inputs: [],
    others: [],
    from: null,
    shown: true,
    required: false,
    read_only: false,
  }))
  return { fields: {}, links: {}, why, problems: [], warnings: [] }
}

it('shows what the server fills in where nobody wrote, counting only lines that are sent', () => {
  const typed = { note: '急', lines: [{}, { item: 'A1' }, { item: 'A2', price: '9' }] }
  const told = draft(
    ['due', 'default', '2026-12-01'],
    ['lines[0].price', 'linkage', '7.5'],
    ['lines[1].price', 'sent', '9'],
  )
  expect(withGiven(type, typed, told)).toEqual({
    note: '急',
    due: '2026-12-01',
    lines: [{}, { item: 'A1', price: '7.5' }, { item: 'A2', price: '9' }],
  })
})

it('shows the price that was agreed, which follows the unit of the line', () => {
  const choices = [{ value: 'terms', label: { zh: '货源', en: 'Terms of supply' } }]
  const columns = [
    field('item', '商品', 'link', { target: 'item' }),
    field('unit', '单位', 'text'),
    field('price', '单价', 'unit_price'),
    field('unit_price', '单位价', 'unit_price', { hidden: true }),
    field('price_by', '价格来源', 'choice', { choices, hidden: true }),
  ]
  const bought = field('lines', '明细', 'rows', { columns })
  const typed: Row[] = [{ item: 'A1' }]
  const told = draft(['lines[0].price', 'agreed', '3'], ['lines[0].price_by', 'agreed', 'terms'])
  const order = { ...type, fields: [bought] }
  const { lines } = withGiven(order, { lines: typed }, told)
  expect(lines).toEqual([{ item: 'A1', price: '3' }])
  const shown = lines as Row[]
  const cases = { item: 'A1', unit: '箱', price: null, unit_price: '36' }
  expect(typedRows(bought, typed, shown, [cases])).toEqual([{ item: 'A1', unit: '箱' }])
  const other = { item: 'A1', price: '4' }
  expect(typedRows(bought, typed, shown, [other])).toEqual([{ item: 'A1', price: '4' }])
})

it('keeps what was filled in alive until somebody writes over it', () => {
  const typed: Row[] = [{ item: 'A1' }, { item: 'A2' }]
  const shown: Row[] = [
    { item: 'A1', price: '7.5' },
    { item: 'A2', price: '8' },
  ]
  const [first, second] = shown as [Row, Row]
  // Another item: the price goes on following it.
  expect(typedRows(lines, typed, shown, [{ ...first, item: 'A3' }, second])).toEqual([
    { item: 'A3' },
    { item: 'A2' },
  ])
  expect(typedRows(lines, typed, shown, [{ ...first, price: '7' }, second])).toEqual([
    { item: 'A1', price: '7' },
    { item: 'A2' },
  ])
  // A line that moves up stays the line it was.
  expect(typedRows(lines, typed, shown, [second])).toEqual([{ item: 'A2' }])
})
