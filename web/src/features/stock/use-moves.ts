import { useInfiniteQuery } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { Day, Decimal, DocumentRef, Instant, Page } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type Move = {
  seq: number
  at: Instant
  day: Day
  from: string
  from_name: string
  to: string
  to_name: string
  quantity: Decimal
  value?: Decimal | null
  lot: string | null
  document: DocumentRef | null
  balance_after?: Decimal | null
}

export function useMoves(item: string, warehouse?: string) {
  return useInfiniteQuery({
    queryKey: keys.stock('moves', item, warehouse ?? ''),
    queryFn: ({ pageParam }) =>
      api.get<Page<Move>>(`/api/stock/${seg(item)}/moves`, {
        warehouse,
        limit: 30,
        after: pageParam,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}
