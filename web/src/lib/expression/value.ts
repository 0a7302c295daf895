/** What an expression computes with, and how that relates to the values of fields. */
import type { Field, FieldContent, FieldKind } from '@/lib/api-types'
import { formatDay, formatInstant, parseDay, parseInstant } from './calendar'
import { formatNumber, over, parseSigned, rounded, times, whole } from './number'

/** `null` is blank; empty text is blank. */
export type Value =
  | null
  | { type: 'number'; value: bigint }
  | { type: 'text'; text: string }
  | { type: 'yes_no'; yes: boolean }
  | { type: 'date'; day: number }
  | { type: 'date_time'; micros: bigint }
  | { type: 'link'; number: string }
  /** Of one type; blanks may be among them. */
  | { type: 'list'; list: Value[] }

/** `blank` (only `""`) fits everywhere; `link:customer` and `link:member` only compare. */
export type Type =
  | 'blank'
  | 'number'
  | 'text'
  | 'yes_no'
  | 'date'
  | 'date_time'
  | `link:${string}`
  | `list of ${string}`

export const text = (it: string): Value => (it === '' ? null : { type: 'text', text: it })
export const number = (it: bigint | null): Value =>
  it === null ? null : { type: 'number', value: it }
export const yesNo = (yes: boolean): Value => ({ type: 'yes_no', yes })

const AMOUNTS: readonly FieldKind[] = ['number', 'quantity', 'money', 'unit_price', 'percent']
const DECIMALS: Partial<Record<FieldKind, number>> = { money: 4, percent: 4 }

export const isAmount = (kind: FieldKind) => AMOUNTS.includes(kind)

/** The type of a field's value; rows have none. */
export function typeOf(field: Field): Type | null {
  if (isAmount(field.kind)) return 'number'
  switch (field.kind) {
    case 'yes_no':
    case 'date':
    case 'date_time':
      return field.kind
    case 'member':
      return 'link:member'
    case 'link':
      return `link:${field.target ?? ''}`
    case 'rows':
    case 'lookup':
    case 'linked_table':
      return null
    case 'choices':
    case 'attachment':
    case 'image':
    case 'signature':
      return 'list of text'
    default:
      return 'text'
  }
}

/** The value of a field as the API writes it. What cannot be read yet, being typed, is blank. */
export function fromField(field: Field, content: FieldContent): Value {
  if (content === null || content === undefined) return null
  if (Array.isArray(content)) {
    // Several choices, or files by their names.
    if (typeOf(field) !== 'list of text' || content.length === 0) return null
    const name = (it: unknown) =>
      typeof it === 'object' && it !== null && 'name' in it ? String(it.name) : String(it)
    return { type: 'list', list: content.map((it) => text(name(it))) }
  }
  if (field.kind === 'yes_no') return typeof content === 'boolean' ? yesNo(content) : null
  const written = typeof content === 'object' ? inOne(content) : String(content).trim()
  if (written === '') return null
  switch (typeOf(field)) {
    case 'number': {
      const amount = parseSigned(written)
      const value = amount !== null && field.kind === 'percent' ? over(amount, whole(100)) : amount
      return number(value)
    }
    case 'date': {
      const day = parseDay(written)
      return day === null ? null : { type: 'date', day }
    }
    case 'date_time': {
      const micros = parseInstant(written)
      return micros === null ? null : { type: 'date_time', micros }
    }
    case 'text':
      return text(written)
    default:
      return { type: 'link', number: written }
  }
}

/** An address as on an envelope (北京市 is both province and city), a place by its degrees. */
function inOne(parts: object): string {
  const part = (name: string) => {
    const value = (parts as Record<string, unknown>)[name]
    return typeof value === 'string' ? value.trim() : ''
  }
  if ('lat' in parts) return `${part('lat')},${part('lng')} ${part('text')}`.trim()
  const [province, city] = [part('province'), part('city')]
  return province + (city === province ? '' : city) + part('district') + part('detail')
}

/** A computed value as the API writes it: amounts rounded to the field's decimals. */
export function toField(field: Field, value: Value): string | boolean | string[] | null {
  if (value === null) return null
  if (value.type === 'list') return value.list.filter((it) => it !== null).map(joined)
  if (value.type === 'yes_no') return value.yes
  if (value.type !== 'number') return joined(value) || (value.type === 'link' ? value.number : null)
  const kept = DECIMALS[field.kind] ?? 6
  const amount = field.kind === 'percent' ? times(value.value, whole(100)) : value.value
  const places = BigInt(Math.min(field.decimals ?? kept, kept))
  const shown = amount === null ? null : rounded(amount, places, 'half')
  return shown === null ? null : formatNumber(shown)
}

/** As `&` joins it. */
export function joined(value: Value): string {
  switch (value?.type) {
    case 'number':
      return formatNumber(value.value)
    case 'text':
      return value.text
    case 'yes_no':
      return value.yes ? 'TRUE' : 'FALSE'
    case 'date':
      return formatDay(value.day)
    case 'date_time':
      return formatInstant(value.micros)
    case 'list':
      return value.list.map(joined).join('、')
    default:
      return ''
  }
}

export function equal(a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b
  if (a.type === 'number' && b.type === 'number') return a.value === b.value
  if (a.type === 'text' && b.type === 'text') return a.text === b.text
  if (a.type === 'yes_no' && b.type === 'yes_no') return a.yes === b.yes
  if (a.type === 'link' && b.type === 'link') return a.number === b.number
  if (a.type === 'list' && b.type === 'list') {
    const others = b.list
    return (
      a.list.length === others.length && a.list.every((it, at) => equal(it, others[at] ?? null))
    )
  }
  return order(a, b) === 0
}

/** Texts by code point; `null` with a blank. */
export function order(a: Value, b: Value): number | null {
  const sign = <T>(x: T, y: T) => (x < y ? -1 : x > y ? 1 : 0)
  if (a?.type === 'number' && b?.type === 'number') return sign(a.value, b.value)
  if (a?.type === 'date' && b?.type === 'date') return sign(a.day, b.day)
  if (a?.type === 'date_time' && b?.type === 'date_time') return sign(a.micros, b.micros)
  if (a?.type === 'text' && b?.type === 'text') return byCodePoint(a.text, b.text)
  return null
}

function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
