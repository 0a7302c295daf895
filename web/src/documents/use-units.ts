import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { scalarText } from '@/documents/fields'
import { isMeasured, itemUnits, type ItemUnits } from '@/documents/units'
import { api } from '@/lib/api-client'
import type { Document, Field, Page, Row } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type UnitsByItem = Record<string, ItemUnits>

const NONE: UnitsByItem = {}
const AT_ONCE = 500

/** The units of the items in these lines, by item number; nothing is asked for other tables. */
export function useUnits(field: Field, rows: Row[]): UnitsByItem {
  const texts = isMeasured(field) ? rows.map((row) => scalarText(row.item)).filter(Boolean) : []
  const items = [...new Set(texts)].toSorted().slice(0, AT_ONCE)
  const answer = useQuery({
    queryKey: keys.lookup('item', 'units', items),
    queryFn: async () => {
      const { rows } = await api.get<Page<Document>>('/api/documents/item', {
        filter: JSON.stringify({ field: 'number', op: 'in', value: items }),
        fields: 'all',
        limit: AT_ONCE,
      })
      return rows.map(({ number, fields }) => [number, itemUnits(fields)] as const)
    },
    enabled: items.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
  return useMemo(() => (answer.data ? Object.fromEntries(answer.data) : NONE), [answer.data])
}
