import { useQuery } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { Day, Decimal } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type Outlook = {
  warehouse: string
  warehouse_name: string
  /** Projected stock at the end of each day, with its 10th and 90th percentile. */
  days: { day: Day; expected: Decimal; low: Decimal; high: Decimal; incoming: Decimal }[]
  history: { day: Day; demand: Decimal }[]
  stockout_day: Day | null
  reorder_point: Decimal | null
  order_up_to: Decimal | null
}

export function useOutlook(item: string) {
  return useQuery({
    queryKey: keys.stock('outlook', item),
    queryFn: () => api.get<{ rows: Outlook[] }>(`/api/stock/${seg(item)}/outlook`, { days: 90 }),
  })
}

/** Sorts behind every day. */
const NEVER = '9999'

/** The warehouse to look at first: the one that runs out first. */
export function mostPressing(rows: Outlook[]): Outlook | undefined {
  return [...rows].sort((a, b) =>
    (a.stockout_day ?? NEVER).localeCompare(b.stockout_day ?? NEVER),
  )[0]
}
