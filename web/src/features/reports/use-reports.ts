import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import { keys } from '@/lib/query'
import type { Ledger, Report, Table } from './types'

export function useReports() {
  return useQuery({
    queryKey: keys.documents('*', 'reports'),
    queryFn: () => api.get<Report[]>('/api/reports'),
    staleTime: 300_000,
    select: answered,
  })
}

/** What a report is about; who may not see that is not offered the rest under its name. */
const POINT: Record<string, string> = { profit: 'profit' }

export function answered(reports: Report[]): Report[] {
  return reports.filter(
    ({ name, measures }) => !POINT[name] || measures.some((one) => one.name === POINT[name]),
  )
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
