/** The closed list of functions, from the same table as the server's (`cargo xtask codegen`). */
import table from './functions.json'
import type { Type } from './value'

type Row = { name: string; arguments: string; returns: string; blanks: string }

/** As written; several may mean the same, see `functionNamed`. */
export type FunctionName = keyof typeof table

const ROWS: Record<FunctionName, Row> = table
const MANY = 100

/** The function of that name, in any case: `concatenate` is `CONCAT`. */
export function functionNamed(name: string): FunctionName | null {
  const upper = name.toUpperCase()
  return Object.hasOwn(ROWS, upper) ? (ROWS[upper as FunctionName].name as FunctionName) : null
}

/** These go over the lines when their only argument mentions a column. */
export const AGGREGATES: readonly FunctionName[] = [
  'SUM',
  'COUNT',
  'AVERAGE',
  'MIN',
  'MAX',
  'AND',
  'OR',
  'PRODUCT',
  'MEDIAN',
]

/** Otherwise it is blank as soon as one of its arguments is. */
export const keepsBlanks = (name: FunctionName) => ROWS[name].blanks === 'kept'

/** `t b (J)*`: what stands first, what is repeated, and what may stand at the end. */
function shapeOf(name: FunctionName) {
  const match = /^([^(]*)(?:\(([^)]*)\)\*)?(.*)$/.exec(ROWS[name].arguments)
  const words = (part: string | undefined) => (part ?? '').split(' ').filter((it) => it !== '')
  return { first: words(match?.[1]), repeated: words(match?.[2]), last: words(match?.[3])[0]?.[0] }
}

/** The fewest and the most arguments. */
export function argumentsOf(name: FunctionName): [number, number] {
  const { first, repeated } = shapeOf(name)
  const fewest = first.filter((it) => !it.endsWith('?')).length + repeated.length
  return [fewest, repeated.length > 0 ? MANY : first.length]
}

/** What stands at each place of a call with `count` arguments; fewer when there are too many. */
export function lettersOf(name: FunctionName, count: number): string[] {
  const { first, repeated, last } = shapeOf(name)
  const letters = first.slice(0, count).map((it) => it[0] ?? '')
  if (repeated.length === 0) return letters
  while (letters.length + repeated.length <= count) letters.push(...repeated)
  if (last !== undefined && letters.length < count) letters.push(last)
  return letters
}

export const isListLetter = (letter: string) => letter >= 'A' && letter <= 'Z'

/** An argument of another type than the function takes. */
export type Wrong = { found: Type; expected: string }

/** What it gives for arguments of `types` (of a column: of its values), or which does not fit. */
export function returnedBy(name: FunctionName, types: Type[]): Type | Wrong {
  const letters = lettersOf(name, types.length)
  const extra = types[letters.length]
  if (extra !== undefined) return { found: extra, expected: 'condition, value' }
  const known: Partial<Record<'x' | 'y', Type>> = {}
  for (const [at, letter] of letters.entries()) {
    const wrong = take(known, letter, types[at] ?? 'blank')
    if (wrong) return wrong
  }
  switch (ROWS[name].returns) {
    case 'x':
    case 'o':
      return known.x ?? 'blank'
    case 'X':
      return `list of ${known.x ?? 'blank'}`
    case 'T':
      return 'list of text'
    case 'n':
      return 'number'
    case 't':
      return 'text'
    case 'b':
      return 'yes_no'
    case 'd':
      return 'date'
    case 'm':
      return 'date_time'
    default:
      return 'link:member'
  }
}

const EXACT: Record<string, Type> = {
  n: 'number',
  t: 'text',
  b: 'yes_no',
  d: 'date',
  m: 'date_time',
}

/** See `Known::take` of the server's function.rs for what the letters mean. */
function take(known: Partial<Record<'x' | 'y', Type>>, letter: string, found: Type): Wrong | null {
  const isList = isListLetter(letter)
  const one = (isList ? found.replace(/^list of /, '') : found) as Type
  const wrong = (expected: string): Wrong => ({
    found,
    expected: isList ? `list of ${expected}` : expected,
  })
  const isOne = (...types: Type[]) => one === 'blank' || types.includes(one)
  const isJoinable = !one.startsWith('link:') && !one.startsWith('list of ')
  const small = letter.toLowerCase()
  const exact = EXACT[small]
  if (exact) return isOne(exact) ? null : wrong(exact)
  switch (small) {
    case 'w':
      return isOne('date', 'date_time') ? null : wrong('date')
    case 'c':
    case 'l':
      return isJoinable ? null : wrong('number or text')
    case 'j':
      return isJoinable ? null : wrong('text')
    case 'a':
      return null
    case 'y':
      return common(known, 'y', one)
    case 'o':
      return isOne('number', 'date', 'date_time') ? common(known, 'x', one) : wrong('number')
    default:
      return common(known, 'x', one)
  }
}

function common(
  known: Partial<Record<'x' | 'y', Type>>,
  name: 'x' | 'y',
  found: Type,
): Wrong | null {
  const before = known[name] ?? 'blank'
  if (before !== 'blank' && found !== 'blank' && before !== found)
    return { found, expected: before }
  known[name] = before === 'blank' ? found : before
  return null
}
