import { isEmpty, isNumeric } from '@/documents/fields'
import type { Field, Filter, FilterOp, FieldScalar } from '@/lib/api-types'
import { parseDecimal } from '@/lib/decimal'

/** One line of the filter builder. */
export type Condition = { field: string; op: FilterOp; value: FieldScalar | FieldScalar[] }
/** What the builder can draw: one flat list. Deeper filters are kept, but not drawn. */
export type Conditions = { join: 'all' | 'any'; list: Condition[] }

const TEXT_OPS: FilterOp[] = ['contains', '=', '!=', 'starts_with', 'empty', 'not_empty']
const ORDER_OPS: FilterOp[] = ['=', '!=', '<', '<=', '>', '>=', 'empty', 'not_empty']
const PICK_OPS: FilterOp[] = ['=', '!=', 'empty', 'not_empty']

export function opsFor(field: Field): FilterOp[] {
  if (isNumeric(field) || field.kind === 'date' || field.kind === 'date_time') return ORDER_OPS
  if (field.kind === 'choice') return ['in', ...PICK_OPS]
  if (field.kind === 'link' || field.kind === 'member') return PICK_OPS
  if (field.kind === 'yes_no') return ['=', 'empty', 'not_empty']
  return TEXT_OPS
}

export function needsValue(op: FilterOp): boolean {
  return op !== 'empty' && op !== 'not_empty'
}

export function newCondition(field: Field): Condition {
  return { field: field.name, op: opsFor(field)[0] ?? '=', value: null }
}

/** The filter as the server wants it; unfinished conditions are left out; null asks nothing. */
export function toFilter({ join, list }: Conditions, fields: Field[]): Filter | null {
  const finished = list.flatMap((condition): Filter[] => {
    const field = fields.find((f) => f.name === condition.field)
    if (!field) return []
    if (!needsValue(condition.op)) return [{ field: field.name, op: condition.op }]
    if (Array.isArray(condition.value)) {
      return condition.value.length > 0
        ? [{ field: field.name, op: condition.op, value: condition.value }]
        : []
    }
    const value = toValue(field, condition.value)
    return isEmpty(value) ? [] : [{ field: field.name, op: condition.op, value }]
  })
  if (finished.length === 0) return null
  return join === 'all' ? { all: finished } : { any: finished }
}

function toValue(field: Field, value: FieldScalar): FieldScalar {
  if (isNumeric(field)) return parseDecimal(String(value ?? ''))
  return typeof value === 'string' ? value.trim() : value
}

/** The builder's lines of a filter; null when the filter is deeper than the builder draws. */
export function toConditions(filter: Filter | null): Conditions | null {
  if (!filter) return { join: 'all', list: [] }
  if ('field' in filter) return { join: 'all', list: [condition(filter)] }
  const join = 'all' in filter ? 'all' : 'any'
  const parts = 'all' in filter ? filter.all : filter.any
  const list = parts.flatMap((part) => ('field' in part ? [condition(part)] : []))
  return list.length === parts.length ? { join, list } : null
}

type Leaf = Extract<Filter, { field: string }>

function condition({ field, op, value }: Leaf): Condition {
  return { field, op, value: value ?? null }
}

export function both(...filters: (Filter | null)[]): Filter | null {
  const given = filters.filter((filter) => filter !== null)
  return given.length <= 1 ? (given[0] ?? null) : { all: given }
}

/** A filter from an address; nonsense counts as none. */
export function readFilter(text: string | undefined): Filter | null {
  if (!text) return null
  try {
    const parsed = JSON.parse(text) as Filter
    return typeof parsed === 'object' && ('all' in parsed || 'any' in parsed || 'field' in parsed)
      ? parsed
      : null
  } catch {
    return null
  }
}
