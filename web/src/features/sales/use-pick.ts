import { useMutation, useQuery } from '@tanstack/react-query'
import { api, newKey, seg } from '@/lib/api-client'
import { keys, queryClient } from '@/lib/query'

export type OrderToPick = {
  id: string
  number: string
  customer: string | null
  channel: string | null
  due: string | null
  address: string | null
  quantity: string
  short: string
  lines: { line: number; item: string; item_name: string; quantity: string }[]
}
type Made = { id: string; number: string }
export type Shipped = { number: string; shipments: { id: string; number: string }[] }

export function useToPick(warehouse: string) {
  return useQuery({
    queryKey: keys.documents('pick_list', 'to-pick', warehouse),
    queryFn: () => api.get<{ rows: OrderToPick[] }>('/api/sales/to-pick', { warehouse }),
    enabled: warehouse !== '',
  })
}

export function useMakePickList() {
  return useMutation({
    mutationFn: (asked: { warehouse: string; orders: string[] }) =>
      api.post<Made>('/api/sales/pick-lists', asked, { idempotencyKey: newKey() }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.documents('pick_list') }),
  })
}

export function useShipPicked(id: string) {
  return useMutation({
    mutationFn: () =>
      api.post<Shipped>(`/api/sales/pick-lists/${seg(id)}/ship`, {}, { idempotencyKey: newKey() }),
    onSuccess: () =>
      Promise.all(
        ['document', 'documents', 'stock'].map((noun) =>
          queryClient.invalidateQueries({ queryKey: [noun] }),
        ),
      ),
  })
}

export function useSuggestAgain(id: string) {
  return useMutation({
    mutationFn: () =>
      api.post<Made>(`/api/sales/pick-lists/${seg(id)}/suggest`, {}, { idempotencyKey: newKey() }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['document'] }),
  })
}
