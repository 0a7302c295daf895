import { useEffect, useEffectEvent } from 'react'
import type { QueryClient } from '@tanstack/react-query'

export type ServerEvents = {
  document: { type: string; id: string; state: string | null; number: string }
  stock: { items: string[] }
  shortages: { computed_at: string; changed: string[] }
  /** A plan was made. */
  plan: { id: string }
  definitions: Record<string, unknown>
  /** Somebody said something about a document. */
  comment: { about: string; id: string; number: string }
  /** This person was told something. */
  notice: Record<string, never>
  import: { id: string; state: string; done: number; total: number | null }
  /** The stream goes on where it was lost; of stock, shortages and imports something may be missing. */
  resumed: Record<string, never>
  /** Some events were missed: nothing on screen is certain. */
  resync: Record<string, never>
}
type Name = keyof ServerEvents
type Handler = (data: never) => void

const NAMES: Name[] = [
  'document',
  'stock',
  'shortages',
  'plan',
  'definitions',
  'comment',
  'notice',
  'import',
  'resumed',
  'resync',
]
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

/** An import sends thousands of events; screens are asked to read again this often at most. */
const GATHER_MS = 200

/** Keeps what is on screen true: each event marks the answers it makes stale. */
export function invalidateOnEvents(client: QueryClient): () => void {
  const stale = new Map<string, readonly unknown[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    for (const queryKey of stale.values()) void client.invalidateQueries({ queryKey })
    stale.clear()
  }
  const mark = (...queryKey: unknown[]) => {
    stale.set(JSON.stringify(queryKey), queryKey)
    timer ??= setTimeout(flush, GATHER_MS)
  }
  const stops = [
    subscribe('document', ({ type }) => {
      mark('documents', type)
      mark('lookup', type)
      // Also other documents: a receipt moves on the order it came from.
      mark('document')
      mark('trash')
    }),
    subscribe('comment', ({ about, id }) => mark('document', about, id, 'comments')),
    subscribe('notice', () => mark('notices')),
    subscribe('stock', () => mark('stock')),
    subscribe('shortages', () => {
      mark('shortages')
      mark('stock', 'outlook')
    }),
    subscribe('plan', () => mark('planning', 'plan')),
    subscribe('definitions', () => mark('document-types')),
    subscribe('import', ({ id }) => mark('imports', id)),
    subscribe('resumed', () => {
      mark('stock')
      mark('shortages')
      mark('planning', 'plan')
      mark('imports')
    }),
    subscribe('resync', () => mark()),
  ]
  return () => {
    clearTimeout(timer)
    stops.forEach((stop) => stop())
  }
}

/** A stream was given up: the next one cannot tell what was missed in between. */
let begunAnew = false

function connect() {
  if (source || typeof EventSource === 'undefined') return
  source = new EventSource('/api/events')
  for (const name of NAMES) {
    source.addEventListener(name, (event) => deliver(name, (event as MessageEvent<string>).data))
  }
  source.addEventListener('error', () => {
    // A refused stream is closed for good; a lost one the browser opens again by itself, and the
    // server tells what was missed since the last event it names.
    if (source?.readyState === EventSource.CLOSED) {
      source = null
      begunAnew = true
      setTimeout(connect, 5_000)
    }
  })
  source.addEventListener('open', () => {
    if (begunAnew) deliver('resync', '')
    begunAnew = false
  })
}

/** Exported for tests and for nothing else. */
export function deliver(name: Name, data: string) {
  const parsed = (data ? JSON.parse(data) : {}) as never
  for (const handler of handlers.get(name) ?? []) handler(parsed)
}
