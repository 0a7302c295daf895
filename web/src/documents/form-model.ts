import type {
  DocumentType,
  Field,
  FieldContent,
  FieldParts,
  Fields,
  FieldScalar,
  Problem,
  Row,
} from '@/lib/api-types'
import type { GridProblem } from '@/components/line-grid'
import { isPositive } from '@/lib/decimal'
import {
  asRows,
  asScalar,
  headFields,
  isEmpty,
  isFixed,
  rowColumns,
  rowsFields,
} from '@/documents/fields'
import { today } from '@/lib/dates'

/** A new document: defaults, then what was handed over; every table has a line to type into. */
export function newFields(type: DocumentType, prefill: Fields = {}): Fields {
  const fields: Fields = {}
  for (const field of headFields(type)) {
    const value = defaultOf(field)
    if (value !== null) fields[field.name] = value
  }
  const known = new Set(type.fields.map((field) => field.name))
  for (const [name, value] of Object.entries(prefill)) {
    if (known.has(name) && !isEmpty(value)) fields[name] = value
  }
  return withLines(type, fields)
}

/** A stored document in the form: the same, with a line to type into where it has none. */
export function withLines(type: DocumentType, fields: Fields): Fields {
  const filled = { ...fields }
  for (const field of rowsFields(type)) {
    const rows = asRows(fields[field.name])
    filled[field.name] = rows.length > 0 ? rows : [newRow(field)]
  }
  return filled
}

export function newRow(field: Field): Row {
  const row: Row = {}
  for (const column of rowColumns(field)) {
    const value = defaultOf(column)
    if (value !== null) row[column.name] = value
  }
  return row
}

/** Expressions are the server's to evaluate; only today is worth showing at once. */
function defaultOf(field: Field) {
  if (field.default === undefined || isFixed(field)) return null
  if (typeof field.default !== 'string' || !field.default.startsWith('=')) return field.default
  return /^=\s*today\(\)$/i.test(field.default) ? today() : null
}

/** A line nobody wrote anything into: it holds at most its defaults. */
export function isBlank(field: Field, row: Row): boolean {
  const fresh = newRow(field)
  return rowColumns(field).every(
    (column) =>
      isFixed(column) || isEmpty(row[column.name]) || same(row[column.name], fresh[column.name]),
  )
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}

/** With the lines numbered as the server will count them. */
export function withoutBlankLines(type: DocumentType, fields: Fields): Fields {
  const filled = { ...fields }
  for (const field of rowsFields(type)) {
    filled[field.name] = asRows(fields[field.name]).filter((row) => !isBlank(field, row))
  }
  return filled
}

/** What a new document sends: filled fields only, without blank lines and computed values. */
export function fieldsToCreate(type: DocumentType, fields: Fields): Fields {
  const sent: Fields = {}
  for (const field of type.fields) {
    const value = toSend(field, fields[field.name], false)
    if (!isFixed(field) && !isEmpty(value)) sent[field.name] = value
  }
  return sent
}

/** Hidden because the form shows them with their unit or price. */
const COPIED_THOUGH_HIDDEN = ['unit_quantity', 'unit_price', 'price_by']

/**
 * What a copy begins with: what people see of the document. A copy needs a key of its own, and what is
 * hidden tells which other paper the line is for, or what came of it.
 */
export function fieldsToCopy(type: DocumentType, fields: Fields): Fields {
  const copied: Fields = {}
  for (const [name, value] of Object.entries(fieldsToCreate(type, fields))) {
    const field = type.fields.find((one) => one.name === name)
    if (!field || field.hidden || name === type.key_field) continue
    const hidden = (field.columns ?? [])
      .filter((column) => column.hidden && !COPIED_THOUGH_HIDDEN.includes(column.name))
      .map((column) => column.name)
    copied[name] =
      field.kind === 'rows'
        ? asRows(value).map((row) => {
            const cells = Object.entries(row).filter(([column]) => !hidden.includes(column))
            return Object.fromEntries(cells) as Row
          })
        : value
  }
  return copied
}

/**
 * What an edit sends: changed fields only; null clears. A line keeps its number, because
 * promises and receipts hang on it.
 */
export function fieldsToChange(type: DocumentType, before: Fields, after: Fields): Fields {
  const sent: Fields = {}
  for (const field of type.fields) {
    if (isFixed(field)) continue
    const was = toSend(field, before[field.name], true)
    const is = toSend(field, after[field.name], true)
    if (JSON.stringify(was) !== JSON.stringify(is)) sent[field.name] = is
  }
  return sent
}

/** A value as it is sent: texts trimmed, what is empty as null. */
function cellToSend(value: FieldContent): FieldScalar | FieldParts {
  if (isEmpty(value)) return null
  if (typeof value === 'object') return value as FieldParts
  const scalar = asScalar(value)
  return typeof scalar === 'string' ? scalar.trim() || null : scalar
}

function toSend(field: Field, value: FieldContent, keepLines: boolean): FieldContent {
  if (field.kind !== 'rows') return cellToSend(value)
  return asRows(value)
    .filter((row) => !isBlank(field, row))
    .map((row) => {
      const sent: Row = keepLines && row.line !== undefined ? { line: row.line } : {}
      for (const column of field.columns ?? []) {
        const cell = cellToSend(row[column.name])
        // A line that is there keeps what is not sent, so that clearing is said.
        if (!isFixed(column) && (cell !== null || sent.line !== undefined)) sent[column.name] = cell
      }
      return sent
    })
}

export type FormProblems = {
  /** By field name. */
  fields: Record<string, string>
  /** By the name of the rows field. */
  rows: Record<string, GridProblem[]>
  /** Those whose place is not on the form. */
  others: string[]
}

export const NO_PROBLEMS: FormProblems = { fields: {}, rows: {}, others: [] }

/**
 * Puts the server's problems where they belong. Its line numbers count the lines that were
 * sent, so blank lines on screen are counted out.
 */
export function placeProblems(
  type: DocumentType,
  fields: Fields,
  problems: Problem[],
): FormProblems {
  const placed: FormProblems = { fields: {}, rows: {}, others: [] }
  for (const problem of problems) {
    const path = problem.path.replace(/^fields\./, '')
    const [, name = '', index, column] = path.match(/^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?$/) ?? []
    const field = type.fields.find((f) => f.name === name)
    if (!field || field.hidden) placed.others.push(problem.message)
    else if (index === undefined || field.kind !== 'rows') placed.fields[name] ??= problem.message
    else {
      const row = lineOnScreen(field, asRows(fields[name]), Number(index))
      placed.rows[name] = [
        ...(placed.rows[name] ?? []),
        { row, column: column ?? rowColumns(field)[0]?.name ?? '', message: problem.message },
      ]
    }
  }
  return placed
}

/** Problems whose cause was not touched since; what was corrected stops being red at once. */
export function stillStanding(problems: FormProblems, sent: Fields, now: Fields): FormProblems {
  const fields = Object.entries(problems.fields).filter(([name]) => same(sent[name], now[name]))
  const rows = Object.entries(problems.rows).map(([name, list]) => {
    const before = asRows(sent[name])
    const after = asRows(now[name])
    const standing = list.filter(
      ({ row, column }) => row < after.length && same(before[row]?.[column], after[row]?.[column]),
    )
    return [name, before.length > after.length ? [] : standing] as const
  })
  return {
    fields: Object.fromEntries(fields),
    rows: Object.fromEntries(rows),
    others: problems.others,
  }
}

/** A line that was refused, counted from 1 as it was sent, and what there is for it. */
export type ShortLine = { line?: number; available: string }

/** The same with no more than there is; lines for which there is nothing are left out. */
export function withAvailable(type: DocumentType, fields: Fields, short: ShortLine[]): Fields {
  const field = rowsFields(type).find((rows) => rows.name === 'lines')
  if (!field) return fields
  const rows = asRows(fields.lines)
  const available = new Map<number, string>()
  for (const { line, available: left } of short) {
    if (line !== undefined) available.set(lineOnScreen(field, rows, line - 1), left)
  }
  const kept = rows.flatMap((row, index) => {
    const left = available.get(index)
    if (left === undefined) return [row]
    // In stock units: a line in cases leaves them for the pieces there are.
    const byStock = row.unit ? { unit: null, unit_quantity: null, unit_price: null } : {}
    return isPositive(left) ? [{ ...row, ...byStock, quantity: left }] : []
  })
  return withLines(type, { ...fields, lines: kept })
}

/** The server's problems first; the form's own where the server said nothing. */
export function together(server: FormProblems, own: FormProblems): FormProblems {
  const rows = { ...server.rows }
  for (const [name, list] of Object.entries(own.rows)) rows[name] = [...(rows[name] ?? []), ...list]
  return {
    fields: { ...own.fields, ...server.fields },
    rows,
    others: [...new Set([...server.others, ...own.others])],
  }
}

/** As what a line on screen counts among those that are sent; null when it is left out. */
export function lineSent(field: Field, rows: Row[], index: number): number | null {
  const row = rows[index]
  if (!row || isBlank(field, row)) return null
  return rows.slice(0, index).filter((one) => !isBlank(field, one)).length
}

function lineOnScreen(field: Field, rows: Row[], sent: number): number {
  const kept = rows.flatMap((row, index) => (isBlank(field, row) ? [] : [index]))
  return kept[sent] ?? sent
}
