import { sum } from '@/lib/decimal'
import { inScope, type Scope } from './urgency'
import type { ShortageAnswer } from './use-shortages'

/** What the summary strip shows. */
export type Figures = {
  out: number
  within_7: number
  within_30: number
  customers: number
  money: string | null
}

/**
 * The figures of the lines that are listed, so that a tile's number is what pressing it shows and
 * filters count. Only a list too long for one answer takes the server's figures of the whole.
 */
export function figuresOf({ rows, summary, next }: ShortageAnswer): Figures {
  if (next !== null) {
    return {
      out: summary.out,
      within_7: summary.within_7,
      // The server counts 8 to 30 days apart.
      within_30: summary.within_7 + summary.within_30,
      customers: summary.customers_hurt,
      money: summary.money_at_risk ?? null,
    }
  }
  const count = (scope: Scope) => rows.filter((row) => inScope(row, scope)).length
  const hurts = rows.flatMap((row) => row.hurts)
  const named = new Set(hurts.map((hurt) => hurt.customer).filter(Boolean))
  const money = rows.map((row) => row.money_at_risk).filter((each) => each != null)
  return {
    out: count('out'),
    within_7: count('within_7'),
    within_30: count('within_30'),
    customers: named.size > 0 ? named.size : Math.min(hurts.length, summary.customers_hurt),
    money: money.length > 0 ? sum(money) : (summary.money_at_risk ?? null),
  }
}
