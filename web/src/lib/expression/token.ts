/** Text into tokens. Full-width punctuation counts as the ASCII one. */
import { parseNumber } from './number'
import { ExpressionProblem } from './problem'

export type Token = { at: number } & (
  | { kind: 'number'; value: bigint; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'bracketed'; text: string }
  | { kind: 'name'; text: string }
  | { kind: 'sign'; text: string }
)

const TEXT_MAX = 4000
const TOKENS_MAX = 1000
const SIGNS = ['<>', '<=', '>=', '(', ')', ',', '+', '-', '*', '/', '&', '%', '=', '<', '>']
const PLAIN: Record<string, string> = {
  '\u3000': ' ',
  '×': '*',
  '÷': '/',
  '−': '-',
  '【': '[',
  '】': ']',
  '“': '"',
  '”': '"',
}
const WIDE_SIGNS: Record<string, string> = { '≤': '<=', '≥': '>=', '≠': '<>' }

/** What a full-width or typographic character stands for outside texts and brackets. */
function plain(char: string): string {
  const code = char.codePointAt(0) ?? 0
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCodePoint(code - 0xfee0)
  return PLAIN[char] ?? char
}

const isSpace = (char: string) => /^[ \t\r\n\u00a0]$/.test(char)
const isNameStart = (char: string) => char === '_' || /^\p{Alphabetic}$/u.test(char)
const goesOnInName = (char: string) => isNameStart(char) || char === '.' || /^\p{N}$/u.test(char)
const goesOnInNumber = (char: string) => /^[0-9.]$/.test(char)

export function tokens(text: string): Token[] {
  const chars = Array.from(text)
  if (chars.length > TEXT_MAX)
    throw new ExpressionProblem('expression_too_long', { most: TEXT_MAX })
  const found: Token[] = []
  let next = 0
  while (next < chars.length) {
    const first = plain(chars[next] ?? '')
    if (isSpace(first)) {
      next++
      continue
    }
    const [token, length] = read(chars, next, first)
    found.push(token)
    next += length
    if (found.length > TOKENS_MAX) {
      throw new ExpressionProblem('expression_too_long', { most: TEXT_MAX })
    }
  }
  return found
}

/** The token at `start`, and how many characters it takes. */
function read(chars: string[], start: number, first: string): [Token, number] {
  if (first === '"') return quoted(chars, start)
  if (first === '[') return bracketed(chars, start)
  const at = start + 1
  const run = (goesOn: (char: string) => boolean) => {
    const rest = chars.slice(start).map(plain)
    const end = rest.findIndex((char) => !goesOn(char))
    return end < 0 ? rest : rest.slice(0, end)
  }
  if (goesOnInNumber(first)) {
    const text = run(goesOnInNumber).join('')
    const value = parseNumber(text)
    if (value === null) throw new ExpressionProblem('bad_number', { value: text, at })
    return [{ kind: 'number', value, text, at }, text.length]
  }
  if (isNameStart(first)) {
    const name = run(goesOnInName)
    return [{ kind: 'name', text: name.join(''), at }, name.length]
  }
  const wide = WIDE_SIGNS[chars[start] ?? '']
  if (wide) return [{ kind: 'sign', text: wide, at }, 1]
  const two = chars
    .slice(start, start + 2)
    .map(plain)
    .join('')
  const sign = SIGNS.find((it) => two.startsWith(it))
  if (!sign) throw new ExpressionProblem('unexpected', { found: chars[start] ?? '', at })
  return [{ kind: 'sign', text: sign, at }, sign.length]
}

/** `"` ends at the next `"`, and `""` inside stands for one; “ ends at the next ” or “. */
function quoted(chars: string[], start: number): [Token, number] {
  const curly = ['“', '”'].includes(chars[start] ?? '')
  const ends = (char: string | undefined) =>
    char !== undefined && (curly ? ['“', '”'] : ['"', '\uff02']).includes(char)
  let text = ''
  let next = start + 1
  while (next < chars.length) {
    const char = chars[next++] ?? ''
    if (!ends(char)) {
      text += char
    } else if (!curly && ends(chars[next])) {
      text += '"'
      next++
    } else {
      return [{ kind: 'text', text, at: start + 1 }, next - start]
    }
  }
  throw new ExpressionProblem('unclosed', { sign: '"', at: start + 1 })
}

function bracketed(chars: string[], start: number): [Token, number] {
  const length = chars.slice(start + 1).findIndex((char) => plain(char) === ']')
  if (length < 0) throw new ExpressionProblem('unclosed', { sign: '[', at: start + 1 })
  const inside = chars.slice(start + 1, start + 1 + length).join('')
  const text = inside.replace(/^[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+$/g, '')
  return [{ kind: 'bracketed', text, at: start + 1 }, length + 2]
}
