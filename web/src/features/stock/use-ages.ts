import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import { keys } from '@/lib/query'

export type AgeFilter = { q?: string; warehouse?: string; idle_days?: string; sort?: string }

export type AgedRow = {
  item: string
  item_name: string
  warehouse: string
  warehouse_name: string
  on_hand: string
  /** One more than there are limits. */
  buckets: string[]
  values?: string[]
  value?: string
  oldest: string | null
  mean_age_days: number
  last_in: string | null
  last_out: string | null
  idle_days: number
}

export type AgedPage = {
  day: string
  limits: number[]
  total: { items: number; rows: number; value?: string; buckets?: string[] }
  rows: AgedRow[]
  next: string | null
}

export function useAges(filter: AgeFilter) {
  return useInfiniteQuery({
    queryKey: keys.stock('ages', filter),
    queryFn: ({ pageParam }) =>
      api.get<AgedPage>('/api/stock/ages', { ...filter, limit: 50, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
}

/** Everything the filter finds, for a spreadsheet. */
export async function allAges(filter: AgeFilter): Promise<AgedRow[]> {
  const rows: AgedRow[] = []
  let after: string | null = null
  do {
    const page: AgedPage = await api.get<AgedPage>('/api/stock/ages', {
      ...filter,
      limit: 5000,
      after,
    })
    rows.push(...page.rows)
    after = page.next
  } while (after)
  return rows
}
