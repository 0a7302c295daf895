import { useQuery } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { Day, Decimal, DocumentRef, Instant } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type Part = {
  kind: 'reservation' | 'hold' | 'arrival' | 'transit'
  warehouse: string
  quantity: Decimal
  since: Instant | null
  age_days: number | null
  owner: string | null
  due?: Day | null
  /** When a hold ends by itself. */
  until?: Instant | null
  reason?: string | null
  document: DocumentRef | null
  customer?: string | null
  customer_name?: string | null
}
export type Explanation = { item: string; on_hand: Decimal; available: Decimal; parts: Part[] }

/** Why what is available is not what is on hand. */
export function useExplain(item: string, warehouse?: string) {
  return useQuery({
    queryKey: keys.stock('explain', item, warehouse ?? ''),
    queryFn: () => api.get<Explanation>(`/api/stock/${seg(item)}/explain`, { warehouse }),
  })
}
