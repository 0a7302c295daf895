import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { isNumeric } from '@/documents/fields'
import type { ShownColumn } from '@/documents/use-look'
import { api, seg } from '@/lib/api-client'
import { keys } from '@/lib/query'
import type { Sums } from '@/lib/record-types'

/** Amounts that mean something together; prices and percents do not. */
export function summable(columns: ShownColumn[]): string[] {
  const amounts = columns.filter(({ definition }) => {
    const adds = isNumeric(definition) && !['unit_price', 'percent'].includes(definition.kind)
    return adds && !definition.name.includes('.')
  })
  return amounts.map(({ field }) => field)
}

type Question = { q?: string | undefined; filter?: string | undefined }

/** What the amounts of everything a list finds come to. */
export function useSums(
  type: string,
  question: Question,
  fields: string[],
  { by, enabled }: { by?: string; enabled: boolean },
) {
  const query = { ...question, fields: fields.join(','), by }
  return useQuery({
    queryKey: keys.documents(type, 'sums', query),
    queryFn: () => api.get<Sums>(`/api/documents/${seg(type)}/sums`, query),
    placeholderData: keepPreviousData,
    enabled,
  })
}
