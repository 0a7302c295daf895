import { expect, it, vi } from 'vitest'
import { api, ApiProblem } from '@/lib/api-client'
import { restoreMany } from './restore-many'

const rows = (...ids: string[]) => ids.map((id) => ({ id, number: `N${id}` }))
const pages: Record<string, { rows: object[]; next: string | null }> = {
  '': { rows: rows('1', '2'), next: 'x' },
  x: { rows: rows('3'), next: null },
}

function server(refuses: string) {
  vi.spyOn(api, 'get').mockImplementation((_, query) =>
    Promise.resolve(pages[String(query?.after ?? '')] as never),
  )
  return vi.spyOn(api, 'post').mockImplementation((path) => {
    const taken = { status: 409, code: 'number_taken', title: 'taken', detail: '', params: {} }
    return path.includes(`/${refuses}/`)
      ? Promise.reject(Object.assign(Object.create(ApiProblem.prototype), taken))
      : Promise.resolve({} as never)
  })
}

it('restores page after page, and says of each that stays why', async () => {
  const posted = server('2')
  const seen: number[] = []
  const watch = { onProgress: (done: number) => seen.push(done), isStopped: () => false }
  const outcome = await restoreMany('item', 'all', watch)
  expect(outcome).toEqual({
    done: 2,
    failed: [{ id: '2', number: 'N2', why: 'taken' }],
    stopped: false,
  })
  expect(posted).toHaveBeenCalledTimes(3)
  expect(seen).toEqual([1, 2, 3])
})

it('stops when it is told to', async () => {
  server('')
  let done = 0
  const watch = { onProgress: (n: number) => (done = n), isStopped: () => done > 0 }
  const many = Array.from({ length: 20 }, (_, at) => ({ id: `${at}`, number: `N${at}` }))
  const outcome = await restoreMany('item', many, watch)
  expect(outcome.stopped).toBe(true)
  expect(outcome.done).toBeLessThan(20)
})
