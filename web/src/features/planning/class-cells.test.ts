import { expect, it } from 'vitest'
import { classCells } from './class-cells'

const cell = (abc: string, xyz: string, items: number, value: string | null) => ({
  abc,
  xyz,
  items,
  value,
})

it('has nine cells, each with its share of the value', () => {
  const cells = classCells([cell('A', 'X', 12, '750'), cell('C', 'Z', 90, '250')])
  expect(cells).toHaveLength(9)
  expect(cells[0]).toEqual({ abc: 'A', xyz: 'X', items: 12, valueShare: 75 })
  expect(cells[1]).toEqual({ abc: 'A', xyz: 'Y', items: 0, valueShare: null })
  expect(cells[8]).toEqual({ abc: 'C', xyz: 'Z', items: 90, valueShare: 25 })
})

it('has no shares for those who may not see money', () => {
  expect(classCells([cell('A', 'X', 12, null)])[0]?.valueShare).toBeNull()
})
