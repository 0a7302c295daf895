import { expect, test } from 'vitest'
import { askable, withProposal } from '@/features/sales/sourced-lines'

const fields = {
  ship_from: 'main',
  lines: [
    { line: 1, item: 'tea', quantity: '6', price: '25' },
    { line: 2 },
    { line: 3, item: 'cup', quantity: '2', ship_from: 'main' },
    { line: 4, item: 'pot', quantity: '1' },
  ],
}

test('lines without an item are not asked for', () => {
  expect(askable(fields)).toEqual([0, 2, 3])
})

test('a line is split, keeps its number in its first part, and what is short waits there', () => {
  const proposal = {
    parcels: 2,
    warehouses: ['east', 'main'],
    lines: [
      {
        parts: [
          { warehouse: 'main', quantity: '3' },
          { warehouse: 'east', quantity: '2' },
        ],
        short: '1',
      },
      { parts: [{ warehouse: 'east', quantity: '2' }], short: '0' },
      { parts: [], short: '1' },
    ],
  }
  expect(withProposal(fields, [0, 2, 3], proposal).lines).toEqual([
    { line: 1, item: 'tea', quantity: '4', price: '25', ship_from: null },
    { item: 'tea', quantity: '2', price: '25', ship_from: 'east' },
    { line: 2 },
    { line: 3, item: 'cup', quantity: '2', ship_from: 'east' },
    { line: 4, item: 'pot', quantity: '1' },
  ])
})
