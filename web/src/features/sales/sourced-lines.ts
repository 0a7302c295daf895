import type { Decimal, Fields, Row } from '@/lib/api-types'
import { add, isPositive } from '@/lib/decimal'
import { asRows, scalarText } from '@/documents/fields'

export type Strategy = 'nearest' | 'fewest_parcels' | 'fefo'
export type Proposal = {
  lines: { parts: { warehouse: string; quantity: Decimal }[]; short: Decimal }[]
  parcels: number
  warehouses: string[]
}

/** Which lines of the form a split can be asked for: those that name an item and a quantity. */
export function askable(fields: Fields): number[] {
  return asRows(fields.lines).flatMap((row, index) =>
    scalarText(row.item) && isPositive(scalarText(row.quantity)) ? [index] : [],
  )
}

/**
 * The lines as proposed: the first part stays in its line, further ones follow it as lines of
 * their own. What no warehouse has waits with the first part.
 */
export function withProposal(fields: Fields, asked: number[], proposal: Proposal): Fields {
  const home = scalarText(fields.ship_from)
  const lines = asRows(fields.lines).flatMap((row, index) => {
    const proposed = proposal.lines[asked.indexOf(index)]
    const [first, ...others] = proposed?.parts ?? []
    if (!proposed || !first) return [row]
    const from = (warehouse: string) => (warehouse === home ? null : warehouse)
    const kept: Row = {
      ...row,
      quantity: add(first.quantity, proposed.short),
      ship_from: from(first.warehouse),
    }
    const fresh = { ...row }
    delete fresh.line
    return [
      kept,
      ...others.map((part) => ({
        ...fresh,
        quantity: part.quantity,
        ship_from: from(part.warehouse),
      })),
    ]
  })
  return { ...fields, lines }
}
