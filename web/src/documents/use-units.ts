import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { itemsOf } from '@/documents/line-totals'
import { itemUnits, type ItemUnits } from '@/documents/units'
import { api } from '@/lib/api-client'
import type { Document, Field, Page, Row } from '@/lib/api-types'
import { keys } from '@/lib/query'

export type UnitsByItem = Record<string, ItemUnits>

const NONE: UnitsByItem = {}
const AT_ONCE = 500

/** The units of the items that are counted in these lines, by item number. */
export function useUnits(field: Field, rows: Row[]): UnitsByItem {
  const items = itemsOf(field, rows)
  const answer = useQuery({
    queryKey: keys.lookup('item', 'units', items),
    queryFn: async () => {
      const parts = []
      for (let at = 0; at < items.length; at += AT_ONCE) {
        parts.push(unitsOf(items.slice(at, at + AT_ONCE)))
      }
      return (await Promise.all(parts)).flat()
    },
    enabled: items.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
  return useMemo(() => (answer.data ? Object.fromEntries(answer.data) : NONE), [answer.data])
}

async function unitsOf(items: string[]) {
  const { rows } = await api.get<Page<Document>>('/api/documents/item', {
    filter: JSON.stringify({ field: 'number', op: 'in', value: items }),
    fields: 'all',
    limit: AT_ONCE,
  })
  return rows.map(({ number, fields }) => [number, itemUnits(fields)] as const)
}
