/** Days as numbers counted from 1970-01-01, and moments as microseconds. Years 1 to 9999. */

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

const daysInMonth = (year: number, month: number) =>
  month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0)

/** Days before 1 January of `year`, counted from 0001-01-01. */
const daysBeforeYear = (year: number) => {
  const past = year - 1
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400)
}

const EPOCH = daysBeforeYear(1970)
const LAST_DAY = daysBeforeYear(10000) - EPOCH - 1

export function dayFromParts(year: number, month: number, day: number): number | null {
  const exists = year >= 1 && year <= 9999 && month >= 1 && month <= 12
  if (!exists || day < 1 || day > daysInMonth(year, month)) return null
  let days = daysBeforeYear(year) - EPOCH + day - 1
  for (let earlier = 1; earlier < month; earlier++) days += daysInMonth(year, earlier)
  return days
}

export function partsOfDay(day: number): { year: number; month: number; day: number } {
  let year = Math.floor((day + EPOCH) / 365.2425) + 1
  while (daysBeforeYear(year) - EPOCH > day) year--
  while (daysBeforeYear(year + 1) - EPOCH <= day) year++
  let rest = day - (daysBeforeYear(year) - EPOCH)
  let month = 1
  while (rest >= daysInMonth(year, month)) rest -= daysInMonth(year, month++)
  return { year, month, day: rest + 1 }
}

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: number) => ((((day + 3) % 7) + 7) % 7) + 1

export function plusDays(day: number, days: bigint): number | null {
  const sum = BigInt(day) + days
  return sum >= BigInt(-EPOCH) && sum <= BigInt(LAST_DAY) ? Number(sum) : null
}

export function parseDay(text: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  return match ? dayFromParts(Number(match[1]), Number(match[2]), Number(match[3])) : null
}

export function formatDay(it: number): string {
  const { year, month, day } = partsOfDay(it)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

export const DAY_MICROS = 86_400_000_000n

/** RFC 3339, with `Z` or an offset. */
export function parseInstant(text: string): bigint | null {
  const match = /^(.{10})T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d))$/.exec(
    text,
  )
  const day = match ? parseDay(match[1] ?? '') : null
  if (!match || day === null) return null
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  const ahead = Number(match[7] ?? 0) * 3600 + Number(match[8] ?? 0) * 60
  const offset = match[6] === '-' ? -ahead : ahead
  const fraction = BigInt((match[5] ?? '').padEnd(6, '0').slice(0, 6))
  return BigInt(day) * DAY_MICROS + BigInt(seconds - offset) * 1_000_000n + fraction
}

export function formatInstant(it: bigint): string {
  const inDay = ((it % DAY_MICROS) + DAY_MICROS) % DAY_MICROS
  const day = formatDay(Number((it - inDay) / DAY_MICROS))
  const two = (part: bigint) => part.toString().padStart(2, '0')
  const seconds = inDay / 1_000_000n
  const fraction = (inDay % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '')
  const time = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(two).join(':')
  return `${day}T${time}${fraction && `.${fraction}`}Z`
}
