/** Tokens into a tree; names are not looked up yet. */
import { argumentsOf, type FunctionName, functionNamed } from './function'
import { ExpressionProblem } from './problem'
import { type Token, tokens } from './token'

export type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=' | '&' | '+' | '-' | '*' | '/'

export type Syntax =
  | { kind: 'number'; value: bigint }
  | { kind: 'text'; text: string }
  | { kind: 'yes_no'; yes: boolean }
  | { kind: 'field'; name: string }
  | { kind: 'negate' | 'percent'; inside: Syntax }
  | { kind: 'binary'; operator: Operator; left: Syntax; right: Syntax }
  | { kind: 'call'; name: FunctionName; arguments: Syntax[] }

const NESTING_MAX = 64
const DEPTH_MAX = 128

/** From the loosest to the tightest. Comparisons do not chain. */
const LEVELS: Operator[][] = [['=', '<>', '<', '<=', '>', '>='], ['&'], ['+', '-'], ['*', '/']]

const tooDeep = () => new ExpressionProblem('expression_too_deep', { most: NESTING_MAX })

export function parse(text: string): Syntax {
  const parser = new Parser(tokens(text))
  parser.take('=')
  const tree = parser.level(0)
  if (!parser.atEnd()) throw parser.surprise()
  if (depth(tree) > DEPTH_MAX) throw tooDeep()
  return tree
}

function depth(it: Syntax): number {
  if (it.kind === 'negate' || it.kind === 'percent') return 1 + depth(it.inside)
  if (it.kind === 'binary') return 1 + Math.max(depth(it.left), depth(it.right))
  if (it.kind === 'call') return 1 + Math.max(0, ...it.arguments.map(depth))
  return 1
}

class Parser {
  private next = 0
  private nesting = 0
  private readonly tokens: Token[]

  constructor(tokens: Token[]) {
    this.tokens = tokens
  }

  atEnd = () => this.next >= this.tokens.length

  take(sign: string): boolean {
    const token = this.tokens[this.next]
    const found = token?.kind === 'sign' && token.text === sign
    if (found) this.next++
    return found
  }

  /** The next token is not what could stand here. */
  surprise(): ExpressionProblem {
    const token = this.tokens[this.next]
    if (!token) return new ExpressionProblem('unexpected_end')
    return new ExpressionProblem('unexpected', { found: token.text, at: token.at })
  }

  level(level: number): Syntax {
    const operators = LEVELS[level]
    if (!operators) return this.signed()
    let left = this.level(level + 1)
    for (;;) {
      const operator = operators.find((it) => this.take(it))
      if (!operator) return left
      left = { kind: 'binary', operator, left, right: this.level(level + 1) }
      if (level === 0) return left
    }
  }

  private nested<T>(inside: () => T): T {
    if (++this.nesting > NESTING_MAX) throw tooDeep()
    const it = inside()
    this.nesting--
    return it
  }

  private signed(): Syntax {
    if (this.take('-')) return { kind: 'negate', inside: this.nested(() => this.signed()) }
    if (this.take('+')) return this.nested(() => this.signed())
    let it = this.primary()
    while (this.take('%')) it = { kind: 'percent', inside: it }
    return it
  }

  private primary(): Syntax {
    if (this.take('(')) {
      const inside = this.nested(() => this.level(0))
      if (!this.take(')')) throw this.surprise()
      return inside
    }
    const token = this.tokens[this.next]
    if (!token || token.kind === 'sign') throw this.surprise()
    this.next++
    if (token.kind === 'number') return { kind: 'number', value: token.value }
    if (token.kind === 'text') return { kind: 'text', text: token.text }
    if (token.kind === 'bracketed') return { kind: 'field', name: token.text }
    return this.named(token.text)
  }

  /** A function when `(` follows, else TRUE, FALSE or a field. */
  private named(name: string): Syntax {
    if (this.take('(')) {
      const found = functionNamed(name)
      if (!found) throw new ExpressionProblem('unknown_function', { name })
      return this.call(found)
    }
    const upper = name.toUpperCase()
    if (upper === 'TRUE' || upper === 'FALSE') return { kind: 'yes_no', yes: upper === 'TRUE' }
    return { kind: 'field', name }
  }

  private call(name: FunctionName): Syntax {
    const list: Syntax[] = []
    if (!this.take(')')) {
      do list.push(this.nested(() => this.level(0)))
      while (this.take(','))
      if (!this.take(')')) throw this.surprise()
    }
    const [fewest, most] = argumentsOf(name)
    if (list.length < fewest || list.length > most) {
      throw new ExpressionProblem('wrong_arguments', { function: name, fewest, most })
    }
    return { kind: 'call', name, arguments: list }
  }
}
