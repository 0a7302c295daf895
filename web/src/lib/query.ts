import { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from '@/lib/api-client'

/** Every key starts with the noun that server events invalidate. */
export const keys = {
  me: ['me'] as const,
  documentTypes: ['document-types'] as const,
  documents: (type: string, ...rest: unknown[]) => ['documents', type, ...rest] as const,
  document: (type: string, id: string, ...rest: unknown[]) =>
    ['document', type, id, ...rest] as const,
  lookup: (type: string, ...rest: unknown[]) => ['lookup', type, ...rest] as const,
  members: ['members'] as const,
  stock: (...rest: unknown[]) => ['stock', ...rest] as const,
  shortages: (...rest: unknown[]) => ['shortages', ...rest] as const,
  imports: (...rest: unknown[]) => ['imports', ...rest] as const,
  settings: (...rest: unknown[]) => ['settings', ...rest] as const,
}

export const queryClient = new QueryClient({
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
