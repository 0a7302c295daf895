import { expect, it } from 'vitest'
import { field } from '@/documents/test-definitions'
import { compile } from '@/lib/expression/expression'
import { type Conditions, fromExpression, opsOf, toExpression } from './condition-text'

const fields = [
  field('amount', '金额', 'money'),
  field('reason', '原因', 'text'),
  field('urgent', '加急', 'yes_no'),
  field('due', '日期', 'date'),
]

it('writes what people choose as an expression that is understood, and reads it back', () => {
  const cases: [Conditions, string][] = [
    [{ all: true, list: [{ field: 'amount', op: '>', value: '100' }] }, '[amount] > 100'],
    [{ all: true, list: [{ field: 'urgent', op: 'yes', value: '' }] }, '[urgent]'],
    [
      {
        all: false,
        list: [
          { field: 'reason', op: '=', value: '退货, "急"' },
          { field: 'due', op: 'filled', value: '' },
          { field: 'urgent', op: 'no', value: '' },
        ],
      },
      'OR([reason] = "退货, ""急""", NOT(ISBLANK([due])), NOT([urgent]))',
    ],
    [
      {
        all: true,
        list: [
          { field: 'reason', op: 'contains', value: 'a(b' },
          { field: 'amount', op: 'blank', value: '' },
        ],
      },
      'AND(CONTAINS([reason], "a(b"), ISBLANK([amount]))',
    ],
  ]
  for (const [conditions, text] of cases) {
    expect(toExpression(conditions, fields)).toBe(text)
    expect(fromExpression(text)).toEqual(conditions)
    expect(compile(text, { document: { fields } }).returns).toBe('yes_no')
  }
})

it('leaves alone what somebody wrote another way', () => {
  expect(fromExpression('[amount] * 2 > 100')).toBeNull()
  expect(fromExpression('AND([urgent], SUM([lines.amount]) > 3)')).toBeNull()
  expect(fromExpression('')).toEqual({ all: true, list: [] })
})

it('is nothing while it is half filled in', () => {
  const half: Conditions = { all: true, list: [{ field: 'amount', op: '>', value: '' }] }
  expect(toExpression(half, fields)).toBeNull()
  expect(
    toExpression({ ...half, list: [{ field: 'amount', op: '>', value: 'x' }] }, fields),
  ).toBeNull()
})

it('asks of each kind what can be asked', () => {
  for (const one of fields) {
    for (const op of opsOf(one)) {
      const value = one.kind === 'money' ? '1' : 'x'
      const text = toExpression({ all: true, list: [{ field: one.name, op, value }] }, fields)
      expect(text && compile(text, { document: { fields } }).returns, `${one.name} ${op}`).toBe(
        'yes_no',
      )
    }
  }
})
