import { useQuery } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { Day, Decimal, DocumentRef, StockBalance } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type Lot = { lot: string | null; expiry: Day | null; on_hand: Decimal }
/** What a channel may still be promised; `channel` null is every other. Only where there are rules. */
export type ChannelStock = {
  channel: string | null
  channel_name?: string
  protected?: Decimal
  share_percent?: Decimal | null
  buffer?: Decimal
  reserved?: Decimal
  available: Decimal
  document?: DocumentRef | null
}
export type ItemStock = {
  item: { id: string; number: string; title: string; unit: string }
  balances: (StockBalance & { lots?: Lot[]; channels?: ChannelStock[] })[]
  /** Only with the ability to see cost. */
  average_cost?: Decimal | null
  value?: Decimal | null
}

export function useItemStock(item: string) {
  return useQuery({
    queryKey: keys.stock('item', item),
    queryFn: () => api.get<ItemStock>(`/api/stock/${seg(item)}`),
  })
}
