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

it('marks stale what an event changed, by id and by number', () => {
  const client = new QueryClient()
  const invalidated = vi.spyOn(client, 'invalidateQueries')
  const stop = invalidateOnEvents(client)
  deliver('document', '{"type":"receipt","id":"u-1","state":"confirmed","number":"RC-1"}')
  stop()
  const keys = invalidated.mock.calls.map(([filters]) => filters?.queryKey)
  expect(keys).toContainEqual(['documents', 'receipt'])
  expect(keys).toContainEqual(['document', 'receipt', 'u-1'])
  expect(keys).toContainEqual(['document', 'receipt', 'RC-1'])
})
