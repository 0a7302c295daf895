import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { aShortage } from './a-shortage.fixture'
import { figuresOf } from './figures'
import type { Shortage } from './shortage'

beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 22) }))
afterEach(() => void vi.useRealTimers())

const summary = {
  out: 40,
  within_7: 300,
  within_30: 400,
  ok: 9000,
  computed_at: null,
  customers_hurt: 77,
  money_at_risk: '123456.78',
}
const waits = (customer: string | null): Shortage['hurts'][number] => ({
  customer,
  customer_name: customer,
  level: 'normal',
  document: null,
  quantity: '1',
  due: null,
})

it('counts what is listed, each customer once', () => {
  const rows = [
    aShortage({ severity: 'out', money_at_risk: '0.1', hurts: [waits('C1'), waits('C2')] }),
    aShortage({ stockout_day: '2026-11-29', money_at_risk: '0.2', hurts: [waits('C2')] }),
    aShortage({ stockout_day: '2026-12-22' }),
  ]
  expect(figuresOf({ rows, summary, next: null })).toEqual({
    out: 1,
    within_7: 1,
    within_30: 2,
    customers: 2,
    money: '0.3',
  })
})

it('a list too long for one answer shows the figures of the whole', () => {
  expect(figuresOf({ rows: [aShortage()], summary, next: 'more' })).toEqual({
    out: 40,
    within_7: 300,
    within_30: 700,
    customers: 77,
    money: '123456.78',
  })
})
