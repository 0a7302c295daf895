import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { Decimal, DocumentRef } from '@/lib/api-types'
import { keys } from '@/lib/query'

/** A promise that would be, or was, another: of one line of one order. */
export type Dealt = {
  document: DocumentRef | null
  customer: string | null
  line: number
  wanted: Decimal
  before: Decimal
  after: Decimal
}
export type Reallocation = { applied: boolean; rows: Dealt[]; taken: Decimal; given: Decimal }
type Asked = { item: string; warehouse: string; favoured: string }

const path = (item: string) => `/api/stock/${seg(item)}/reallocate` as const
const body = ({ warehouse, favoured }: Asked) =>
  favoured ? { warehouse, in_favour_of: favoured } : { warehouse }

/** What dealing anew would change. */
export function useReallocationPreview(asked: Asked) {
  return useQuery({
    queryKey: keys.stock('reallocate', asked.item, asked.warehouse, asked.favoured),
    queryFn: () => api.post<Reallocation>(path(asked.item), body(asked)),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
}

export function useReallocate() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ reason, ...asked }: Asked & { reason: string }) =>
      api.post<Reallocation>(path(asked.item), { ...body(asked), reason, apply: true }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.stock() }),
  })
}
