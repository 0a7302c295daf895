import { shiftDay } from './shift-day'

export type Preset =
  | 'today'
  | 'yesterday'
  | 'week'
  | 'month'
  | 'last_month'
  | 'quarter'
  | 'year'
  | 'last_year'
  | 'days_90'
  | 'days_365'

export const PRESETS: Preset[] = [
  'today',
  'week',
  'month',
  'last_month',
  'quarter',
  'year',
  'last_year',
  'days_90',
  'days_365',
]

export type Days = { from: string; through: string }

/** The days a preset means on `today`; those that run on end today. */
export function daysOf(preset: Preset, today: string): Days {
  const [year, month] = today.split('-').map(Number) as [number, number]
  const first = (y: number, m: number) => `${y}-${String(m).padStart(2, '0')}-01`
  switch (preset) {
    case 'today':
      return { from: today, through: today }
    case 'yesterday':
      return { from: shiftDay(today, -1), through: shiftDay(today, -1) }
    case 'week': {
      const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
      return { from: shiftDay(today, -((weekday + 6) % 7)), through: today }
    }
    case 'month':
      return { from: first(year, month), through: today }
    case 'last_month': {
      const before = month === 1 ? first(year - 1, 12) : first(year, month - 1)
      return { from: before, through: shiftDay(first(year, month), -1) }
    }
    case 'quarter':
      return { from: first(year, Math.floor((month - 1) / 3) * 3 + 1), through: today }
    case 'year':
      return { from: first(year, 1), through: today }
    case 'last_year':
      return { from: first(year - 1, 1), through: `${year - 1}-12-31` }
    case 'days_90':
      return { from: shiftDay(today, -89), through: today }
    case 'days_365':
      return { from: shiftDay(today, -364), through: today }
  }
}

/** The preset that means exactly these days, if one does. */
export function presetOf(days: Days, today: string): Preset | undefined {
  return PRESETS.find((it) => {
    const its = daysOf(it, today)
    return its.from === days.from && its.through === days.through
  })
}
