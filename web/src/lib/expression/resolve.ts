/** Looks up the names of an expression and checks the types of its operands. */
import type { DocumentType, Field } from '@/lib/api-types'
import { AGGREGATES, type FunctionName } from './function'
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

/** With `each`: computed for every line of those rows. */
export type Argument = { node: Node; each: Field | null }

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
    const unordered = both === 'yes_no' || both.startsWith('link:')
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
      const call: Node = { kind: 'call', name, arguments: [{ node, each: null }] }
      return { node: call, returns, column: null }
    }
  }
  const found = list.map((it) => resolvePart(it, scope))
  const returns = returned(
    name,
    found.map((it) => it.returns),
  )
  const goesOverLines = AGGREGATES.includes(name) && found.length === 1
  let column: Found['column'] = null
  const checked = found.map((it): Argument => {
    const each = goesOverLines ? (it.column?.rows ?? null) : null
    if (!each) column = merged(column, it.column)
    return { node: it.node, each }
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

const mismatch = (whose: string, found: Type, expected: Type) =>
  new ExpressionProblem('type_mismatch', { whose, found, expected })

function expect(whose: string, found: Type | undefined, expected: Type) {
  if (found !== undefined && found !== 'blank' && found !== expected) {
    throw mismatch(whose, found, expected)
  }
}

function expectJoinable(whose: string, found: Type) {
  if (found.startsWith('link:')) throw mismatch(whose, found, 'text')
}

function common(whose: string, left: Type, right: Type): Type {
  if (left === 'blank') return right
  if (right !== 'blank' && left !== right) throw mismatch(whose, right, left)
  return left
}

/** What a function gives for arguments of `types`, or which of them does not fit. */
function returned(name: FunctionName, types: Type[]): Type {
  const each = (expected: Type, returns: Type) => {
    types.forEach((it) => expect(name, it, expected))
    return returns
  }
  const all = (list: Type[]) => list.reduce((sum, it) => common(name, sum, it), 'blank')
  switch (name) {
    case 'AND':
    case 'OR':
    case 'NOT':
      return each('yes_no', 'yes_no')
    case 'IF':
      expect(name, types[0], 'yes_no')
      return all(types.slice(1))
    case 'SUM':
    case 'AVERAGE':
    case 'ABS':
    case 'INT':
    case 'MOD':
    case 'ROUND':
    case 'ROUNDUP':
    case 'ROUNDDOWN':
      return each('number', 'number')
    case 'MIN':
    case 'MAX': {
      const type = all(types)
      if (!['blank', 'number', 'date', 'date_time'].includes(type)) {
        throw mismatch(name, type, 'number')
      }
      return type
    }
    case 'COUNT':
      return 'number'
    case 'LEN':
      return each('text', 'number')
    case 'TRIM':
    case 'UPPER':
    case 'LOWER':
      return each('text', 'text')
    case 'LEFT':
    case 'RIGHT':
    case 'MID':
      expect(name, types[0], 'text')
      types.slice(1).forEach((it) => expect(name, it, 'number'))
      return 'text'
    case 'CONCAT':
      types.forEach((it) => expectJoinable(name, it))
      return 'text'
    case 'CONTAINS':
      return each('text', 'yes_no')
    case 'ISBLANK':
      return 'yes_no'
    case 'TODAY':
      return 'date'
    case 'NOW':
      return 'date_time'
    case 'USER':
      return 'link:member'
    case 'DATE':
      return each('number', 'date')
    case 'YEAR':
    case 'MONTH':
    case 'DAY':
    case 'WEEKDAY':
    case 'DAYS':
      return each('date', 'number')
    case 'DATEADD':
      expect(name, types[0], 'date')
      expect(name, types[1], 'number')
      return 'date'
    case 'COALESCE':
      return all(types)
    case 'IN':
      all(types)
      return 'yes_no'
  }
}
