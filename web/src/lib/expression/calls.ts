/** What every function does with its values; `IF` and `COALESCE` are in `evaluate.ts`. */
import { dayFromParts, partsOfDay, plusDays, weekdayOf } from './calendar'
import { onDates } from './dates'
import type { Context } from './evaluate'
import { type FunctionName, keepsBlanks } from './function'
import * as irrational from './irrational'
import { average, firstTrue, flat, onLists, sum, summary, switched } from './lists'
import { abs, floor, modulo, ONE, inRange, rounded, stepped, toMultiple, whole } from './number'
import { limited, onTexts, small, wholeAt } from './texts'
import { equal, joined, number, order, text, type Value, yesNo } from './value'

export function call(name: FunctionName, values: Value[], context: Context): Value {
  const [first = null, second = null] = values
  if (!keepsBlanks(name) && values.includes(null)) return null
  switch (name) {
    case 'AND':
      return decide(flat(values), false)
    case 'OR':
      return decide(flat(values), true)
    case 'XOR': {
      const found = flat(values).filter((it) => it?.type === 'yes_no' && it.yes)
      return yesNo(found.length % 2 === 1)
    }
    case 'NOT':
      return first?.type === 'yes_no' ? yesNo(!first.yes) : null
    case 'TRUE':
      return yesNo(true)
    case 'FALSE':
      return yesNo(false)
    case 'IFS':
      return firstTrue(values)
    case 'SWITCH':
      return switched(values)
    case 'SUM':
      return number(sum(flat(values)))
    case 'COUNT':
      return number(whole(flat(values).filter((it) => it !== null).length))
    case 'AVERAGE':
      return number(average(flat(values)))
    case 'MIN':
      return extreme(flat(values), -1)
    case 'MAX':
      return extreme(flat(values), 1)
    case 'LEN':
      return number(whole(Array.from(joined(first)).length))
    case 'CONCAT':
      return join(flat(values))
    case 'CONTAINS':
      return yesNo(small(first).includes(small(second)))
    case 'ISBLANK':
      return yesNo(first?.type === 'list' ? first.list.every((it) => it === null) : first === null)
    case 'IN':
      return yesNo(values.slice(1).some((it) => equal(it, first)))
    case 'TODAY':
      return { type: 'date', day: context.today }
    case 'NOW':
      return { type: 'date_time', micros: context.now }
    case 'USER':
      return { type: 'link', number: context.user }
    case 'PI':
      return number(irrational.pi())
    case 'JOIN':
    case 'TEXTJOIN':
    case 'SPLIT':
    case 'UNION':
    case 'INDEX':
    case 'FIRST':
    case 'LAST':
    case 'MATCH':
      return onLists(name, values)
    case 'COUNTBLANK':
    case 'COUNTDISTINCT':
    case 'LARGE':
    case 'SMALL':
    case 'MEDIAN':
    case 'RANK':
    case 'COUNTIF':
    case 'COUNTIFS':
    case 'SUMIF':
    case 'SUMIFS':
    case 'AVERAGEIF':
    case 'SUMPRODUCT':
    case 'PRODUCT':
      return summary(name, values)
    case 'FIND':
    case 'SEARCH':
    case 'STARTSWITH':
    case 'ENDSWITH':
    case 'EXACT':
    case 'REPLACE':
    case 'SUBSTITUTE':
    case 'REPT':
    case 'CHAR':
    case 'CODE':
    case 'TEXT':
    case 'VALUE':
    case 'FIXED':
    case 'RMBCAP':
      return onTexts(name, values, context)
    case 'DATEVALUE':
    case 'TODATE':
    case 'QUARTER':
    case 'HOUR':
    case 'MINUTE':
    case 'SECOND':
    case 'WEEKNUM':
    case 'ISOWEEKNUM':
    case 'DAYS360':
    case 'EDATE':
    case 'EOMONTH':
    case 'DATEDIF':
    case 'NETWORKDAYS':
    case 'WORKDAY':
    case 'TIMESTAMP':
      return onDates(name, values, context)
    default:
      return strict(name, values)
  }
}

function strict(name: FunctionName, values: Value[]): Value {
  const [first = null] = values
  if (first?.type === 'text') return onText(name, first.text, values)
  if (first?.type === 'date') return onDay(name, first.day, values)
  return first?.type === 'number' ? onNumber(name, first.value, values) : null
}

export function join(values: Value[]): Value {
  return limited(values.map(joined).join(''))
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

function onNumber(name: FunctionName, it: bigint, values: Value[]): Value {
  const digits = wholeAt(values, 1)
  const by = values[1]
  const second = by?.type === 'number' ? by.value : null
  switch (name) {
    case 'SIGN':
      return number(whole(it > 0n ? 1 : it < 0n ? -1 : 0))
    case 'TRUNC':
      return number(rounded(it, digits, 'down'))
    case 'QUOTIENT':
      return second === null || second === 0n ? null : number(inRange((it / second) * ONE))
    case 'MROUND':
      return number(toMultiple(it, second ?? ONE))
    case 'CEILING':
      return number(stepped(it, second ?? ONE, true))
    case 'FLOOR':
      return number(stepped(it, second ?? ONE, false))
    case 'SQRT':
      return number(irrational.sqrt(it))
    case 'POWER':
      return number(irrational.power(it, second ?? ONE))
    case 'EXP':
      return number(irrational.exp(it))
    case 'LN':
      return number(irrational.ln(it))
    case 'LOG':
      return number(irrational.log(it, second))
    case 'SIN':
      return number(irrational.sin(it))
    case 'COS':
      return number(irrational.cos(it))
    case 'TAN':
      return number(irrational.tan(it))
    case 'COT':
      return number(irrational.cot(it))
    case 'RADIANS':
      return number(irrational.radians(it))
    case 'DEGREES':
      return number(irrational.degrees(it))
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
    if (at >= values.length) return Math.min(1, chars.length)
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

/** Counted as in Excel: 1 and 17 from Sunday, 2 and 11 from Monday, 12 to 16 from the days between; 3 from 0. */
function weekday(day: number, counted: bigint) {
  const fromMonday = weekdayOf(day) - 1
  if (counted === 3n) return whole(fromMonday)
  const first = counted === 1n ? 6 : counted === 2n ? 0 : Number(counted) - 11
  if (first < 0 || first > 6) return null
  return whole(((fromMonday - first + 7) % 7) + 1)
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
      return number(weekday(it, second === undefined ? 1n : wholeAt(values, 1)))
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
