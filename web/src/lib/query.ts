import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem, withQuery } from '@/lib/api-client'

/** Every key starts with the noun that server events invalidate. */
export const keys = {
  me: ['me'] as const,
  documentTypes: ['document-types'] as const,
  documents: (type: string, ...rest: unknown[]) => ['documents', type, ...rest] as const,
  document: (type: string, id: string, ...rest: unknown[]) =>
    ['document', type, id, ...rest] as const,
  lookup: (type: string, ...rest: unknown[]) => ['lookup', type, ...rest] as const,
  members: ['members'] as const,
  views: (type: string) => ['views', type] as const,
  notices: (...rest: unknown[]) => ['notices', ...rest] as const,
  trash: (...rest: unknown[]) => ['trash', ...rest] as const,
  stock: (...rest: unknown[]) => ['stock', ...rest] as const,
  shortages: (...rest: unknown[]) => ['shortages', ...rest] as const,
  planning: (...rest: unknown[]) => ['planning', ...rest] as const,
  imports: (...rest: unknown[]) => ['imports', ...rest] as const,
  settings: (...rest: unknown[]) => ['settings', ...rest] as const,
}

/** Asked by the gate, which also knows what to do in a company without users. */
const GATE: unknown[] = [keys.me[0], keys.documentTypes[0]]

/** Whoever was signed out elsewhere signs in again and comes back to this page. */
function onError(error: unknown) {
  const signedOut = error instanceof ApiProblem && error.code === 'unauthenticated'
  const outside = ['/login', '/setup'].includes(location.pathname)
  if (signedOut && !outside) {
    location.assign(withQuery('/login', { to: location.pathname + location.search }))
  }
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (!GATE.includes(query.queryKey[0])) onError(error)
    },
  }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // Refusals stay refusals; only a server that is away or busy is asked again.
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status === 503),
    },
  },
})
