import type { DocumentRow } from '@/lib/api-types'

/** What a post has to do with a step, the heaviest first (RACI). */
export const DUTIES = ['responsible', 'accountable', 'consulted', 'informed'] as const
export type Duty = (typeof DUTIES)[number]

export type Step = {
  key: string
  procedure: string
  procedureName: string
  what: string
  hours: string | null
  /** By post. */
  duties: Map<string, Duty[]>
}

/** The steps of all procedures, and the posts that have to do with them: who does most stands first. */
export function dutiesOf(rows: DocumentRow[]): { steps: Step[]; posts: string[] } {
  const steps = rows.flatMap(stepsOf)
  const done = new Map<string, number>()
  for (const { duties } of steps) {
    for (const [post, all] of duties) {
      done.set(post, (done.get(post) ?? 0) + (all.includes('responsible') ? 1_000 : 1))
    }
  }
  const posts = [...done].sort((a, b) => b[1] - a[1]).map(([post]) => post)
  return { steps, posts }
}

function stepsOf({ id, title, fields }: DocumentRow): Step[] {
  const lines = Array.isArray(fields.steps) ? (fields.steps as Record<string, unknown>[]) : []
  return lines.map((line, at) => {
    const duties = new Map<string, Duty[]>()
    for (const duty of DUTIES) {
      for (const post of postsIn(line[duty])) {
        duties.set(post, [...(duties.get(post) ?? []), duty])
      }
    }
    return {
      key: `${id} ${at}`,
      procedure: id,
      procedureName: title,
      what: String(line.what ?? ''),
      hours: line.within_hours == null ? null : String(line.within_hours),
      duties,
    }
  })
}

/** `采购员、主管` is two posts. */
function postsIn(text: unknown): string[] {
  const parts = typeof text === 'string' ? text.split(/[、,，;；/]/) : []
  return [...new Set(parts.map((part) => part.trim()).filter(Boolean))]
}
