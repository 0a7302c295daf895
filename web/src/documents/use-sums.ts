import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ShownColumn } from '@/documents/use-look'
import { api, seg } from '@/lib/api-client'
import type { DocumentType } from '@/lib/api-types'
import { keys } from '@/lib/query'
import type { Sums } from '@/lib/record-types'

/**
 * Amounts that mean something together: money, and quantities of what papers did. Prices, percents and
 * bare numbers do not, nor do levels and capacities, which only say how things are to be.
 */
export function summable(type: DocumentType, columns: ShownColumn[]): string[] {
  // Of different items the units may differ; then there is no sum of them.
  const ofItems = type.fields.some(({ kind, target }) => kind === 'link' && target === 'item')
  const moves = !ofItems && (!type.built_in || (type.area !== 'planning' && !type.key_field))
  const amounts = columns.filter(({ definition }) => {
    const { kind, added, name } = definition
    const adds =
      kind === 'money' ||
      (kind === 'quantity' && moves) ||
      (kind === 'number' && (added || !type.built_in))
    return adds && !name.includes('.')
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
