/** What every function does with its values; `IF` and `COALESCE` are in `evaluate.ts`. */
import { dayFromParts, partsOfDay, plusDays, weekdayOf } from './calendar'
import type { Context } from './evaluate'
import type { FunctionName } from './function'
import { abs, floor, inRange, modulo, over, rounded, whole, wholePart } from './number'
import { equal, joined, number, order, text, type Value, yesNo } from './value'

const TEXT_MAX = 10_000

export function call(name: FunctionName, values: Value[], context: Context): Value {
  const [first = null, second = null] = values
  switch (name) {
    case 'AND':
      return decide(values, false)
    case 'OR':
      return decide(values, true)
    case 'SUM':
      return number(sum(values))
    case 'COUNT':
      return number(whole(values.filter((it) => it !== null).length))
    case 'AVERAGE': {
      const total = sum(values)
      return total === null ? null : number(over(total, whole(numbers(values).length)))
    }
    case 'MIN':
      return extreme(values, -1)
    case 'MAX':
      return extreme(values, 1)
    case 'LEN':
      return number(whole(Array.from(joined(first)).length))
    case 'CONCAT':
      return join(values)
    case 'CONTAINS':
      return yesNo(small(first).includes(small(second)))
    case 'ISBLANK':
      return yesNo(first === null)
    case 'IN':
      return yesNo(values.slice(1).some((it) => equal(it, first)))
    case 'TODAY':
      return { type: 'date', day: context.today }
    case 'NOW':
      return { type: 'date_time', micros: context.now }
    case 'USER':
      return { type: 'link', number: context.user }
    default:
      // Every other function is blank when one of its values is.
      return values.includes(null) ? null : strict(name, values)
  }
}

/** Like filters, `CONTAINS` does not tell A from a. */
const small = (it: Value) => joined(it).replace(/[A-Z]/g, (capital) => capital.toLowerCase())

function strict(name: FunctionName, values: Value[]): Value {
  const [first = null] = values
  if (name === 'NOT') return first?.type === 'yes_no' ? yesNo(!first.yes) : null
  if (first?.type === 'text') return onText(name, first.text, values)
  if (first?.type === 'date') return onDay(name, first.day, values)
  return first?.type === 'number' ? onNumber(name, first.value, values) : null
}

const numbers = (values: Value[]) =>
  values.flatMap((it) => (it?.type === 'number' ? [it.value] : []))

/** `null` once it leaves the range. */
function sum(values: Value[]): bigint | null {
  let total: bigint | null = 0n
  for (const it of numbers(values)) total = total === null ? null : inRange(total + it)
  return total
}

export function join(values: Value[]): Value {
  const all = values.map(joined).join('')
  return Array.from(all).length > TEXT_MAX ? null : text(all)
}

/** `decisive` decides alone; otherwise one blank leaves it unknown. */
function decide(values: Value[], decisive: boolean): Value {
  if (values.some((it) => it?.type === 'yes_no' && it.yes === decisive)) return yesNo(decisive)
  return values.includes(null) ? null : yesNo(!decisive)
}

function extreme(values: Value[], wanted: -1 | 1): Value {
  let best: Value = null
  for (const it of values) {
    if (it !== null && (best === null || Math.sign(order(it, best) ?? 0) === wanted)) best = it
  }
  return best
}

function wholeAt(values: Value[], at: number): bigint {
  const it = values[at]
  return it?.type === 'number' ? wholePart(it.value) : 0n
}

function onNumber(name: FunctionName, it: bigint, values: Value[]): Value {
  const digits = wholeAt(values, 1)
  const by = values[1]
  switch (name) {
    case 'ABS':
      return number(abs(it))
    case 'INT':
      return number(floor(it))
    case 'MOD':
      return by?.type === 'number' ? number(modulo(it, by.value)) : null
    case 'ROUND':
      return number(rounded(it, digits, 'half'))
    case 'ROUNDUP':
      return number(rounded(it, digits, 'up'))
    case 'ROUNDDOWN':
      return number(rounded(it, digits, 'down'))
    case 'DATE': {
      const parts = [0, 1, 2].map((at) => Number(wholeAt(values, at)))
      const day = dayFromParts(parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0)
      return day === null ? null : { type: 'date', day }
    }
    default:
      return null
  }
}

function onText(name: FunctionName, it: string, values: Value[]): Value {
  const chars = Array.from(it)
  const length = (at: number) => {
    const found = wholeAt(values, at)
    return found < 0n ? 0 : found > BigInt(chars.length) ? chars.length : Number(found)
  }
  switch (name) {
    case 'LEFT':
      return text(chars.slice(0, length(1)).join(''))
    case 'RIGHT':
      return text(chars.slice(chars.length - length(1)).join(''))
    case 'MID': {
      // A start beyond the end takes nothing, so it must not be cut to the length of the text.
      if (wholeAt(values, 1) > BigInt(chars.length)) return null
      const start = Math.max(length(1) - 1, 0)
      return text(chars.slice(start, start + length(2)).join(''))
    }
    case 'TRIM':
      return text(it.replace(/^[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+$/g, ''))
    case 'UPPER':
      return text(it.toUpperCase())
    case 'LOWER':
      return text(it.toLowerCase())
    default:
      return null
  }
}

function onDay(name: FunctionName, it: number, values: Value[]): Value {
  const second = values[1]
  switch (name) {
    case 'YEAR':
      return number(whole(partsOfDay(it).year))
    case 'MONTH':
      return number(whole(partsOfDay(it).month))
    case 'DAY':
      return number(whole(partsOfDay(it).day))
    case 'WEEKDAY':
      return number(whole(weekdayOf(it)))
    case 'DAYS':
      return second?.type === 'date' ? number(whole(it - second.day)) : null
    case 'DATEADD': {
      const day = plusDays(it, wholeAt(values, 1))
      return day === null ? null : { type: 'date', day }
    }
    default:
      return null
  }
}
