import type { Shortage } from './shortage'
import { useShortages } from './use-shortages'

export type Facet = { value: string; label: string; count: number }
export type Facets = { warehouses: Facet[]; categories: Facet[]; suppliers: Facet[] }

/** What can be filtered by: taken from the unfiltered list, so that no choice leads to nothing. */
export function useFacets(): Facets {
  return facetsOf(useShortages({}).data?.rows ?? [])
}

export function facetsOf(rows: Shortage[]): Facets {
  return {
    warehouses: count(rows.map((row) => [row.warehouse, row.warehouse_name])),
    categories: count(rows.map((row) => (row.category ? [row.category, row.category] : null))),
    suppliers: count(
      rows.map(({ suggestion }) =>
        suggestion?.kind === 'purchase'
          ? [suggestion.supplier, suggestion.supplier_name ?? suggestion.supplier]
          : null,
      ),
    ),
  }
}

function count(pairs: ([string, string] | null)[]): Facet[] {
  const counted = new Map<string, Facet>()
  for (const pair of pairs) {
    if (!pair?.[0]) continue
    const [value, name] = pair
    const seen = counted.get(value)
    if (seen) seen.count += 1
    else counted.set(value, { value, label: name || value, count: 1 })
  }
  return [...counted.values()].sort((a, b) => b.count - a.count)
}
