import { expect, test } from 'vitest'
import { quantitiesIn, withQuantities } from '@/features/sales/variant-lines'

const fields = {
  lines: [
    { line: 1, item: 'T1-R-M', quantity: '2', price: '30' },
    { line: 2, item: 'tea', quantity: '1' },
    {},
  ],
}

test('the grid starts with what the lines say', () => {
  expect(quantitiesIn(fields)).toEqual({ 'T1-R-M': '2', tea: '1' })
})

test('a matrix becomes ordinary lines', () => {
  const wanted = { 'T1-R-M': '5', 'T1-R-L': '3', 'T1-B-M': '', 'T1-B-L': '0' }
  expect(withQuantities(fields, wanted).lines).toEqual([
    { line: 1, item: 'T1-R-M', quantity: '5', price: '30' },
    { line: 2, item: 'tea', quantity: '1' },
    { item: 'T1-R-L', quantity: '3' },
  ])
  expect(withQuantities(fields, { 'T1-R-M': '', tea: '0' }).lines).toEqual([{}])
})
