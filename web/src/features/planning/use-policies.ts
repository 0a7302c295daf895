import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createDocument } from '@/documents/save-document'
import { api } from '@/lib/api-client'
import type { DocumentRow, DocumentType, Page } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { policyFields } from './policy-draft'
import type { Backtest, BacktestRequest, ClassedItem } from './types'

const POLICIES_MAX = 100

export function usePolicies() {
  return useQuery({
    queryKey: keys.documents('stock_policy', 'in force'),
    queryFn: () =>
      api.get<Page<DocumentRow>>('/api/documents/stock_policy', {
        filter: JSON.stringify({ field: 'state', op: '=', value: 'active' }),
        limit: POLICIES_MAX,
      }),
  })
}

export type Seen = { request: BacktestRequest; result: Backtest }

/** The answer comes with what was asked, so that a changed form is told from a seen one. */
export function useBacktest() {
  return useMutation({
    mutationFn: async (request: BacktestRequest): Promise<Seen> => ({
      request,
      result: await api.post<Backtest>('/api/planning/backtest', request),
    }),
  })
}

export function useActivatePolicy(type: DocumentType | undefined) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ request, name }: { request: BacktestRequest; name: string }) =>
      createDocument(
        'stock_policy',
        policyFields(type ?? { fields: [] }, request, name),
        'activate',
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.documents('stock_policy') })
      void client.invalidateQueries({ queryKey: keys.planning() })
    },
  })
}

const ITEMS_LOOKED_AT = 100

/** Categories of the items that matter most, as proposals for a box that takes any text. */
export function useCategories(): string[] {
  const { data } = useQuery({
    queryKey: keys.planning('categories'),
    queryFn: () =>
      api.get<{ rows: ClassedItem[] }>('/api/planning/classes/items', { limit: ITEMS_LOOKED_AT }),
    staleTime: 5 * 60_000,
  })
  return [...new Set((data?.rows ?? []).flatMap((row) => row.category ?? []))].toSorted((a, b) =>
    a.localeCompare(b),
  )
}
