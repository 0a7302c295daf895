/** Runs an expression. Always gives a value, in bounded time. */
import type { FieldContent, Fields, Row } from '@/lib/api-types'
import { call, join } from './calls'
import { AGGREGATES, type FunctionName } from './function'
import { inRange, over, times, whole } from './number'
import type { Argument, FieldAt, Node } from './resolve'
import type { Operator } from './syntax'
import { equal, fromField, number, order, type Value, yesNo } from './value'

/** `today` counts days from 1970-01-01, `now` is in microseconds, `user` as the API names members. */
export type Context = {
  today: number
  now: bigint
  user: string
  /** Seconds that the company's clock is ahead of UTC. */
  zoneSeconds: number
  /** Days that are not what their weekday says: FALSE a holiday, TRUE a weekend that is worked. */
  calendar: ReadonlyMap<number, boolean>
}

/** What an expression reads: the header, and the line it stands in. */
export type Frame = { fields: Fields; row?: Row; context: Context }

const FUEL = 1_000_000

export function run(node: Node, frame: Frame): Value {
  const it = new Run(frame)
  const value = it.node(node)
  return it.fuel === 0 ? null : value
}

/** The lines of a `rows` field. */
export function rowsOf(content: FieldContent): Row[] {
  return Array.isArray(content) ? (content as Row[]) : []
}

class Run {
  fuel = FUEL
  private each: Row | undefined
  private readonly frame: Frame

  constructor(frame: Frame) {
    this.frame = frame
  }

  node(node: Node): Value {
    if (this.fuel === 0) return null
    this.fuel--
    switch (node.kind) {
      case 'constant':
        return node.value
      case 'field':
        return this.field(node.at)
      case 'negate': {
        const it = this.node(node.inside)
        return it?.type === 'number' ? number(-it.value) : null
      }
      case 'percent': {
        const it = this.node(node.inside)
        return it?.type === 'number' ? number(over(it.value, whole(100))) : null
      }
      case 'binary':
        return binary(node.operator, this.node(node.left), this.node(node.right))
      case 'call':
        return this.call(node)
    }
  }

  private field(at: FieldAt): Value {
    const { fields, row } = this.frame
    switch (at.place) {
      case 'header':
        return fromField(at.field, fields[at.field.name])
      case 'own':
        return fromField(at.field, row?.[at.field.name])
      case 'each':
        return fromField(at.field, this.each?.[at.field.name])
      case 'lines': {
        const count = rowsOf(fields[at.field.name]).length
        return count === 0 ? null : number(whole(count))
      }
    }
  }

  private call(node: Node & { kind: 'call' }): Value {
    const [first, ...others] = node.arguments
    // Only what is needed is computed.
    if (node.name === 'IF' && first) {
      const condition = this.node(first.node)
      const taken = condition?.type === 'yes_no' && condition.yes ? others[0] : others[1]
      return taken ? this.node(taken.node) : null
    }
    if (node.name === 'COALESCE') {
      for (const argument of node.arguments) {
        const value = this.node(argument.node)
        if (value !== null) return value
      }
      return null
    }
    const values = node.arguments.flatMap((it) => this.values(it, node.name))
    const countsLines = first?.node.kind === 'field' && first.node.at.place === 'lines'
    if (node.name === 'COUNT' && countsLines) return values[0] ?? number(0n)
    return call(node.name, values, this.frame.context)
  }

  private values({ node, each, isList }: Argument, name: FunctionName): Value[] {
    const inList = isList && !AGGREGATES.includes(name)
    if (!each) {
      const value = this.node(node)
      return [inList && value?.type !== 'list' ? { type: 'list', list: [value] } : value]
    }
    const outer = this.each
    const values = rowsOf(this.frame.fields[each.name]).map((row) => {
      this.each = row
      return this.node(node)
    })
    this.each = outer
    return inList ? [{ type: 'list', list: values }] : values
  }
}

function binary(operator: Operator, left: Value, right: Value): Value {
  switch (operator) {
    case '&':
      return join([left, right])
    case '=':
      return yesNo(equal(left, right))
    case '<>':
      return yesNo(!equal(left, right))
    case '+':
    case '-':
    case '*':
    case '/':
      return arithmetic(operator, left, right)
    default: {
      const found = order(left, right)
      if (found === null) return null
      return yesNo({ '<': found < 0, '<=': found <= 0, '>': found > 0, '>=': found >= 0 }[operator])
    }
  }
}

/** A missing summand adds nothing; a missing factor leaves the product unknown. */
function arithmetic(operator: '+' | '-' | '*' | '/', left: Value, right: Value): Value {
  const a = left?.type === 'number' ? left.value : null
  const b = right?.type === 'number' ? right.value : null
  if (operator === '*' || operator === '/') {
    if (a === null || b === null) return null
    return number(operator === '*' ? times(a, b) : over(a, b))
  }
  if (a === null && b === null) return null
  const signed = operator === '+' ? (b ?? 0n) : -(b ?? 0n)
  return number(inRange((a ?? 0n) + signed))
}
