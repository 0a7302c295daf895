import { describe, expect, it } from 'vitest'
import type { Column, Target } from './import-model'
import {
  absentTargets,
  columnLetter,
  missingTargets,
  samplesOf,
  unusedColumns,
  withConstant,
} from './mapping'

const target = (field: string, column: number | null, required = false): Target => ({
  field,
  label: { zh: field, en: field },
  required,
  column,
  confidence: column === null ? 'none' : 'exact',
})
const columns: Column[] = [
  { index: 0, header: '货号', samples: ['A1', ' A1 ', '', 'A2', 'A3', 'A4'] },
  { index: 1, header: '数量', samples: ['１２'] },
  { index: 2, header: '备注', samples: [] },
]

describe('column mapping', () => {
  const targets = [target('item', 0, true), target('item_name', 0), target('quantity', null, true)]

  it('knows what is missing and unused', () => {
    expect(missingTargets(targets).map((one) => one.field)).toEqual(['quantity'])
    expect(unusedColumns(columns, targets).map((one) => one.header)).toEqual(['数量', '备注'])
  })

  it('a fixed value serves a required field as well as a column does', () => {
    expect(missingTargets(targets, { quantity: '1' })).toEqual([])
    expect(missingTargets(targets, { quantity: ' ' }).map((one) => one.field)).toEqual(['quantity'])
    expect(withConstant({ quantity: '1' }, 'item', ' A1 ')).toEqual({ quantity: '1', item: 'A1' })
    expect(withConstant({ quantity: '1' }, 'quantity', '')).toEqual({})
  })

  it('what the file lacks is folded away when it is much', () => {
    const others = ['a', 'b', 'c', 'd', 'e'].map((field) => target(field, null))
    const absent = (all: Target[]) => absentTargets(all, { b: '1' }).map((one) => one.field)
    expect(absent([...targets, ...others])).toEqual([])
    expect(absent([...targets, ...others, target('f', null)])).toEqual(['a', 'c', 'd', 'e', 'f'])
  })

  it('samples are short, without blanks and repeats', () => {
    expect(samplesOf(columns, 0)).toEqual(['A1', 'A2', 'A3'])
    expect(samplesOf(columns, null)).toEqual([])
  })
})

it('letters columns as spreadsheets do', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(columnLetter)).toEqual([
    'A',
    'Z',
    'AA',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
  ])
})
