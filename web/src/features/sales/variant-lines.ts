import { asRows, isEmpty, scalarText } from '@/documents/fields'
import type { Decimal, Fields, Row } from '@/lib/api-types'
import { isPositive } from '@/lib/decimal'

export type FamilyValue = { code: string; name: string }
export type FamilyItem = {
  item: string
  name: string
  one: string
  two: string | null
  sale_price: Decimal | null
  on_hand: Decimal
  available: Decimal
  incoming: Decimal
}
export type Family = {
  id: string
  number: string
  title: string
  unit: string
  axis_one: string
  axis_two: string | null
  values_one: FamilyValue[]
  values_two: FamilyValue[]
  items: FamilyItem[]
  missing: number
}

export function itemAt(family: Family, one: string, two: string | null): FamilyItem | undefined {
  return family.items.find((item) => item.one === one && (item.two ?? null) === two)
}

/** What the lines say already, by item: the first line of each counts. */
export function quantitiesIn(fields: Fields): Record<string, string> {
  const found: Record<string, string> = {}
  for (const row of asRows(fields.lines)) {
    const item = scalarText(row.item)
    if (item) found[item] ??= scalarText(row.quantity)
  }
  return found
}

/**
 * The lines with these quantities: a line that is there is changed, what is cleared goes, the others
 * are added as ordinary lines.
 */
export function withQuantities(fields: Fields, wanted: Record<string, string>): Fields {
  const left = new Map(Object.entries(wanted))
  const kept = asRows(fields.lines).flatMap((row): Row[] => {
    const item = scalarText(row.item)
    if (!item) return Object.values(row).every(isEmpty) ? [] : [row]
    const quantity = left.get(item)
    if (quantity === undefined) return [row]
    left.delete(item)
    return isPositive(quantity) ? [{ ...row, quantity }] : []
  })
  const added = [...left]
    .filter(([, quantity]) => isPositive(quantity))
    .map(([item, quantity]): Row => ({ item, quantity }))
  const lines = [...kept, ...added]
  return { ...fields, lines: lines.length > 0 ? lines : [{}] }
}
