import { api, ApiProblem, newKey, seg } from '@/lib/api-client'
import type { DocumentRow, Filter } from '@/lib/api-types'
import type { BatchAct, BatchAnswer, BatchRow } from '@/lib/record-types'

/** Documents of one request: small enough that progress shows and nobody else waits long. */
const AT_ONCE = 50
/** Of what a filter finds in one go; then people look again. */
export const ALL_MAX = 10_000

export type Picked = Pick<DocumentRow, 'id' | 'number' | 'version' | 'state'>
/** Ticked rows, or everything a list finds. */
export type Choice = { rows: Picked[] } | { filter: Filter | null; q: string }
export type Failed = { id: string; number: string; why: string }
export type Outcome = { done: number; failed: Failed[]; stopped: boolean }

type Watch = { onProgress: (done: number) => void; isStopped: () => boolean }

/** The same act on each document, part after part. One refusal never stops the rest. */
export async function runBatch(
  type: string,
  act: BatchAct,
  choice: Choice,
  { onProgress, isStopped }: Watch,
): Promise<Outcome> {
  const outcome: Outcome = { done: 0, failed: [], stopped: false }
  const take = (rows: BatchRow[]) => {
    for (const row of rows) {
      if (row.ok) outcome.done += 1
      else outcome.failed.push(failed(row, choice))
    }
    onProgress(outcome.done + outcome.failed.length)
  }
  if ('rows' in choice) {
    for (let at = 0; at < choice.rows.length && !outcome.stopped; at += AT_ONCE) {
      const part = choice.rows.slice(at, at + AT_ONCE)
      const documents = part.map(({ id, version }) => ({ id, version }))
      take((await send(type, { act, documents })).rows)
      outcome.stopped = isStopped() && at + AT_ONCE < choice.rows.length
    }
    return outcome
  }
  let after: string | null = null
  do {
    const found = { filter: choice.filter, q: choice.q, after, limit: AT_ONCE }
    const answer: BatchAnswer = await send(type, { act, found })
    take(answer.rows)
    after = answer.next
    const count = outcome.done + outcome.failed.length
    outcome.stopped = after !== null && (isStopped() || count >= ALL_MAX)
  } while (after !== null && !outcome.stopped)
  return outcome
}

/** A lost answer is asked for again under the same key, so that nothing happens twice. */
async function send(type: string, body: object): Promise<BatchAnswer> {
  const idempotencyKey = newKey()
  const ask = () =>
    api.post<BatchAnswer>(`/api/documents/${seg(type)}/batch`, body, { idempotencyKey })
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 0 || error.status === 503)) return ask()
    throw error
  }
}

function failed(row: Extract<BatchRow, { ok: false }>, choice: Choice): Failed {
  const known = 'rows' in choice && choice.rows.find((it) => it.id === row.document.id)
  const { title, detail, problems = [] } = row.problem
  const lines = problems.slice(0, 3).map((it) => it.message)
  return {
    id: row.document.id,
    number: row.document.number ?? (known ? known.number : row.document.id),
    why: [title, detail, ...lines].filter(Boolean).join(' '),
  }
}
