import { useDocumentType } from '@/documents/use-document-types'
import { useLabel } from '@/lib/text'
import type { Shortage } from './shortage'
import { useShortages } from './use-shortages'

export type Facet = { value: string; label: string; count: number }
export type Facets = {
  warehouses: Facet[]
  categories: Facet[]
  materialTypes: Facet[]
  suppliers: Facet[]
}

/** What can be filtered by: taken from the unfiltered list, so that no choice leads to nothing. */
export function useFacets(): Facets {
  const say = useLabel()
  const item = useDocumentType('item')
  const materialTypes = item?.fields.find((field) => field.name === 'material_type')?.choices ?? []
  const labels = new Map(materialTypes.map((choice) => [choice.value, say(choice.label)]))
  return facetsOf(useShortages({}).data?.rows ?? [], labels)
}

export function facetsOf(rows: Shortage[], materialTypes = new Map<string, string>()): Facets {
  return {
    warehouses: count(rows.map((row) => [row.warehouse, row.warehouse_name])),
    categories: count(rows.map((row) => (row.category ? [row.category, row.category] : null))),
    materialTypes: count(
      rows.map(({ material_type: type }) =>
        type ? [type, materialTypes.get(type) ?? type] : null,
      ),
    ),
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
