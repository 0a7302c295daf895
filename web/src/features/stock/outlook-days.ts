import type { Day } from '@/lib/api-types'
import { multiply, subtract } from '@/lib/decimal'
import type { Outlook } from './use-outlook'

type Value = string | null

/** The rows of the chart, all on one line of days; null where there is nothing to draw. */
export type OutlookDays = {
  days: Day[]
  /** Left of today: what was sold, and what is believed to have been missed. */
  demand: Value[]
  hidden: Value[]
  /** Right of today: demand foreseen, the low edge of its range and the height above it. */
  mean: Value[]
  demandLow: Value[]
  demandBand: Value[]
  /** Stock foreseen at the end of each day. */
  stock: Value[]
  stockLow: Value[]
  stockBand: Value[]
  arrivals: Value[]
  /** Percent. */
  outChance: Value[]
  /** First and last day of each time in which it could not always be sold. */
  closed: [Day, Day][]
}

export function outlookDays(outlook: Outlook, pastDays: number): OutlookDays {
  const past = outlook.history.slice(-pastDays)
  const ahead = outlook.days
  const known = new Set(past.map((one) => one.day))
  const days = [
    ...past.map((one) => one.day),
    ...ahead.map((one) => one.day).filter((day) => !known.has(day)),
  ]
  const onDays = <T extends { day: Day }>(rows: T[], value: (row: T) => Value | undefined) => {
    const byDay = new Map(rows.map((row) => [row.day, value(row) ?? null]))
    return days.map((day) => byDay.get(day) ?? null)
  }
  return {
    days,
    demand: onDays(past, (one) => one.demand),
    hidden: onDays(past, (one) => positive(one.hidden)),
    mean: onDays(ahead, (one) => one.demand),
    demandLow: onDays(ahead, (one) => one.demand_low),
    demandBand: onDays(ahead, ({ demand_low: low, demand_high: high }) =>
      low == null || high == null ? null : subtract(high, low),
    ),
    stock: onDays(ahead, (one) => one.expected),
    stockLow: onDays(ahead, (one) => one.low),
    stockBand: onDays(ahead, (one) => subtract(one.high, one.low)),
    arrivals: onDays(ahead, (one) => positive(one.incoming)),
    outChance: onDays(ahead, (one) =>
      one.out_chance == null ? null : multiply(one.out_chance, '100'),
    ),
    closed: closedTimes(past),
  }
}

function positive(value: Value | undefined): Value {
  return value != null && Number(value) > 0 ? value : null
}

/** Days that follow each other become one stretch. */
function closedTimes(past: Outlook['history']): [Day, Day][] {
  const times: [Day, Day][] = []
  past.forEach((one, at) => {
    if (!isClosed(one)) return
    const before = past[at - 1]
    const last = times.at(-1)
    if (last && before && isClosed(before)) last[1] = one.day
    else times.push([one.day, one.day])
  })
  return times
}

/** It could not be sold during at least a part of the day. */
export function isClosed({ sellable }: Outlook['history'][number]): boolean {
  return sellable != null && Number(sellable) < 1
}
