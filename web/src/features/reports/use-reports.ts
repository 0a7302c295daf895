import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import { keys } from '@/lib/query'
import type { Ledger, Report, Table } from './types'

export function useReports() {
  return useQuery({
    queryKey: keys.documents('*', 'reports'),
    queryFn: () => api.get<Report[]>('/api/reports'),
    staleTime: 300_000,
  })
}

export function useTable(report: string, query: Record<string, string>, enabled = true) {
  return useQuery({
    queryKey: keys.stock('report', report, query),
    queryFn: () => api.get<Table>(`/api/reports/${seg(report)}`, query),
    placeholderData: keepPreviousData,
    enabled,
  })
}

export function useLedger(item: string, query: Record<string, string>) {
  return useInfiniteQuery({
    queryKey: keys.stock('ledger', item, query),
    queryFn: ({ pageParam }) =>
      api.get<Ledger>(`/api/stock/${seg(item)}/ledger`, { ...query, after: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: item !== '',
  })
}
