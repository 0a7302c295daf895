/** Functions on lists and columns, as crates/documents/src/expression/lists.rs has them. */
import { parseDay, parseInstant } from './calendar'
import type { FunctionName } from './function'
import { inRange, over, parseNumber, times, whole } from './number'
import { limited, lower, wholeAt } from './texts'
import { equal, joined, number, order, text, type Value } from './value'

const LIST_MAX = 10_000

const listOf = (it: Value | undefined): Value[] => (it?.type === 'list' ? it.list : [])
const count = (it: number) => number(whole(it))

/** Lists among the values as if their values had been given one by one. */
export const flat = (values: Value[]): Value[] =>
  values.flatMap((it) => (it?.type === 'list' ? it.list : [it]))

export const numbers = (values: Value[]) =>
  values.flatMap((it) => (it?.type === 'number' ? [it.value] : []))

/** `null` once it leaves the range. */
export function sum(values: Value[]): bigint | null {
  let total: bigint | null = 0n
  for (const it of numbers(values)) total = total === null ? null : inRange(total + it)
  return total
}

export function average(values: Value[]): bigint | null {
  const total = sum(values)
  return total === null ? null : over(total, whole(numbers(values).length))
}

export function firstTrue(values: Value[]): Value {
  for (let at = 0; at + 1 < values.length; at += 2) {
    const condition = values[at]
    if (condition?.type === 'yes_no' && condition.yes) return values[at + 1] ?? null
  }
  return null
}

export function switched([value = null, ...rest]: Value[]): Value {
  for (let at = 0; at + 1 < rest.length; at += 2) {
    if (equal(rest[at] ?? null, value)) return rest[at + 1] ?? null
  }
  return rest.length % 2 === 1 ? (rest.at(-1) ?? null) : null
}

function distinct(values: Value[]): Value[] {
  const found: Value[] = []
  for (const it of values) {
    if (it !== null && !found.some((other) => equal(other, it))) found.push(it)
  }
  return found
}

export function onLists(name: FunctionName, values: Value[]): Value {
  const [first = null, second = null] = values
  const present = listOf(first).filter((it) => it !== null)
  switch (name) {
    case 'JOIN':
      return limited(present.map(joined).join(values.length > 1 ? joined(second) : '、'))
    case 'TEXTJOIN': {
      const skips = second?.type === 'yes_no' && second.yes
      const texts = flat(values.slice(2)).filter((it) => !skips || it !== null)
      return limited(texts.map(joined).join(joined(first)))
    }
    case 'SPLIT': {
      const parts = joined(first).split(joined(second)).slice(0, LIST_MAX)
      return { type: 'list', list: parts.map(text) }
    }
    case 'UNION': {
      const all = flat(values).filter((it) => it !== null)
      return { type: 'list', list: distinct(all.slice(0, LIST_MAX)) }
    }
    case 'INDEX':
      return listOf(first)[Number(wholeAt(values, 1)) - 1] ?? null
    case 'FIRST':
      return present[0] ?? null
    case 'LAST':
      return present.at(-1) ?? null
    default: {
      const at = first === null ? -1 : listOf(second).findIndex((it) => equal(it, first))
      return at < 0 ? null : count(at + 1)
    }
  }
}

export function summary(name: FunctionName, values: Value[]): Value {
  const [first = null, second = null, third] = values
  const list = listOf(first)
  switch (name) {
    case 'COUNTBLANK':
      return count(list.filter((it) => it === null).length)
    case 'COUNTDISTINCT':
      return count(distinct(list).length)
    case 'LARGE':
    case 'SMALL': {
      const sorted = list.filter((it) => it !== null).sort((a, b) => order(a, b) ?? 0)
      if (name === 'LARGE') sorted.reverse()
      return sorted[Number(wholeAt(values, 1)) - 1] ?? null
    }
    case 'MEDIAN':
      return number(median(numbers(flat(values))))
    case 'RANK': {
      const others = listOf(second)
      if (first === null || !others.some((it) => equal(it, first))) return null
      const wanted = third?.type === 'yes_no' && third.yes ? -1 : 1
      return count(others.filter((it) => Math.sign(order(it, first) ?? 0) === wanted).length + 1)
    }
    case 'COUNTIF':
      return count(list.filter((it) => meets(it, second)).length)
    case 'COUNTIFS':
      return count(places(values, list.length).length)
    case 'SUMIF':
    case 'AVERAGEIF': {
      const summed = values.length > 2 ? listOf(third) : list
      const length = Math.min(list.length, summed.length)
      const chosen = summed.slice(0, length).filter((_, at) => meets(list[at] ?? null, second))
      return number(name === 'SUMIF' ? sum(chosen) : average(chosen))
    }
    case 'SUMIFS':
      return number(sum(places(values.slice(1), list.length).map((at) => list[at] ?? null)))
    case 'SUMPRODUCT':
      return number(sumProduct(values))
    default: {
      const factors = numbers(flat(values))
      if (factors.length === 0) return null
      return number(
        factors.reduce<bigint | null>(
          (all, it) => (all === null ? null : times(all, it)),
          whole(1),
        ),
      )
    }
  }
}

function sumProduct(values: Value[]): bigint | null {
  const longest = Math.max(0, ...values.map((it) => listOf(it).length))
  let total: bigint | null = 0n
  for (let at = 0; at < longest && total !== null; at++) {
    let product: bigint | null = whole(1)
    for (const it of values) {
      const factor = listOf(it)[at]
      // A blank counts as nothing.
      if (product !== null) product = factor?.type === 'number' ? times(product, factor.value) : 0n
    }
    total = product === null ? null : inRange(total + product)
  }
  return total
}

/** The places at which every pair of a list and a condition is met. */
function places(pairs: Value[], most: number): number[] {
  const met = (at: number) => {
    for (let pair = 0; pair + 1 < pairs.length; pair += 2) {
      const list = listOf(pairs[pair])
      if (at >= list.length || !meets(list[at] ?? null, pairs[pair + 1] ?? null)) return false
    }
    return true
  }
  return Array.from({ length: most }, (_, at) => at).filter(met)
}

function median(found: bigint[]): bigint | null {
  const sorted = [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half]
  if (upper === undefined) return null
  if (sorted.length % 2 === 1) return upper
  const both = inRange((sorted[half - 1] ?? 0n) + upper)
  return both === null ? null : over(both, whole(2))
}

/**
 * Whether a value meets a condition: equal to it, or, for a text that starts with a sign, compared
 * with what follows; texts whatever their capitals, with `*` and `?` for any characters.
 */
function meets(value: Value, condition: Value): boolean {
  if (condition?.type !== 'text') return equal(value, condition)
  const sign = ['<>', '>=', '<=', '>', '<', '='].find((it) => condition.text.startsWith(it)) ?? ''
  const rest = sign ? condition.text.slice(sign.length).trim() : condition.text
  if (rest === '') {
    return sign === '<>' ? value !== null : ['', '='].includes(sign) && value === null
  }
  if (sign === '' || sign === '=') return equals(value, rest)
  if (sign === '<>') return !equals(value, rest)
  const found = compared(value, rest)
  if (found === null) return false
  return { '>': found > 0, '>=': found >= 0, '<': found < 0, '<=': found <= 0 }[sign] ?? false
}

function equals(value: Value, written: string): boolean {
  if (value?.type === 'text') return like(Array.from(lower(value.text)), Array.from(lower(written)))
  if (value?.type === 'yes_no') return lower(written) === (value.yes ? 'true' : 'false')
  return compared(value, written) === 0
}

/** `*` is any number of characters, `?` is one. */
function like(it: string[], pattern: string[]): boolean {
  let [at, next, place, from] = [0, 0, -1, 0]
  while (at < it.length) {
    if (pattern[next] === '*') {
      place = next++
      from = at
    } else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === it[at])) {
      at++
      next++
    } else if (place >= 0) {
      next = place + 1
      at = ++from
    } else return false
  }
  return pattern.slice(next).every((rest) => rest === '*')
}

/** The value against what the text says, read as a value of the same type. */
function compared(value: Value, written: string): number | null {
  switch (value?.type) {
    case 'number': {
      const percent = written.endsWith('%')
      const digits = percent ? written.slice(0, -1) : written
      const size = parseNumber(digits.replace(/^-/, ''))
      const signed = size !== null && digits.startsWith('-') ? -size : size
      const parsed = signed !== null && percent ? over(signed, whole(100)) : signed
      return parsed === null ? null : order(value, { type: 'number', value: parsed })
    }
    case 'date': {
      const day = parseDay(written)
      return day === null ? null : order(value, { type: 'date', day })
    }
    case 'date_time': {
      const micros = parseInstant(written)
      return micros === null ? null : order(value, { type: 'date_time', micros })
    }
    case 'text':
      return order(value, { type: 'text', text: written })
    default:
      return null
  }
}
