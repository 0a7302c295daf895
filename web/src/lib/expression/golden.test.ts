import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { DocumentType, Fields, Row } from '@/lib/api-types'
import { compile, context, evaluate } from './expression'
import { ExpressionProblem } from './problem'
import { joined } from './value'

const path = join(import.meta.dirname, '../../../../crates/documents/golden/expressions.json')
const golden = JSON.parse(readFileSync(path, 'utf8')) as {
  context: { today: string; now: string; user: string }
  definition: DocumentType
  fields: Fields
  cases: { expression: string; line?: number; is: string }[]
}
const { definition: document, fields } = golden
// The clock of Shanghai, and a week in October with a Saturday that is worked for it.
const off = [1, 2, 5, 6, 7].map((day) => [`2026-10-0${day}`, false])
const known = context(golden.context.today, golden.context.now, golden.context.user, {
  zone_seconds: 8 * 3600,
  days: Object.fromEntries([...off, ['2026-10-10', true]]) as Record<string, boolean>,
})

function shown(text: string, line: number | undefined): string {
  try {
    const rows = line === undefined ? undefined : document.fields.find((it) => it.name === 'lines')
    const row = line === undefined ? undefined : (fields.lines as Row[])[line]
    const expression = compile(text, rows ? { document, rows } : { document })
    const value = evaluate(expression, { fields, context: known, ...(row && { row }) })
    if (value === null) return 'blank'
    if (value.type === 'yes_no') return value.yes ? 'yes' : 'no'
    if (value.type === 'link') return value.number
    return `${expression.returns} ${joined(value)}`
  } catch (problem) {
    if (problem instanceof ExpressionProblem) return `problem ${problem.code}`
    throw problem
  }
}

it('gives what the examples of every function say', () => {
  const examples = JSON.parse(readFileSync(join(path, '../functions.json'), 'utf8')) as {
    cases: { function: string; expression: string; is: string }[]
    shaken: { expression: string; is: string }[]
  }
  const wrong = [...examples.cases, ...examples.shaken]
    .map((it) => ({ ...it, found: shown(it.expression, undefined) }))
    .filter((it) => it.found !== it.is)
  expect(wrong).toEqual([])
  expect(new Set(examples.cases.map((it) => it.function)).size).toBeGreaterThanOrEqual(90)
})

it('gives what the golden file says', () => {
  const { cases } = golden
  expect(cases.length).toBeGreaterThanOrEqual(150)
  const wrong = cases
    .map((it) => ({ ...it, found: shown(it.expression, it.line) }))
    .filter((it) => it.found !== it.is)
  expect(wrong).toEqual([])
})
