import type { Shortage } from './shortage'
import { isPositive, multiply, parseDecimal, sum } from '@/lib/decimal'

/** What a buyer changed in the suggestions, by shortage id. Quantities are as typed. */
export type Overrides = Record<
  string,
  { quantity?: string; supplier?: string; supplier_name?: string }
>

export function isOrderable(shortage: Shortage): boolean {
  return shortage.suggestion !== null
}

/** The quantity that will be ordered, or null when what was typed is not a quantity above zero. */
export function chosenQuantity(shortage: Shortage, overrides: Overrides): string | null {
  const typed = overrides[shortage.id]?.quantity
  if (typed === undefined) return shortage.suggestion?.quantity ?? null
  const parsed = parseDecimal(typed)
  return parsed !== null && isPositive(parsed) ? parsed : null
}

export type Choice = {
  rows: Shortage[]
  purchases: number
  transfers: number
  suppliers: number
  /** Approximate: at the suggested prices. */
  amount: string
  /** Lines whose typed quantity is not usable. */
  faulty: string[]
}

export function summarise(rows: Shortage[], overrides: Overrides): Choice {
  const suppliers = new Set<string>()
  const amounts: string[] = []
  const faulty: string[] = []
  let purchases = 0
  let transfers = 0
  for (const row of rows) {
    const { suggestion } = row
    if (!suggestion) continue
    const quantity = chosenQuantity(row, overrides)
    if (quantity === null) faulty.push(row.id)
    if (suggestion.kind === 'transfer') {
      transfers += 1
      continue
    }
    purchases += 1
    suppliers.add(overrides[row.id]?.supplier ?? suggestion.supplier)
    if (quantity !== null && suggestion.price !== null)
      amounts.push(multiply(quantity, suggestion.price))
  }
  return { rows, purchases, transfers, suppliers: suppliers.size, amount: sum(amounts), faulty }
}

export type OrderRequest = {
  ids: string[]
  overrides: Record<string, { quantity?: string; supplier?: string }>
}

/** The request for these lines; only real changes travel. */
export function orderRequest(rows: Shortage[], overrides: Overrides): OrderRequest {
  const changed: OrderRequest['overrides'] = {}
  for (const row of rows) {
    const { suggestion } = row
    const quantity = chosenQuantity(row, overrides)
    const supplier = overrides[row.id]?.supplier
    const change = {
      ...(quantity !== null && quantity !== suggestion?.quantity ? { quantity } : {}),
      ...(suggestion?.kind === 'purchase' && supplier && supplier !== suggestion.supplier
        ? { supplier }
        : {}),
    }
    if (Object.keys(change).length > 0) changed[row.id] = change
  }
  return { ids: rows.filter(isOrderable).map((row) => row.id), overrides: changed }
}
