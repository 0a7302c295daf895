import type { Failed, Outcome } from '@/documents/run-batch'
import { api, ApiProblem, seg } from '@/lib/api-client'
import type { Page } from '@/lib/api-types'
import type { TrashedRow } from '@/lib/record-types'

/** Requests at once: enough to be quick, few enough that nobody else waits. */
const AT_ONCE = 4

type Watch = { onProgress: (done: number) => void; isStopped: () => boolean }
export type Trashed = Pick<TrashedRow, 'id' | 'number'>

/** Back out of the bin, each by itself: these, or page after page everything of the type. */
export async function restoreMany(
  type: string,
  rows: Trashed[] | 'all',
  { onProgress, isStopped }: Watch,
): Promise<Outcome> {
  const outcome: Outcome = { done: 0, failed: [], stopped: false }
  const path = `/api/trash/${seg(type)}` as const
  async function work(left: Trashed[]) {
    for (let row = left.shift(); row && !isStopped(); row = left.shift()) {
      try {
        await api.post(`${path}/${seg(row.id)}/restore`, {})
        outcome.done += 1
      } catch (error) {
        outcome.failed.push(failed(row, error))
      }
      onProgress(outcome.done + outcome.failed.length)
    }
  }
  async function restore(part: Trashed[]) {
    const left = [...part]
    await Promise.all(Array.from({ length: AT_ONCE }, () => work(left)))
    outcome.stopped = left.length > 0
  }
  if (rows !== 'all') {
    await restore(rows)
    return outcome
  }
  let after: string | null = null
  do {
    const page: Page<TrashedRow> = await api.get(path, { after })
    await restore(page.rows)
    after = page.next
  } while (after !== null && !outcome.stopped)
  return outcome
}

function failed({ id, number }: Trashed, error: unknown): Failed {
  // What is not about this one is about all of them.
  if (!(error instanceof ApiProblem)) throw error
  return { id, number, why: [error.title, error.detail].filter(Boolean).join(' ') }
}
