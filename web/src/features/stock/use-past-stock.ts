import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import type { PastStock } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type PastFilter = { day: string; q?: string; warehouse?: string }

/** The first page says what all of it was worth. */
export function usePastStock(filter: PastFilter) {
  return useInfiniteQuery({
    queryKey: keys.stock('at', filter),
    queryFn: ({ pageParam }) =>
      api.get<PastStock>('/api/stock/at', {
        ...filter,
        limit: 50,
        after: pageParam,
        total: pageParam === null && !filter.q,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
}
