import { rowColumns, scalarText } from '@/documents/fields'
import { counted, isCounted, isMeasured } from '@/documents/units'
import type { UnitsByItem } from '@/documents/use-units'
import type { Field, Row } from '@/lib/api-types'
import { add, formatMoney, formatQuantity, isZero } from '@/lib/decimal'

/** Quantities that say from where on or how much at least, and shares: they do not add up. */
const LIMITS = ['from', 'factor', 'moq', 'share', 'protected', 'buffer']

/** Columns with a sum. Quantities that are each for so many of something else have none. */
export function summedColumns(field: Field): Field[] {
  const columns = rowColumns(field)
  const isRecipe = columns.some(({ name, added }) => name === 'per' && !added)
  return columns.filter(({ kind, name, added }) => {
    const adds = kind === 'money' || (kind === 'quantity' && !isRecipe)
    return adds && (added || !LIMITS.includes(name))
  })
}

/** The column that says of what a column tells the quantity: the item that stands before it. */
export function itemColumn(field: Field, column: string): string | undefined {
  const all = field.columns ?? []
  const items = all.filter((one) => one.kind === 'link' && one.target === 'item')
  const at = all.findIndex((one) => one.name === column)
  return (items.findLast((one) => all.indexOf(one) < at) ?? items[0])?.name
}

/** The items whose units the totals of these lines need. */
export function itemsOf(field: Field, rows: Row[]): string[] {
  const summed = summedColumns(field).filter(({ kind }) => kind === 'quantity')
  const columns = new Set(summed.flatMap(({ name }) => itemColumn(field, name) ?? []))
  const items = rows.flatMap((row) => [...columns].map((name) => scalarText(row[name])))
  return [...new Set(items)].filter(Boolean).toSorted()
}

/** Keeps a number and its unit on one line. */
const NO_BREAK = '\u00a0'

export type Total = { unit: string; sum: string }

/** What a column comes to in each unit; nothing while it is not known what some line is counted in. */
export function totalsOf(field: Field, column: Field, rows: Row[], units: UnitsByItem): Total[] {
  const sums = new Map<string, string>()
  const item = column.kind === 'quantity' ? itemColumn(field, column.name) : undefined
  const inOwnUnit = isMeasured(field) && isCounted(column.name)
  for (const row of rows) {
    const value = inOwnUnit ? counted(row, column.name) : scalarText(row[column.name])
    if (isZero(value)) continue
    const own = inOwnUnit ? scalarText(row.unit) : ''
    const named = item ? scalarText(row[item]) : ''
    const unit = own || (named ? units[named]?.stock : '')
    if (unit === undefined) return []
    sums.set(unit, add(sums.get(unit), value))
  }
  return [...sums].map(([unit, sum]) => ({ unit, sum })).filter(({ sum }) => !isZero(sum))
}

/** `5 箱`, `3 kg`; a unit is told only where there are items to have one. */
export function totalTexts(column: Field, totals: Total[], currency: string): string[] {
  if (column.kind === 'money') return totals.map(({ sum }) => formatMoney(sum, currency))
  return totals.map(({ sum, unit }) => [formatQuantity(sum), unit].filter(Boolean).join(NO_BREAK))
}
