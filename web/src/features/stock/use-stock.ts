import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import type { Page, StockBalance } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type StockFilter = { q?: string; warehouse?: string }
/** A `day` asks for the stock at its end instead of now. */
export type StockSearch = StockFilter & { day?: string }

export function useStock(filter: StockFilter) {
  return useInfiniteQuery({
    queryKey: keys.stock('list', filter),
    queryFn: ({ pageParam }) =>
      api.get<Page<StockBalance>>('/api/stock', { ...filter, limit: 50, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
}
