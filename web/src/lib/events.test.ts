import { QueryClient } from '@tanstack/react-query'
import { expect, it, vi } from 'vitest'
import { deliver, invalidateOnEvents, subscribe } from '@/lib/events'

it('hands each event to those who listen, until they stop', () => {
  const heard = vi.fn()
  const stop = subscribe('import', heard)
  deliver('import', '{"id":"7","state":"running","done":5,"total":10}')
  deliver('stock', '{"items":["A1"]}')
  stop()
  deliver('import', '{"id":"7","state":"done","done":10,"total":10}')
  expect(heard.mock.calls).toEqual([[{ id: '7', state: 'running', done: 5, total: 10 }]])
})

it('marks stale what an event changed, once for a burst of them', () => {
  vi.useFakeTimers()
  const client = new QueryClient()
  const invalidated = vi.spyOn(client, 'invalidateQueries')
  const stop = invalidateOnEvents(client)
  for (let n = 0; n < 100; n++) {
    deliver('document', `{"type":"receipt","id":"u-${n}","state":"confirmed","number":"RC-${n}"}`)
  }
  deliver('shortages', '{"computed_at":"2026-11-22T02:00:00Z","changed":["A1:WH01"]}')
  expect(invalidated).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  stop()
  vi.useRealTimers()
  // An order's progress changes with its receipts, so every open document is read again.
  expect(invalidated.mock.calls.map(([filters]) => filters?.queryKey)).toEqual([
    ['documents', 'receipt'],
    ['lookup', 'receipt'],
    ['document'],
    ['trash'],
    ['shortages'],
    ['stock', 'outlook'],
  ])
})

it('reads again, after a stream was lost, what is nowhere written down', () => {
  vi.useFakeTimers()
  const client = new QueryClient()
  const invalidated = vi.spyOn(client, 'invalidateQueries')
  const stop = invalidateOnEvents(client)
  deliver('resumed', '{}')
  vi.advanceTimersByTime(1_000)
  stop()
  vi.useRealTimers()
  expect(invalidated.mock.calls.map(([filters]) => filters?.queryKey)).toEqual([
    ['stock'],
    ['shortages'],
    ['planning', 'plan'],
    ['imports'],
  ])
})
