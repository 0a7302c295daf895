import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import type { DocumentType } from '@/lib/api-types'
import type { WorkingDays } from '@/lib/expression/expression'
import { keys } from '@/lib/query'

const TELLS_TIME =
  /\b(NETWORKDAYS|WORKDAY|HOUR|MINUTE|SECOND|TODATE|DATEDIF|TIMESTAMP|TEXT)\s*[(（]/i

/** The company's holidays and clock, asked only for types whose formulas count by them. */
export function useWorkingDays(type: DocumentType): WorkingDays | undefined {
  const isAsked = TELLS_TIME.test(JSON.stringify([type.fields, type.checks]))
  return useQuery({
    queryKey: keys.planning('working-days'),
    queryFn: () => api.get<WorkingDays>('/api/working-days'),
    staleTime: 60 * 60_000,
    enabled: isAsked,
  }).data
}
