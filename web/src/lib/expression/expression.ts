/**
 * The expression language of formulas, defaults and checks, the same as on the server; both run
 * crates/documents/golden/expressions.json. The server computes again at every save: what the
 * browser computes is only shown.
 */
import type { Check, DocumentType, Field, Fields, Label, Row } from '@/lib/api-types'
import { parseDay, parseInstant } from './calendar'
import { type Context, type Frame, rowsOf, run } from './evaluate'
import { ExpressionProblem } from './problem'
import { type FieldAt, type Node, resolve, type Scope } from './resolve'
import { parse } from './syntax'
import { toField, type Type, type Value } from './value'

export type Expression = { node: Node; returns: Type }

/** Throws an `ExpressionProblem` when `text` is not an expression in `scope`. */
export function compile(text: string, scope: Scope): Expression {
  return resolve(parse(text), scope)
}

export function evaluate(expression: Expression, frame: Frame): Value {
  return run(expression.node, frame)
}

/** What is wrong with `text`, or null. */
export function problemOf(text: string, scope: Scope): ExpressionProblem | null {
  try {
    compile(text, scope)
    return null
  } catch (problem) {
    if (problem instanceof ExpressionProblem) return problem
    throw problem
  }
}

/**
 * `today` is a day like 2026-11-22, `now` a moment in RFC 3339, `user` as the API names members;
 * `calendar` as GET /api/working-days tells it.
 */
export function context(
  today: string,
  now: string,
  user: string,
  calendar: WorkingDays = { zone_seconds: 0, days: {} },
): Context {
  const days = Object.entries(calendar.days).map(
    ([day, works]) => [parseDay(day) ?? 0, works] as const,
  )
  const zoneSeconds = calendar.zone_seconds
  return {
    today: parseDay(today) ?? 0,
    now: parseInstant(now) ?? 0n,
    user,
    zoneSeconds,
    calendar: new Map(days),
  }
}

/** Days that are not what their weekday says: `false` a holiday, `true` a weekend that is worked. */
export type WorkingDays = { zone_seconds: number; days: Record<string, boolean> }

type Computed = { rows: Field | null; field: Field; expression: Expression }

/** The formulas of a type, compiled once. */
export type Formulas = { computed: Computed[]; checks: CompiledCheck[]; ruled: Ruled[] }
type CompiledCheck = {
  expression: Expression
  rows: Field | null
  field: string
  message: Label
  severity: 'error' | 'warning'
}
/** A field with rules about being shown, required or fixed. */
type Ruled = {
  rows: Field | null
  field: Field
  show: Expression | null
  required: Expression | null
  readOnly: Expression | null
}
/** What rules say of a field now. What is not shown is not required. */
export type FieldState = { shown: boolean; required: boolean; readOnly: boolean }

/** Reads all formulas and checks of a type; what this browser does not understand is left out. */
export function formulasOf(document: DocumentType): Formulas {
  const read = (text: string, rows: Field | null) => {
    const scope = rows ? { document, rows } : { document }
    return problemOf(text, scope) ? null : compile(text, scope)
  }
  const formula = (field: Field, rows: Field | null): Computed[] => {
    const expression = field.formula ? read(field.formula, rows) : null
    return expression ? [{ rows, field, expression }] : []
  }
  const computed = document.fields.flatMap((field) => [
    ...formula(field, null),
    ...(field.columns ?? []).flatMap((column) => formula(column, field)),
  ])
  const rule = (text: string | undefined, rows: Field | null) => (text ? read(text, rows) : null)
  const ruledBy = (field: Field, rows: Field | null): Ruled[] => {
    const show = rule(field.show_when, rows)
    const required = rule(field.required_when, rows)
    const readOnly = rule(field.read_only_when, rows)
    return show || required || readOnly ? [{ rows, field, show, required, readOnly }] : []
  }
  const ruled = document.fields.flatMap((field) => [
    ...ruledBy(field, null),
    ...(field.columns ?? []).flatMap((column) => ruledBy(column, field)),
  ])
  const written: Check[] = document.checks ?? []
  const checks = written.flatMap((check): CompiledCheck[] => {
    const rows = document.fields.find((it) => it.name === check.rows) ?? null
    const expression = read(check.expression, rows)
    return expression
      ? [
          {
            expression,
            rows,
            field: check.field ?? '',
            message: check.message,
            severity: check.severity ?? 'error',
          },
        ]
      : []
  })
  return { computed: inOrder(computed), checks, ruled }
}

/** What is computed first stands first. The server refuses circles, so there are none to break. */
function inOrder(waiting: Computed[]): Computed[] {
  const ready = waiting.filter((it) => !waiting.some((other) => reads(it, other)))
  if (ready.length === 0) return []
  return [...ready, ...inOrder(waiting.filter((it) => !ready.includes(it)))]
}

function reads(it: Computed, other: Computed): boolean {
  return fieldsOf(it.expression.node).some(
    (at) => at.field === other.field && (at.place !== 'own' || it.rows === other.rows),
  )
}

function fieldsOf(node: Node): FieldAt[] {
  switch (node.kind) {
    case 'constant':
      return []
    case 'field':
      return [node.at]
    case 'negate':
    case 'percent':
      return fieldsOf(node.inside)
    case 'binary':
      return [...fieldsOf(node.left), ...fieldsOf(node.right)]
    case 'call':
      return node.arguments.flatMap((it) => fieldsOf(it.node))
  }
}

/** `fields` with every formula computed; what did not change stays the same object. */
export function withFormulas(formulas: Formulas, fields: Fields, context: Context): Fields {
  let result = fields
  for (const { rows, field, expression } of formulas.computed) {
    if (!rows) {
      const value = toField(field, evaluate(expression, { fields: result, context }))
      if ((result[field.name] ?? null) !== value) result = { ...result, [field.name]: value }
      continue
    }
    const before = rowsOf(result[rows.name])
    const frame = { fields: result, context }
    const after = before.map((row): Row => {
      const value = toField(field, evaluate(expression, { ...frame, row }))
      return (row[field.name] ?? null) === value ? row : { ...row, [field.name]: value }
    })
    if (after.some((row, at) => row !== before[at])) result = { ...result, [rows.name]: after }
  }
  return result
}

/** Checks that are FALSE, at the paths the server uses: `lines[0].price`. */
export function failedChecks(
  formulas: Formulas,
  fields: Fields,
  context: Context,
): { path: string; message: Label; severity: 'error' | 'warning' }[] {
  return formulas.checks.flatMap(({ expression, rows, field, message, severity }) => {
    const fails = (row?: Row) => {
      const value = evaluate(expression, row ? { fields, row, context } : { fields, context })
      return value?.type === 'yes_no' && !value.yes
    }
    if (!rows) return fails() ? [{ path: field, message, severity }] : []
    return rowsOf(fields[rows.name]).flatMap((row, at) =>
      fails(row) ? [{ path: `${rows.name}[${at}]${field && `.${field}`}`, message, severity }] : [],
    )
  })
}

/**
 * What the rules say of the fields that have some, by path: `due`, `lines[0].price`. A field that is
 * not among them is shown, and required or fixed as its definition says.
 */
export function fieldStates(
  formulas: Formulas,
  fields: Fields,
  context: Context,
): Map<string, FieldState> {
  const states = new Map<string, FieldState>()
  for (const { rows, field, show, required, readOnly } of formulas.ruled) {
    const state = (row?: Row): FieldState => {
      const frame = row ? { fields, row, context } : { fields, context }
      const is = (condition: Expression | null) => {
        const value = condition ? evaluate(condition, frame) : null
        return value?.type === 'yes_no' && value.yes
      }
      const shown = !show || is(show)
      return {
        shown,
        required: shown && (field.required || is(required)),
        readOnly: field.read_only === true || is(readOnly),
      }
    }
    if (!rows) states.set(field.name, state())
    else
      for (const [at, row] of rowsOf(fields[rows.name]).entries())
        states.set(`${rows.name}[${at}].${field.name}`, state(row))
  }
  return states
}
