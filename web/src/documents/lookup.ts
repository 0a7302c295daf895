import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { LookupRow, Page, DocumentRow, Person } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { useDebounced } from '@/lib/use-debounced'

const NONE: LookupRow[] = []

/** Proposals for a link while someone types; null asks nothing. */
export function useLookup(type: string, query: string | null) {
  const rested = useDebounced(query, query ? 120 : 0)
  const answer = useQuery({
    queryKey: keys.lookup(type, 'typed', rested?.trim()),
    queryFn: () => lookup(type, rested ?? ''),
    enabled: query !== null && rested !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const current = rested === query && !answer.isPlaceholderData
  return { rows: answer.data ?? NONE, loading: !answer.error && (!current || answer.isPending) }
}

const FEW_MAX = 100

/** All of what a company has only a few of: warehouses, channels, families. */
export function useAllOf(type: string) {
  return useQuery({
    queryKey: keys.lookup(type, 'all'),
    queryFn: () => lookup(type, '', FEW_MAX),
    staleTime: 5 * 60_000,
  })
}

export async function lookup(type: string, query: string, limit = 20): Promise<LookupRow[]> {
  const { rows } = await api.get<{ rows: LookupRow[] }>(`/api/lookup/${seg(type)}`, {
    q: query.trim(),
    limit,
  })
  return rows
}

/**
 * Titles of pasted numbers, in one question. A number that is missing from the answer does
 * not exist.
 */
export function useTitles(type: string, numbers: string[]) {
  const asked = numbers.toSorted()
  return useQuery({
    queryKey: keys.lookup(type, 'titles', asked),
    queryFn: async () => {
      const { rows } = await api.get<Page<DocumentRow>>(`/api/documents/${seg(type)}`, {
        filter: JSON.stringify({ field: 'number', op: 'in', value: asked.slice(0, 500) }),
        limit: 500,
      })
      return Object.fromEntries(rows.map((row) => [row.number, row.title]))
    },
    enabled: asked.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
}

export function useMembers(): Person[] {
  const answer = useQuery({
    queryKey: keys.members,
    queryFn: () => api.get<{ rows: Person[] }>('/api/members'),
    staleTime: 5 * 60_000,
  })
  return answer.data?.rows ?? []
}
