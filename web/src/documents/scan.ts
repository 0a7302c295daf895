import { isBlank } from '@/documents/form-model'
import { isEmpty, isFixed, rowColumns, scalarText } from '@/documents/fields'
import type { Field, Row } from '@/lib/api-types'

/** What is counted as it is scanned, where lines have several quantities. */
const COUNTED = ['counted', 'picked', 'quantity']
/** Lines that wait for a quantity are what such a paper is about. */
const EAGER = ['counted', 'picked']

/** The column whose quantity follows a scanned code; undefined where lines are not scanned. */
export function countedColumn(field: Field): string | undefined {
  const columns = rowColumns(field).filter((column) => !isFixed(column))
  if (!columns.some(({ name, target }) => name === 'item' && target === 'item')) return undefined
  return COUNTED.find((name) => columns.some((column) => column.name === name))
}

export function isEager(column: string | undefined): boolean {
  return column !== undefined && EAGER.includes(column)
}

/** A number as long as this is a code that was scanned where a quantity belongs. */
export function isCode(text: string): boolean {
  return /^\d{8,}$/.test(text.trim())
}

/** The line a code means: of its lot or serial number, or of its item; one without a quantity first. */
export function lineOf(rows: Row[], code: string, column: string): number {
  const wanted = code.trim().toLowerCase()
  const about = (name: string) => (row: Row) => scalarText(row[name]).toLowerCase() === wanted
  for (const fits of [about('lot'), about('item')]) {
    const blank = rows.findIndex((row) => fits(row) && isEmpty(row[column]))
    const any = blank >= 0 ? blank : rows.findIndex(fits)
    if (any >= 0) return any
  }
  return -1
}

/** The lines with one more, about this item, and where it stands. */
export function withLine(field: Field, rows: Row[], fresh: Row): { rows: Row[]; at: number } {
  const last = rows.at(-1)
  const kept = last && isBlank(field, last) ? rows.slice(0, -1) : rows
  return { rows: [...kept, fresh], at: kept.length }
}
