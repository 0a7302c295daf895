import { expect, it } from 'vitest'
import { counted, inUsualUnit, itemUnits, withCounted, withUnit, type Own } from '@/documents/units'

const tea = itemUnits({
  unit: '个',
  units: [
    { unit: '箱', factor: '12', buying: true },
    { unit: '盒', factor: '0.000001', selling: true },
  ],
})
const twoCases = {
  item: 'tea',
  unit: '箱',
  unit_quantity: '2',
  unit_price: '30',
  quantity: '24',
  price: '2.5',
}

it('reads a line in its own unit', () => {
  expect(counted(twoCases, 'quantity')).toBe('2')
  expect(counted(twoCases, 'price')).toBe('30')
  expect(counted({ item: 'tea', quantity: '5' }, 'quantity')).toBe('5')
})

it('keeps what was counted when the unit changes, and converts the price', () => {
  const pieces = { item: 'tea', quantity: '2', price: '2.5' }
  const cases = withUnit(pieces, '箱', tea)
  expect(cases).toMatchObject({ unit: '箱', unit_quantity: '2', quantity: '24', unit_price: '30' })
  expect(withUnit(twoCases, '个', tea)).toMatchObject({
    unit: null,
    unit_quantity: null,
    quantity: '2',
    price: '2.5',
  })
})

it('leaves to the server what it cannot say exactly', () => {
  expect(withCounted(twoCases, 'quantity', '3', tea)).toMatchObject({
    unit_quantity: '3',
    quantity: '36',
  })
  const boxes = { ...twoCases, unit: '盒' }
  expect(withCounted(boxes, 'quantity', '0.5', tea)).toMatchObject({
    unit_quantity: '0.5',
    quantity: null,
  })
  expect(withCounted(twoCases, 'quantity', 'two', tea)).toMatchObject({ unit_quantity: 'two' })
})

it('starts a line in the usual unit, once', () => {
  expect(inUsualUnit({ item: 'tea' }, tea, 'buying')).toMatchObject({ unit: '箱' })
  expect(inUsualUnit({ item: 'tea' }, tea, 'selling')).toMatchObject({ unit: '盒' })
  for (const row of [
    { item: 'tea', quantity: '24' },
    { item: 'tea', unit: null },
    { item: 'tea', line: 1 },
  ]) {
    expect(inUsualUnit(row, tea, 'buying')).toBe(row)
  }
})

it('counts a shelf and tells what goods cost by the case too', () => {
  const named: Own = { quantity: 'counted', price: 'unit_cost' }
  const shelf = withUnit({ item: 'tea', counted: '2' }, '箱', tea, named)
  expect(shelf).toEqual({ item: 'tea', unit: '箱', unit_quantity: '2', counted: '24' })
  expect(counted(shelf, 'counted')).toBe('2')
  const opened = withUnit({ item: 'tea', counted: '2', unit_cost: '2.5' }, '箱', tea, named)
  expect(opened).toMatchObject({ unit_price: '30', unit_cost: null })
  expect(withCounted(shelf, 'counted', '3', tea)).toMatchObject({
    unit_quantity: '3',
    counted: '36',
  })
})
