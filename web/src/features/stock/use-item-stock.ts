import { useQuery } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { Day, Decimal, StockBalance } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type Lot = { lot: string | null; expiry: Day | null; on_hand: Decimal }
export type ItemStock = {
  item: { id: string; number: string; title: string; unit: string }
  balances: (StockBalance & { lots?: Lot[] })[]
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
