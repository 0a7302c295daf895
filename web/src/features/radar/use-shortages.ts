import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import type { Decimal, Instant } from '@/lib/api-types'
import type { Shortage } from './shortage'
import { keys } from '@/lib/query'
import type { Scope } from './urgency'

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
export type ShortageAnswer = { summary: ShortageSummary; rows: Shortage[]; next: string | null }
export type ShortageList = ShortageAnswer & {
  /** The filter that this answers, which is not yet the present one while that is being asked. */
  answers: ShortageFilter
}
export type ShortageFilter = {
  warehouse?: string
  category?: string
  material_type?: string
  supplier?: string
  q?: string
}

/** The most urgent lines a screen can hold; the rest is reached by filtering. */
export const MOST_ROWS = 500

/** What a tile asks the server for, when there are more lines than one answer holds. */
const SERVER_SCOPE: Record<Scope, Record<string, string | number>> = {
  all: {},
  out: { severity: 'out' },
  within_7: { within: 7 },
  within_30: { within: 30 },
  hurting: {},
}

export function useShortages(filter: ShortageFilter, scope: Scope = 'all', enabled = true) {
  return useQuery({
    queryKey: keys.shortages('radar', filter, scope),
    queryFn: async (): Promise<ShortageList> => {
      const query = { ...filter, ...SERVER_SCOPE[scope], limit: MOST_ROWS }
      return { ...(await api.get<ShortageAnswer>('/api/shortages', query)), answers: filter }
    },
    enabled,
    placeholderData: keepPreviousData,
    // Events keep the screen live; this only covers a proxy that swallows them.
    refetchInterval: 60_000,
  })
}
