import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { api } from '@/lib/api-client'
import type { Fields } from '@/lib/api-types'
import { useDebounced } from '@/lib/use-debounced'
import { scalarText } from '@/documents/fields'
import { priced, question, withPrices, type Asked, type Prices } from '@/features/sales/line-prices'

type Availability = { rows: ({ item: string; available: string } | null)[] }

/** More lines than a request may have are priced when they are saved. */
const LINES_MAX = 1000

/** What the lines of a form cost and how much of each there is, asked when the form rests. */
export function usePrices(fields: Fields) {
  const asked = useMemo(() => priced(fields).slice(0, LINES_MAX), [fields])
  const now = JSON.stringify(question(fields, asked))
  const rested = useDebounced(now, 250)
  const prices = useQuery({
    queryKey: ['documents', 'price_list', 'prices', rested],
    queryFn: async () => {
      const sent = JSON.parse(rested) as ReturnType<typeof question>
      return { rested, ...(await api.post<Prices>('/api/sales/prices', sent)) }
    },
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  })
  const warehouse = scalarText(fields.ship_from)
  const items = JSON.stringify([...new Set(asked.map((one) => one.item))])
  const restedItems = useDebounced(items, 250)
  const stock = useQuery({
    queryKey: ['stock', 'availability', restedItems, warehouse],
    queryFn: () =>
      api.post<Availability>('/api/stock/availability', {
        items: JSON.parse(restedItems) as string[],
        ...(warehouse && { warehouse }),
      }),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  })
  const fresh = prices.data?.rested === now ? prices.data : undefined
  const available = useMemo(() => {
    const rows = stock.data?.rows ?? []
    return new Map(rows.flatMap((row) => (row ? [[row.item, row.available] as const] : [])))
  }, [stock.data])
  return { asked, fresh, shown: prices.data, available }
}

/** Writes what was found into the form, unless somebody said otherwise. */
export function useFilledPrices(
  asked: Asked[],
  fresh: Prices | undefined,
  onChange: (change: (fields: Fields) => Fields) => void,
) {
  useEffect(() => {
    if (fresh) onChange((current) => withPrices(current, asked, fresh.lines))
    // The form's setter is the same at each drawing, and `asked` belongs to `fresh`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [fresh])
}
