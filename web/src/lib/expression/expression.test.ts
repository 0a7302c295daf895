import { expect, it } from 'vitest'
import type { DocumentType, Fields } from '@/lib/api-types'
import {
  context,
  failedChecks,
  fieldStates,
  formulasOf,
  problemOf,
  withFormulas,
} from './expression'

const order = {
  fields: [
    { name: 'discount', label: { zh: '折扣', en: 'Discount' }, kind: 'percent' },
    {
      name: 'total',
      label: { zh: '合计', en: 'Total' },
      kind: 'money',
      decimals: 2,
      formula: 'SUM([lines.amount]) * (1 - COALESCE([discount], 0))',
    },
    {
      name: 'lines',
      label: { zh: '明细', en: 'Lines' },
      kind: 'rows',
      columns: [
        { name: 'quantity', label: { zh: '数量', en: 'Quantity' }, kind: 'quantity' },
        { name: 'price', label: { zh: '单价', en: 'Price' }, kind: 'unit_price' },
        {
          name: 'amount',
          label: { zh: '金额', en: 'Amount' },
          kind: 'money',
          formula: '[数量] * [单价]',
        },
      ],
    },
  ],
  checks: [
    {
      expression: '[quantity] > 0',
      rows: 'lines',
      field: 'quantity',
      message: { zh: '数量须为正', en: 'Positive, please' },
    },
  ],
} as unknown as DocumentType

const known = context('2026-11-22', '2026-11-22T08:30:00Z', 'lee')

it('computes columns before the totals that read them', () => {
  const fields = {
    discount: '12.5',
    lines: [{ quantity: '3', price: '1.115' }, { quantity: '2' }, { price: '9', quantity: '1x' }],
  }
  expect(withFormulas(formulasOf(order), fields, known)).toEqual({
    discount: '12.5',
    total: '2.93',
    lines: [
      { quantity: '3', price: '1.115', amount: '3.345' },
      { quantity: '2' },
      { price: '9', quantity: '1x' },
    ],
  })
})

it('keeps what did not change', () => {
  const formulas = formulasOf(order)
  const once = withFormulas(formulas, { lines: [{ quantity: '1', price: '2' }] }, known)
  expect(withFormulas(formulas, once, known)).toBe(once)
})

it('says which lines fail a check', () => {
  const fields = { lines: [{ quantity: '1' }, { quantity: '0' }, {}] }
  expect(failedChecks(formulasOf(order), fields, known)).toEqual([
    {
      path: 'lines[1].quantity',
      message: { zh: '数量须为正', en: 'Positive, please' },
      severity: 'error',
    },
  ])
})

it('says what is shown, required and fixed now', () => {
  const [first] = order.fields
  const ruled = {
    ...order,
    fields: [
      { ...first!, name: 'urgent', kind: 'yes_no' as const },
      {
        ...first!,
        name: 'reason',
        kind: 'text' as const,
        show_when: '[urgent]',
        required_when: 'TRUE',
      },
      {
        ...order.fields[2]!,
        columns: [
          { ...first!, name: 'free', kind: 'yes_no' as const },
          { ...first!, name: 'price', kind: 'money' as const, read_only_when: '[free]' },
        ],
      },
    ],
    checks: [],
  }
  const states = (fields: object) =>
    Object.fromEntries(fieldStates(formulasOf(ruled), fields as Fields, known))
  expect(states({ urgent: true, lines: [{ free: true }, {}] })).toEqual({
    reason: { shown: true, required: true, readOnly: false },
    'lines[0].price': { shown: true, required: false, readOnly: true },
    'lines[1].price': { shown: true, required: false, readOnly: false },
  })
  expect(states({})).toEqual({ reason: { shown: false, required: false, readOnly: false } })
})

it('leaves out a formula it does not understand', () => {
  const fields = [{ ...order.fields[1]!, formula: 'NEWER([lines])' }]
  expect(formulasOf({ ...order, fields, checks: [] })).toEqual({
    computed: [],
    checks: [],
    ruled: [],
  })
  expect(problemOf('NEWER(1)', { document: order })?.code).toBe('unknown_function')
})
