/** Functions on texts, as crates/documents/src/expression/texts.rs has them. */
import { DAY_MICROS, partsOfDay } from './calendar'
import type { Context } from './evaluate'
import type { FunctionName } from './function'
import { abs, ONE, over, parseNumber, rounded, times, whole, wholePart } from './number'
import { joined, number, text, type Value, yesNo } from './value'

const TEXT_MAX = 10_000

export const limited = (it: string): Value => (Array.from(it).length > TEXT_MAX ? null : text(it))

/** Like filters, these do not tell A from a. */
export const small = (it: Value) => lower(joined(it))
export const lower = (it: string) => it.replace(/[A-Z]/g, (capital) => capital.toLowerCase())

export function wholeAt(values: Value[], at: number): bigint {
  const it = values[at]
  return it?.type === 'number' ? wholePart(it.value) : 0n
}

/** A count of characters: not negative, and never more than matters. */
const placeAt = (values: Value[], at: number) => {
  const it = wholeAt(values, at)
  return it < 0n ? 0 : it > 1_000_000n ? 1_000_000 : Number(it)
}

export function onTexts(name: FunctionName, values: Value[], context: Context): Value {
  const [first = null, second = null, third = null] = values
  const it = joined(first)
  switch (name) {
    case 'FIND':
      return found(it, joined(second), placeAt(values, 2))
    case 'SEARCH':
      return found(small(first), small(second), placeAt(values, 2))
    case 'STARTSWITH':
      return yesNo(small(first).startsWith(small(second)))
    case 'ENDSWITH':
      return yesNo(small(first).endsWith(small(second)))
    case 'EXACT':
      return yesNo(it === joined(second))
    case 'REPLACE': {
      if (second === null || third === null) return null
      const chars = Array.from(it)
      const from = Math.max(placeAt(values, 1) - 1, 0)
      const after = chars.slice(from + placeAt(values, 2)).join('')
      return limited(chars.slice(0, from).join('') + joined(values[3] ?? null) + after)
    }
    case 'SUBSTITUTE':
      return substitute(it, joined(second), joined(third), values)
    case 'REPT': {
      const times = placeAt(values, 1)
      return Array.from(it).length * times > TEXT_MAX ? null : text(it.repeat(times))
    }
    case 'CHAR': {
      const code = wholeAt(values, 0)
      const is =
        code === 10n || (code >= 32n && code <= 0x10ffffn && !(code >= 0xd800n && code <= 0xdfffn))
      return is ? text(String.fromCodePoint(Number(code))) : null
    }
    case 'CODE':
      return number(whole(it.codePointAt(0) ?? 0))
    case 'TEXT':
      return text(formatted(first, joined(second), context))
    case 'VALUE':
      return number(said(it))
    case 'FIXED':
      return fixed(values)
    default:
      return first?.type === 'number' ? rmb(first.value) : null
  }
}

/** Where `part` is in `it`, from a character on, counted from 1. */
function found(part: string, it: string, from: number): Value {
  const skipped = Array.from(it)
    .slice(0, Math.max(from - 1, 0))
    .join('').length
  const at = it.indexOf(part, skipped)
  return at < 0 ? null : number(whole(Array.from(it.slice(0, at)).length + 1))
}

function substitute(it: string, old: string, next: string, values: Value[]): Value {
  if (old === '') return text(it)
  if (values.length < 4) return limited(it.split(old).join(next))
  const parts = it.split(old)
  const nth = placeAt(values, 3)
  if (nth < 1 || nth >= parts.length) return text(it)
  return limited(parts.slice(0, nth).join(old) + next + parts.slice(nth).join(old))
}

/** The number that a text says. */
function said(written: string): bigint | null {
  let it = written.trim().replace(/^[¥￥]+/, '')
  const percent = it.endsWith('%')
  if (percent) it = it.slice(0, -1)
  const negative = it.startsWith('-')
  it = it.replace(/^[-+]/, '').replace(/[,，]/g, '')
  const size = parseNumber(it)
  const value = size !== null && percent ? over(size, whole(100)) : size
  return value !== null && negative ? -value : value
}

function fixed(values: Value[]): Value {
  const [first = null, second = null, third = null] = values
  const asked = second === null ? 2n : wholeAt(values, 1)
  const digits = asked < -18n ? -18n : asked > 10n ? 10n : asked
  const it = first?.type === 'number' ? rounded(first.value, digits, 'half') : null
  if (it === null) return null
  const decimals = digits < 0n ? 0 : Number(digits)
  const plain = third?.type === 'yes_no' && third.yes
  return text(written(it, decimals, decimals, 1, !plain))
}

function written(
  it: bigint,
  least: number,
  most: number,
  digits: number,
  grouped: boolean,
): string {
  const size = abs(it)
  let units = (size / ONE).toString().padStart(digits, '0')
  if (grouped) units = units.replace(/\B(?=(\d{3})+$)/g, ',')
  let fraction = (size % ONE).toString().padStart(10, '0').slice(0, most)
  while (fraction.length > least && fraction.endsWith('0')) fraction = fraction.slice(0, -1)
  return `${it < 0n ? '-' : ''}${units}${fraction && '.'}${fraction}`
}

function formatted(value: Value, format: string, context: Context): string {
  switch (value?.type) {
    case 'number':
      return formattedNumber(value.value, format)
    case 'date':
      return formattedMoment(value.day, 0, format)
    case 'date_time': {
      const { day, seconds } = localOf(value.micros, context)
      return formattedMoment(day, seconds, format)
    }
    default:
      return joined(value)
  }
}

/** The day and the second in it where the company is. */
export function localOf(
  micros: bigint,
  context: Context,
): { day: number; seconds: number; inDay: bigint } {
  const local = micros + BigInt(context.zoneSeconds) * 1_000_000n
  const inDay = ((local % DAY_MICROS) + DAY_MICROS) % DAY_MICROS
  return { day: Number((local - inDay) / DAY_MICROS), seconds: Number(inDay / 1_000_000n), inDay }
}

/** `0` is a digit that is always there, `#` one that need not be; what stands around them is kept. */
function formattedNumber(value: bigint, format: string): string {
  const match = /^([^0#,.]*)([0#,.]*)(.*)$/s.exec(format)
  const [before, places, after] = [match?.[1] ?? '', match?.[2] ?? '', match?.[3] ?? '']
  const point = places.indexOf('.')
  const units = point < 0 ? places : places.slice(0, point)
  const fraction = point < 0 ? '' : places.slice(point + 1)
  const zeros = (it: string) => it.split('0').length - 1
  const most = Math.min(fraction.replace(/[^0#]/g, '').length, 10)
  const scaled = after.includes('%') ? times(value, whole(100)) : value
  const it = scaled === null ? null : rounded(scaled, BigInt(most), 'half')
  if (it === null || places === '') return format
  const digits = Math.max(zeros(units), most === 0 ? 1 : 0)
  const shown = written(it, Math.min(zeros(fraction), most), most, digits, units.includes(','))
  return shown.startsWith('-') ? `-${before}${shown.slice(1)}${after}` : before + shown + after
}

/** `m` is a month, but minutes after hours or before seconds. */
function formattedMoment(day: number, seconds: number, format: string): string {
  const { year, month, day: ofMonth } = partsOfDay(day)
  const runs = format.match(/([a-z])\1*|[^a-z]/gi) ?? []
  let afterHour = false
  return runs
    .map((run, at) => {
      const first = (run[0] ?? '').toLowerCase()
      const next = runs
        .slice(at + 1)
        .find((it) => /^[a-z]/i.test(it))?.[0]
        ?.toLowerCase()
      const padded = (it: number) => (run.length > 1 ? String(it).padStart(2, '0') : String(it))
      const isMinute = first === 'm' && (afterHour || next === 's')
      if (/[a-z]/.test(first)) afterHour = first === 'h'
      switch (first) {
        case 'y':
          return run.length > 2
            ? String(year).padStart(4, '0')
            : String(year % 100).padStart(2, '0')
        case 'm':
          return padded(isMinute ? Math.floor(seconds / 60) % 60 : month)
        case 'd':
          return padded(ofMonth)
        case 'h':
          return padded(Math.floor(seconds / 3600))
        case 's':
          return padded(seconds % 60)
        default:
          return run
      }
    })
    .join('')
}

const DIGITS = Array.from('零壹贰叁肆伍陆柒捌玖')
const digitOf = (it: bigint) => DIGITS[Number(it)] ?? ''

/** 人民币大写 of an amount rounded to 分; blank above 9,999 万亿. */
function rmb(it: bigint): Value {
  const cents = rounded(it, 2n, 'half')
  if (cents === null) return null
  const size = abs(cents) / (ONE / 100n)
  if (size >= 10n ** 18n) return null
  if (size === 0n) return text('零元整')
  const [yuan, jiao, fen] = [size / 100n, (size / 10n) % 10n, size % 10n]
  let out = cents < 0n ? '负' : ''
  if (yuan > 0n) out += `${chinese(yuan)}元`
  if (jiao > 0n) out += `${digitOf(jiao)}角`
  else if (fen > 0n && yuan > 0n) out += '零'
  return text(out + (fen > 0n ? `${digitOf(fen)}分` : '整'))
}

/** In groups of four digits: 万, 亿, 万亿. One 零 stands for any number of zeros in between. */
function chinese(it: bigint): string {
  let out = ''
  let zero = false
  for (let group = 3; group >= 0; group--) {
    const part = (it / 10_000n ** BigInt(group)) % 10_000n
    if (part === 0n) {
      zero ||= out !== ''
      continue
    }
    for (let place = 3; place >= 0; place--) {
      const digit = (part / 10n ** BigInt(place)) % 10n
      if (digit === 0n) {
        zero ||= out !== ''
        continue
      }
      out += (zero ? '零' : '') + digitOf(digit) + (['', '拾', '佰', '仟'][place] ?? '')
      zero = false
    }
    // 万亿 and 亿 together say 亿 once.
    const more = group === 3 && (it / 100_000_000n) % 10_000n > 0n
    out += more ? '万' : (['', '万', '亿', '万亿'][group] ?? '')
    zero = false
  }
  return out
}
