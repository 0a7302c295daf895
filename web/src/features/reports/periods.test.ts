import { describe, expect, test } from 'vitest'
import { daysOf, presetOf, type Preset } from './periods'

describe('periods', () => {
  test.each<[Preset, string, string, string]>([
    ['today', '2026-03-01', '2026-03-01', '2026-03-01'],
    ['yesterday', '2026-03-01', '2026-02-28', '2026-02-28'],
    // 2026-03-01 is a Sunday: the week began on Monday before.
    ['week', '2026-03-01', '2026-02-23', '2026-03-01'],
    ['month', '2026-03-15', '2026-03-01', '2026-03-15'],
    ['last_month', '2026-01-15', '2025-12-01', '2025-12-31'],
    ['last_month', '2024-03-31', '2024-02-01', '2024-02-29'],
    ['quarter', '2026-06-30', '2026-04-01', '2026-06-30'],
    ['year', '2026-06-30', '2026-01-01', '2026-06-30'],
    ['last_year', '2026-06-30', '2025-01-01', '2025-12-31'],
    ['days_90', '2026-03-31', '2026-01-01', '2026-03-31'],
    ['days_365', '2026-12-31', '2026-01-01', '2026-12-31'],
  ])('%s on %s', (preset, today, from, through) => {
    expect(daysOf(preset, today)).toEqual({ from, through })
  })

  test('days that are a preset are named', () => {
    expect(presetOf({ from: '2026-03-01', through: '2026-03-15' }, '2026-03-15')).toBe('month')
    expect(presetOf({ from: '2026-03-02', through: '2026-03-14' }, '2026-03-15')).toBeUndefined()
  })
})
