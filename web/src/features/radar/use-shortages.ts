import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import type { Decimal, Instant, Shortage } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type ShortageSummary = {
  out: number
  within_7: number
  within_30: number
  ok: number
  computed_at: Instant | null
  customers_hurt: number
  /** Absent for those who may not see money. */
  money_at_risk?: Decimal | null
}
export type ShortageList = { summary: ShortageSummary; rows: Shortage[]; next: string | null }
export type ShortageFilter = {
  warehouse?: string
  category?: string
  supplier?: string
  q?: string
}

/** The most urgent lines a screen can hold; the rest is reached by filtering. */
export const MOST_ROWS = 500

export function useShortages(filter: ShortageFilter) {
  return useQuery({
    queryKey: keys.shortages('radar', filter),
    queryFn: () => api.get<ShortageList>('/api/shortages', { ...filter, limit: MOST_ROWS }),
    placeholderData: keepPreviousData,
    // Events keep the screen live; this only covers a proxy that swallows them.
    refetchInterval: 60_000,
  })
}
