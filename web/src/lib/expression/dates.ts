/** Functions on days and moments, as crates/documents/src/expression/dates.rs has them. */
import { DAY_MICROS, dayFromParts, partsOfDay, plusDays, weekdayOf } from './calendar'
import type { Context } from './evaluate'
import type { FunctionName } from './function'
import { whole } from './number'
import { localOf, wholeAt } from './texts'
import { joined, number, type Value } from './value'

/** Working days that are looked for at most: about 27 years. */
const SEARCH_MAX = 10_000

const day = (it: number | null): Value => (it === null ? null : { type: 'date', day: it })
const count = (it: number | null): Value => (it === null ? null : number(whole(it)))

export function onDates(name: FunctionName, values: Value[], context: Context): Value {
  const [first = null, second = null, third = null] = values
  const start = first?.type === 'date' ? first.day : null
  const end = second?.type === 'date' ? second.day : null
  const local = first?.type === 'date_time' ? localOf(first.micros, context) : null
  const european = third?.type === 'yes_no' && third.yes
  switch (name) {
    case 'DATEVALUE':
      return day(said(joined(first)))
    case 'TODATE':
      return day(local && local.day)
    case 'QUARTER':
      return count(start === null ? null : Math.ceil(partsOfDay(start).month / 3))
    case 'HOUR':
      return count(local && Math.floor(local.seconds / 3600))
    case 'MINUTE':
      return count(local && Math.floor(local.seconds / 60) % 60)
    case 'SECOND':
      return count(local && local.seconds % 60)
    case 'WEEKNUM':
      return count(start === null ? null : week(start))
    case 'ISOWEEKNUM':
      return count(start === null ? null : isoWeek(start))
    case 'DAYS360':
      return count(start === null || end === null ? null : days360(start, end, european))
    case 'EDATE':
      return day(start === null ? null : monthsLater(start, wholeAt(values, 1)))
    case 'EOMONTH': {
      if (start === null) return null
      const next = monthsLater(start - partsOfDay(start).day + 1, wholeAt(values, 1) + 1n)
      return day(next === null ? null : next - 1)
    }
    case 'DATEDIF':
      return number(between(first, second, joined(third), context))
    case 'NETWORKDAYS':
    case 'WORKDAY': {
      if (start === null || second === null) return null
      const off = new Set(
        third?.type === 'list'
          ? third.list.flatMap((it) => (it?.type === 'date' ? [it.day] : []))
          : [],
      )
      const works = (it: number) => !off.has(it) && isWorkingDay(it, context)
      if (name === 'WORKDAY') return workingDay(start, wholeAt(values, 1), works)
      return end === null ? null : count(workingDays(start, end, works))
    }
    default: {
      const micros = momentOf(first, context)
      return micros === null ? null : number(whole(floorDiv(micros, 1_000n)))
    }
  }
}

const isWorkingDay = (it: number, context: Context) => context.calendar.get(it) ?? weekdayOf(it) < 6

const floorDiv = (a: bigint, b: bigint) => (a - (((a % b) + b) % b)) / b

/** A day is its midnight where the company is. */
function momentOf(it: Value, context: Context): bigint | null {
  if (it?.type === 'date_time') return it.micros
  if (it?.type !== 'date') return null
  return BigInt(it.day) * DAY_MICROS - BigInt(context.zoneSeconds) * 1_000_000n
}

/** `2026-11-22`, `2026/1/5`, `2026年1月5日`, `20260105`. */
function said(written: string): number | null {
  const it = written.trim().replace(/日+$/, '')
  const match =
    /^(\d{4})(\d\d)(\d\d)$/.exec(it) ?? /^(\d{1,4})[-/.年月](\d{1,4})[-/.年月](\d{1,4})$/.exec(it)
  return match ? dayFromParts(Number(match[1]), Number(match[2]), Number(match[3])) : null
}

/** The first week holds 1 January, and weeks start on Sunday. */
function week(it: number): number {
  const first = dayFromParts(partsOfDay(it).year, 1, 1) ?? it
  return Math.floor((it - first + (weekdayOf(first) % 7)) / 7) + 1
}

/** The first week holds the first Thursday, and weeks start on Monday. */
function isoWeek(it: number): number {
  const thursday = it + 4 - weekdayOf(it)
  const first = dayFromParts(partsOfDay(thursday).year, 1, 1) ?? thursday
  return Math.floor((thursday - first) / 7) + 1
}

function days360(start: number, end: number, european: boolean): number {
  const [a, b] = [partsOfDay(start), partsOfDay(end)]
  const lastOfFebruary = (it: number) =>
    partsOfDay(it).month === 2 && partsOfDay(it + 1).month === 3
  let [from, to] = [a.day, b.day]
  if (european) {
    from = Math.min(from, 30)
    to = Math.min(to, 30)
  } else {
    if (lastOfFebruary(start)) {
      if (lastOfFebruary(end)) to = 30
      from = 30
    }
    if (to === 31 && from >= 30) to = 30
    from = Math.min(from, 30)
  }
  return (b.year * 12 + b.month - a.year * 12 - a.month) * 30 + to - from
}

function monthsLater(it: number, months: bigint): number | null {
  const parts = partsOfDay(it)
  const all = BigInt(parts.year * 12 + parts.month - 1) + months
  const year = Number(floorDiv(all, 12n))
  const month = Number(((all % 12n) + 12n) % 12n) + 1
  for (let last = parts.day; last > 0; last--) {
    const found = dayFromParts(year, month, last)
    if (found !== null) return found
  }
  return null
}

/** Whole units from one to the other; negative when the second is earlier. */
function between(a: Value, b: Value, unit: string, context: Context): bigint | null {
  const [one, other] = [momentOf(a, context), momentOf(b, context)]
  if (one === null || other === null) return null
  const backwards = other < one
  const [from, to] = backwards ? [other, one] : [one, other]
  const months = () => {
    const [first, last] = [localOf(from, context), localOf(to, context)]
    const [early, late] = [partsOfDay(first.day), partsOfDay(last.day)]
    const short = late.day < early.day || (late.day === early.day && last.inDay < first.inDay)
    return BigInt((late.year - early.year) * 12 + late.month - early.month - (short ? 1 : 0))
  }
  const units: Record<string, () => bigint> = {
    y: () => months() / 12n,
    Y: () => months() / 12n,
    M: months,
    d: () => (to - from) / DAY_MICROS,
    D: () => (to - from) / DAY_MICROS,
    h: () => (to - from) / 3_600_000_000n,
    H: () => (to - from) / 3_600_000_000n,
    m: () => (to - from) / 60_000_000n,
    s: () => (to - from) / 1_000_000n,
    S: () => (to - from) / 1_000_000n,
  }
  const found = units[unit]?.()
  return found === undefined ? null : whole(backwards ? -found : found)
}

/** Both ends counted; negative when the second is earlier. */
function workingDays(start: number, end: number, works: (it: number) => boolean): number | null {
  const [first, last] = [Math.min(start, end), Math.max(start, end)]
  if (last - first > SEARCH_MAX) return null
  let found = 0
  for (let it = first; it <= last; it++) if (works(it)) found++
  return end < start ? -found : found
}

function workingDay(start: number, days: bigint, works: (it: number) => boolean): Value {
  const step = days < 0n ? -1n : 1n
  let left = days < 0n ? -days : days
  let it: number | null = start
  for (let tried = 0; tried < SEARCH_MAX; tried++) {
    if (left === 0n) return day(it)
    it = plusDays(it, step)
    if (it === null) return null
    if (works(it)) left--
  }
  return null
}
