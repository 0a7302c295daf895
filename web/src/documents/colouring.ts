import { systemFields } from '@/documents/fields'
import { isEmpty, isNumeric } from '@/documents/fields'
import type { DocumentRow, DocumentType, Field, Filter, FieldScalar } from '@/lib/api-types'
import { compare } from '@/lib/decimal'
import type { Colouring, RowTone } from '@/lib/record-types'

/** The value of a field or system field as the list has it. */
export function valueOf(row: DocumentRow, name: string): unknown {
  const own: Record<string, unknown> = {
    number: row.number,
    state: row.state,
    created_at: row.created_at,
    updated_at: row.updated_at,
    created_by: row.created_by?.id,
  }
  return row.fields[name] ?? own[name]
}

/** Whether a row fits, as the server would judge it: a blank matches only "empty" and "is not". */
export function matches(type: DocumentType, filter: Filter, row: DocumentRow): boolean {
  if ('all' in filter) return filter.all.every((part) => matches(type, part, row))
  if ('any' in filter) return filter.any.some((part) => matches(type, part, row))
  const field =
    type.fields.find((it) => it.name === filter.field) ??
    systemFields(type).find((it) => it.name === filter.field)
  if (!field) return false
  const value = valueOf(row, field.name)
  const blank = isEmpty(value)
  if (filter.op === 'empty') return blank
  if (filter.op === 'not_empty') return !blank
  if (filter.op === 'in') {
    const list = Array.isArray(filter.value) ? filter.value : []
    return !blank && list.some((it) => order(field, value, it) === 0)
  }
  const wanted = Array.isArray(filter.value) ? null : (filter.value ?? null)
  if (blank) return filter.op === '!='
  if (filter.op === 'contains') return lower(value).includes(lower(wanted))
  if (filter.op === 'starts_with') return lower(value).startsWith(lower(wanted))
  const found = order(field, value, wanted)
  if (filter.op === '=') return found === 0
  if (filter.op === '!=') return found !== 0
  if (filter.op === '<') return found < 0
  if (filter.op === '<=') return found <= 0
  return filter.op === '>' ? found > 0 : found >= 0
}

function lower(value: unknown): string {
  return String(value ?? '').toLowerCase()
}

function order(field: Field, value: unknown, wanted: FieldScalar): number {
  const [a, b] = [String(value), String(wanted ?? '')]
  if (isNumeric(field)) return compare(a, b)
  if (field.kind === 'date_time') return Date.parse(a) - Date.parse(b)
  return a < b ? -1 : a > b ? 1 : 0
}

/** The tone of a whole row, and those of single cells. */
export function tonesOf(
  type: DocumentType,
  colours: Colouring[],
  row: DocumentRow,
): { row: RowTone | undefined; cells: Record<string, RowTone> } {
  const cells: Record<string, RowTone> = {}
  let whole: RowTone | undefined
  for (const { filter, tone, field } of colours) {
    if (field ? cells[field] : whole) continue
    if (!matches(type, filter, row)) continue
    if (field) cells[field] = tone
    else whole = tone
  }
  return { row: whole, cells }
}
