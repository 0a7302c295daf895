import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bySeverity, coverShare, customersHurt, inScope, isUrgent, stockoutWords } from './urgency'
import { aShortage } from './a-shortage.fixture'

beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 22, 15, 30) }))
afterEach(() => void vi.useRealTimers())

describe('when it runs out, in words', () => {
  const words = (stockout_day: string | null, severity: 'out' | 'critical' = 'critical') =>
    stockoutWords({ severity, stockout_day })

  it.each([
    ['2026-11-20', '今天断货', 'Out today'],
    ['2026-11-22', '今天断货', 'Out today'],
    ['2026-11-23', '明天断货', 'Out tomorrow'],
    ['2026-11-25', '3 天后断货', 'Out in 3 days'],
    ['2027-01-21', '60 天后断货', 'Out in 60 days'],
    ['2027-01-22', '两个月后断货', 'Out in over 60 days'],
  ])('%s is %s', (day, zh, en) => expect(words(day)).toEqual({ zh, en }))

  it('is out whatever the projected day says', () => {
    expect(words('2026-11-30', 'out').zh).toBe('已断货')
  })

  it('without a day it is only low', () => expect(words(null).zh).toBe('低于再订货点'))
})

describe('the tiles filter', () => {
  const out = aShortage({ severity: 'out', stockout_day: '2026-11-22', hurts_count: 2 })
  const soon = aShortage({ severity: 'critical', stockout_day: '2026-11-29' })
  const later = aShortage({ severity: 'warning', stockout_day: '2026-11-30' })
  const low = aShortage({ severity: 'watch', stockout_day: null })
  const all = [out, soon, later, low]

  it.each([
    ['all', all],
    ['out', [out]],
    ['within_7', [soon]],
    ['within_30', [soon, later]],
    ['hurting', [out]],
  ] as const)('%s', (scope, expected) => {
    expect(all.filter((one) => inScope(one, scope))).toEqual(expected)
  })
})

it('only lines that can be ordered and are not ordered yet are urgent', () => {
  expect(isUrgent(aShortage({ severity: 'critical' }))).toBe(true)
  expect(isUrgent(aShortage({ severity: 'warning' }))).toBe(false)
  expect(isUrgent(aShortage({ severity: 'out', suggestion: null }))).toBe(false)
  expect(isUrgent(aShortage({ severity: 'out', order_open: { id: 'x', number: 'PO-1' } }))).toBe(
    false,
  )
})

it('groups keep the order of the lines and leave empty headings out', () => {
  const rows = (['watch', 'out', 'watch'] as const).map((severity, i) =>
    aShortage({ id: `A${i}:W`, severity }),
  )
  expect(bySeverity(rows).map((g) => [g.severity, g.rows.map((r) => r.id)])).toEqual([
    ['out', ['A1:W']],
    ['watch', ['A0:W', 'A2:W']],
  ])
})

it('a customer with two orders is one customer, and VIPs stand first', () => {
  const hurt = (customer: string, level: string, due: string) => ({
    customer,
    customer_name: `${customer} 店`,
    level,
    due,
    quantity: '1',
    document: { type: 'sales_order', id: due, number: due },
  })
  const named = customersHurt([
    hurt('C3', 'silver', '2026-11-23'),
    hurt('C2', 'gold', '2026-11-29'),
    hurt('C1', 'vip', '2026-11-30'),
    hurt('C2', 'gold', '2026-11-24'),
    hurt('C9', 'normal', '2026-11-22'),
  ])
  expect(named.map((c) => [c.customer, c.orders.length])).toEqual([
    ['C1', 1],
    ['C2', 2],
    ['C3', 1],
    ['C9', 1],
  ])
})

it('the first week fills half of the cover bar', () => {
  expect(['0', '7', '30', '400'].map(coverShare)).toEqual([0, 0.5, 1, 1])
  expect(coverShare(null)).toBe(0)
})
