import { expect, it } from 'vitest'
import { composeNumber, countOf, formatNumber, type Reset } from './numbering'

it.each([
  ['never', 'SO-000012'],
  ['year', 'SO-2026-000012'],
  ['month', 'SO-202611-000012'],
  ['day', 'SO-20261122-000012'],
] as [Reset, string][])('counted anew %s: %s', (reset, number) => {
  expect(formatNumber({ prefix: 'SO-', digits: 6, reset }, '12', '2026-11-22')).toBe(number)
})

it('finds the count again', () => {
  const rule = { prefix: 'SO-', digits: 6, reset: 'year' as const }
  expect(countOf('SO-2026-000012', rule)).toBe('12')
  expect(countOf('SO-000100', rule)).toBe('100')
  expect(countOf('7', { ...rule, prefix: '' })).toBe('7')
  expect(countOf('', rule)).toBe('1')
})

it('a count that outgrows its digits stays whole', () => {
  expect(formatNumber({ prefix: '', digits: 2, reset: 'never' }, '1234', '2026-11-22')).toBe('1234')
})

it('a number says the day and the warehouse', () => {
  const parts = [
    { text: 'SO' },
    { date: 'short_year' as const },
    { date: 'month' as const },
    { text: '-' },
    { field: 'ship_from' },
    { text: '-' },
    'counter' as const,
  ]
  const said = (field: string) => `<${field}>`
  expect(composeNumber(parts, 4, '12', '2026-03-09', said)).toBe('SO2603-<ship_from>-0012')
})
