/** Looks up the names of an expression and checks the types of its operands. */
import type { DocumentType, Field } from '@/lib/api-types'
import { AGGREGATES, type FunctionName, isListLetter, lettersOf, returnedBy } from './function'
import { ExpressionProblem } from './problem'
import type { Operator, Syntax } from './syntax'
import { text, type Type, typeOf, type Value, number, yesNo } from './value'

/** Where an expression stands: in the header, or in a line of one of its rows. */
export type Scope = { document: Pick<DocumentType, 'fields'>; rows?: Field }

/** Where a value is read: `each` is the line that an aggregate has reached. */
export type FieldAt =
  | { place: 'header' | 'own'; field: Field }
  | { place: 'each'; rows: Field; field: Field }
  | { place: 'lines'; field: Field }

export type Node =
  | { kind: 'constant'; value: Value }
  | { kind: 'field'; at: FieldAt }
  | { kind: 'negate' | 'percent'; inside: Node }
  | { kind: 'binary'; operator: Operator; left: Node; right: Node }
  | { kind: 'call'; name: FunctionName; arguments: Argument[] }

/** With `each`: computed for every line of those rows. `isList`: given to the function as a list. */
export type Argument = { node: Node; each: Field | null; isList: boolean }

/** A checked part, and the rows of which it mentions a column outside any aggregate. */
type Found = { node: Node; returns: Type; column: { rows: Field; field: Field } | null }

export function resolve(syntax: Syntax, scope: Scope): { node: Node; returns: Type } {
  const found = resolvePart(syntax, scope)
  if (found.column) {
    const name = `${found.column.rows.name}.${found.column.field.name}`
    throw new ExpressionProblem('column_outside', { name })
  }
  return { node: found.node, returns: found.returns }
}

function resolvePart(syntax: Syntax, scope: Scope): Found {
  const constant = (value: Value, returns: Type): Found => ({
    node: { kind: 'constant', value },
    returns,
    column: null,
  })
  switch (syntax.kind) {
    case 'number':
      return constant(number(syntax.value), 'number')
    case 'text':
      return constant(text(syntax.text), syntax.text === '' ? 'blank' : 'text')
    case 'yes_no':
      return constant(yesNo(syntax.yes), 'yes_no')
    case 'field':
      return resolveField(syntax.name, scope)
    case 'negate':
    case 'percent': {
      const inside = resolvePart(syntax.inside, scope)
      expect(syntax.kind === 'negate' ? '-' : '%', inside.returns, 'number')
      return { ...inside, returns: 'number', node: { kind: syntax.kind, inside: inside.node } }
    }
    case 'binary':
      return resolveBinary(syntax, scope)
    case 'call':
      return resolveCall(syntax.name, syntax.arguments, scope)
  }
}

function resolveBinary(syntax: Syntax & { kind: 'binary' }, scope: Scope): Found {
  const { operator } = syntax
  const left = resolvePart(syntax.left, scope)
  const right = resolvePart(syntax.right, scope)
  let returns: Type = 'yes_no'
  if (['+', '-', '*', '/'].includes(operator)) {
    expect(operator, left.returns, 'number')
    expect(operator, right.returns, 'number')
    returns = 'number'
  } else if (operator === '&') {
    expectJoinable(operator, left.returns)
    expectJoinable(operator, right.returns)
    returns = 'text'
  } else {
    const both = common(operator, left.returns, right.returns)
    const unordered = both === 'yes_no' || /^(link:|list of )/.test(both)
    if (operator !== '=' && operator !== '<>' && unordered) throw mismatch(operator, both, 'number')
  }
  const node: Node = { kind: 'binary', operator, left: left.node, right: right.node }
  return { node, returns, column: merged(left.column, right.column) }
}

function resolveCall(name: FunctionName, list: Syntax[], scope: Scope): Found {
  const [only] = list
  if (only?.kind === 'field' && list.length === 1 && (name === 'COUNT' || name === 'ISBLANK')) {
    const lines = linesNamed(only.name, scope)
    if (lines) {
      const node: Node = { kind: 'field', at: { place: 'lines', field: lines } }
      const returns = name === 'COUNT' ? 'number' : 'yes_no'
      const call: Node = { kind: 'call', name, arguments: [{ node, each: null, isList: false }] }
      return { node: call, returns, column: null }
    }
  }
  const found = list.map((it) => resolvePart(it, scope))
  const returns = returnedBy(
    name,
    found.map((it) => it.returns),
  )
  if (typeof returns !== 'string') throw mismatch(name, returns.found, returns.expected)
  const letters = lettersOf(name, found.length)
  const aggregates = AGGREGATES.includes(name)
  let column: Found['column'] = null
  let over: Found['column'] = null
  const checked = found.map((it, at): Argument => {
    const isList = isListLetter(letters[at] ?? '')
    const takesList = aggregates ? found.length === 1 : isList
    const each = takesList ? (it.column?.rows ?? null) : null
    // What is compared place by place stands in the same lines.
    if (each) over = merged(over, it.column)
    else column = merged(column, it.column)
    return { node: it.node, each, isList }
  })
  return { node: { kind: 'call', name, arguments: checked }, returns, column }
}

function resolveField(name: string, scope: Scope): Found {
  const at = lookUp(name, scope)
  const returns = typeOf(at.field)
  if (!returns) throw new ExpressionProblem('not_a_value', { name })
  const column = at.place === 'each' ? { rows: at.rows, field: at.field } : null
  return { node: { kind: 'field', at }, returns, column }
}

function linesNamed(name: string, scope: Scope): Field | null {
  try {
    const at = lookUp(name, scope)
    return at.place === 'header' && at.field.kind === 'rows' ? at.field : null
  } catch {
    return null
  }
}

/** Names come before labels, the own line before the header; `rows.column` last. */
function lookUp(name: string, scope: Scope): FieldAt {
  const own = scope.rows?.columns ?? []
  const header = scope.document.fields
  const places = [
    ['own', own.find((it) => it.name === name)],
    ['header', header.find((it) => it.name === name)],
    ['own', labelled(own, name)],
    ['header', labelled(header, name)],
  ] as const
  for (const [place, field] of places) if (field) return { place, field }
  const point = name.indexOf('.')
  const rows = point < 0 ? undefined : named(header, name.slice(0, point))
  const field = rows && named(rows.columns ?? [], name.slice(point + 1))
  if (!rows || !field) throw new ExpressionProblem('unknown_name', { name })
  return { place: 'each', rows, field }
}

const named = (fields: Field[], name: string) =>
  fields.find((it) => it.name === name) ?? labelled(fields, name)

function labelled(fields: Field[], label: string): Field | undefined {
  const found = fields.filter((it) => it.label.zh === label || it.label.en === label)
  if (found.length > 1) throw new ExpressionProblem('ambiguous_name', { name: label })
  return found[0]
}

/** One aggregate goes over the lines of one table. */
function merged(left: Found['column'], right: Found['column']): Found['column'] {
  if (left && right && left.rows !== right.rows) {
    throw new ExpressionProblem('mixed_rows', { first: left.rows.name, second: right.rows.name })
  }
  return left ?? right
}

const mismatch = (whose: string, found: Type, expected: string) =>
  new ExpressionProblem('type_mismatch', { whose, found, expected })

function expect(whose: string, found: Type | undefined, expected: Type) {
  if (found !== undefined && found !== 'blank' && found !== expected) {
    throw mismatch(whose, found, expected)
  }
}

function expectJoinable(whose: string, found: Type) {
  if (/^(link:|list of )/.test(found)) throw mismatch(whose, found, 'text')
}

function common(whose: string, left: Type, right: Type): Type {
  if (left === 'blank') return right
  if (right !== 'blank' && left !== right) throw mismatch(whose, right, left)
  return left
}
