import type { Field } from '@/lib/api-types'
import { isNumeric } from '@/documents/fields'

/** One comparison as people choose it: a field, how, with what. */
export type Condition = { field: string; op: ConditionOp; value: string }
export type ConditionOp =
  '=' | '<>' | '>' | '>=' | '<' | '<=' | 'contains' | 'blank' | 'filled' | 'yes' | 'no'
export type Conditions = { all: boolean; list: Condition[] }

/** What can be asked of a field, the usual first. */
export function opsOf(field: Pick<Field, 'kind'>): ConditionOp[] {
  if (field.kind === 'yes_no') return ['yes', 'no']
  if (isNumeric(field)) return ['=', '<>', '>', '>=', '<', '<=', 'blank', 'filled']
  if (field.kind === 'choice') return ['=', '<>', 'blank', 'filled']
  if (['text', 'barcode', 'long_text', 'phone', 'email', 'url'].includes(field.kind)) {
    return ['=', '<>', 'contains', 'blank', 'filled']
  }
  return ['filled', 'blank']
}

/** Whether the comparison has a right side. */
export function hasValue(op: ConditionOp): boolean {
  return !['blank', 'filled', 'yes', 'no'].includes(op)
}

/** As an expression; null while something is missing. */
export function toExpression({ all, list }: Conditions, fields: Field[]): string | null {
  const parts = list.map((condition) => one(condition, fields))
  if (parts.length === 0 || parts.includes(null)) return null
  return parts.length === 1 ? (parts[0] ?? null) : `${all ? 'AND' : 'OR'}(${parts.join(', ')})`
}

function one({ field, op, value }: Condition, fields: Field[]): string | null {
  const known = fields.find((it) => it.name === field)
  if (!known || (hasValue(op) && value.trim() === '')) return null
  const name = `[${field}]`
  switch (op) {
    case 'yes':
      return name
    case 'no':
      return `NOT(${name})`
    case 'blank':
      return `ISBLANK(${name})`
    case 'filled':
      return `NOT(ISBLANK(${name}))`
    case 'contains':
      return `CONTAINS(${name}, ${quoted(value)})`
    default: {
      const right = isNumeric(known) ? value.trim() : quoted(value)
      return isNumeric(known) && !/^-?\d+(\.\d+)?$/.test(right) ? null : `${name} ${op} ${right}`
    }
  }
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

/** What {@link toExpression} wrote; null for an expression that somebody wrote another way. */
export function fromExpression(text: string): Conditions | null {
  const whole = text.trim()
  if (whole === '') return { all: true, list: [] }
  const group = /^(AND|OR)\((.*)\)$/s.exec(whole)
  const parts = group ? split(group[2] ?? '') : [whole]
  const list = parts.map((part) => read(part.trim()))
  if (list.some((it) => it === null)) return null
  return { all: group?.[1] !== 'OR', list: list as Condition[] }
}

function read(part: string): Condition | null {
  const name = '\\[([a-z][a-z0-9_.]*)\\]'
  const match = (pattern: string) => new RegExp(`^${pattern}$`, 's').exec(part)
  const plain = match(name)
  if (plain) return { field: plain[1] ?? '', op: 'yes', value: '' }
  const no = match(`NOT\\(${name}\\)`)
  if (no) return { field: no[1] ?? '', op: 'no', value: '' }
  const blank = match(`ISBLANK\\(${name}\\)`)
  if (blank) return { field: blank[1] ?? '', op: 'blank', value: '' }
  const filled = match(`NOT\\(ISBLANK\\(${name}\\)\\)`)
  if (filled) return { field: filled[1] ?? '', op: 'filled', value: '' }
  const text = '"((?:[^"]|"")*)"'
  const contains = match(`CONTAINS\\(${name}, ${text}\\)`)
  if (contains) {
    return { field: contains[1] ?? '', op: 'contains', value: unquoted(contains[2]) }
  }
  const compared = match(`${name} (=|<>|>=|<=|>|<) (?:${text}|(-?\\d+(?:\\.\\d+)?))`)
  if (!compared) return null
  const value = compared[4] ?? unquoted(compared[3])
  return { field: compared[1] ?? '', op: compared[2] as ConditionOp, value }
}

const unquoted = (text: string | undefined) => (text ?? '').replaceAll('""', '"')

/** At the commas that stand in no bracket and no text. */
function split(text: string): string[] {
  const parts: string[] = []
  let [depth, inside, from] = [0, false, 0]
  for (const [at, sign] of [...text].entries()) {
    if (sign === '"') inside = !inside
    if (inside) continue
    if (sign === '(') depth += 1
    if (sign === ')') depth -= 1
    if (sign === ',' && depth === 0) {
      parts.push([...text].slice(from, at).join(''))
      from = at + 1
    }
  }
  parts.push([...text].slice(from).join(''))
  return parts
}
