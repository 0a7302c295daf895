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
/** An order line that wants more than it is promised, in the order in which they are served. */
export type Waiting = {
  warehouse: string
  short: Decimal
  promised_on: Day | null
  document: DocumentRef | null
  customer: string | null
}
export type Cure =
  | { kind: 'transition'; label: string; transition: string; document: DocumentRef }
  | { kind: 'open'; label: string; document: DocumentRef }
  | { kind: 'reallocate'; label: string; warehouse: string }
  | { kind: 'count'; label: string; warehouse: string }
/** Why something that is there is not sold. */
export type Diagnosis = {
  code:
    | 'hold_expired'
    | 'hold_without_owner'
    | 'quality_hold_ageing'
    | 'stock_elsewhere'
    | 'kept_for_channels'
    | 'promise_overdue'
    | 'arrival_late'
    | 'sync_late'
    | 'count_differed'
  message: string
  document: DocumentRef | null
  cure: Cure | null
}
export type Explanation = {
  item: string
  on_hand: Decimal
  available: Decimal
  parts: Part[]
  waiting?: Waiting[]
  diagnoses?: Diagnosis[]
}

/** Why what is available is not what is on hand. */
export function useExplain(item: string, warehouse?: string) {
  return useQuery({
    queryKey: keys.stock('explain', item, warehouse ?? ''),
    queryFn: () => api.get<Explanation>(`/api/stock/${seg(item)}/explain`, { warehouse }),
  })
}
