import { useEffect, useEffectEvent } from 'react'
import type { QueryClient } from '@tanstack/react-query'

export type ServerEvents = {
  document: { type: string; id: string; state: string; number: string }
  stock: { items: string[] }
  shortages: { computed_at: string; changed: string[] }
  definitions: Record<string, never>
  import: { id: string; state: string; done: number; total: number | null }
}
type Name = keyof ServerEvents
type Handler = (data: never) => void

const NAMES: Name[] = ['document', 'stock', 'shortages', 'definitions', 'import']
const handlers = new Map<Name, Set<Handler>>()
let source: EventSource | null = null

/** Hears one kind of server event. All callers of a tab share one connection. */
export function useServerEvent<N extends Name>(name: N, handler: (data: ServerEvents[N]) => void) {
  const onEvent = useEffectEvent(handler)
  useEffect(() => subscribe(name, (data) => onEvent(data)), [name])
}

export function subscribe<N extends Name>(name: N, handler: (data: ServerEvents[N]) => void) {
  const all = handlers.get(name) ?? new Set()
  handlers.set(name, all)
  all.add(handler as Handler)
  connect()
  return () => {
    all.delete(handler as Handler)
  }
}

/** Keeps what is on screen true: each event marks the answers it makes stale. */
export function invalidateOnEvents(client: QueryClient): () => void {
  const stale = (...queryKey: unknown[]) => void client.invalidateQueries({ queryKey })
  const stops = [
    subscribe('document', ({ type, id, number }) => {
      stale('documents', type)
      stale('document', type, id)
      stale('document', type, number)
      stale('lookup', type)
    }),
    subscribe('stock', () => stale('stock')),
    subscribe('shortages', () => stale('shortages')),
    subscribe('definitions', () => stale('document-types')),
    subscribe('import', ({ id }) => stale('imports', id)),
  ]
  return () => stops.forEach((stop) => stop())
}

function connect() {
  if (source || typeof EventSource === 'undefined') return
  source = new EventSource('/api/events')
  for (const name of NAMES) {
    source.addEventListener(name, (event) => deliver(name, (event as MessageEvent<string>).data))
  }
}

/** Exported for tests and for nothing else. */
export function deliver(name: Name, data: string) {
  const parsed = (data ? JSON.parse(data) : {}) as never
  for (const handler of handlers.get(name) ?? []) handler(parsed)
}
