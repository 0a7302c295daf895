import type { DocumentType, Fields } from '@/lib/api-types'
import { compare, parseDecimal } from '@/lib/decimal'
import type { BacktestRequest, PolicyKind } from './types'

export const KINDS: PolicyKind[] = ['forecast', 'fixed', 'moving_average', 'normal', 'empirical']
export const ABC = ['A', 'B', 'C']

/** The form; numbers are as typed, empty text is "all". */
export type PolicyDraft = {
  kind: PolicyKind
  service: string
  review_days: string
  abc: string
  category: string
  warehouse: string
  months: number
}

export const FIRST_DRAFT: PolicyDraft = {
  kind: 'forecast',
  service: '97',
  review_days: '1',
  abc: '',
  category: '',
  warehouse: '',
  months: 6,
}

/** The target, or null when what was typed is no sensible one. */
export function serviceOf(draft: PolicyDraft): string | null {
  const service = parseDecimal(draft.service)
  return service !== null && compare(service, '50') >= 0 && compare(service, '99.9') <= 0
    ? service
    : null
}

export function reviewOf(draft: PolicyDraft): number | null {
  const days = Number(parseDecimal(draft.review_days) ?? NaN)
  return Number.isInteger(days) && days >= 1 && days <= 60 ? days : null
}

/** What is asked of the server; null while the form is not right. */
export function requestOf(draft: PolicyDraft): BacktestRequest | null {
  const service = serviceOf(draft)
  const review_days = reviewOf(draft)
  if (service === null || review_days === null) return null
  return {
    months: draft.months,
    warehouse: draft.warehouse || null,
    category: draft.category.trim() || null,
    abc: draft.abc || null,
    proposed: { service, review_days, kind: draft.kind },
  }
}

export type Gate = 'open' | 'see_first' | 'changed' | 'yardstick'

/**
 * A policy takes effect only as it was seen in a backtest; for how long it was replayed is free. A
 * method that policies do not know is only a yardstick.
 */
export function gateOf(
  draft: PolicyDraft,
  seen: BacktestRequest | null,
  type: Pick<DocumentType, 'fields'>,
): Gate {
  if (!seen) return 'see_first'
  const now = requestOf({ ...draft, months: seen.months })
  if (JSON.stringify(now) !== JSON.stringify(seen)) return 'changed'
  const kinds = type.fields.find((field) => field.name === 'kind')?.choices
  return kinds && !kinds.some(({ value }) => value === draft.kind) ? 'yardstick' : 'open'
}

/** The fields of the policy document; only those that its definition has. */
export function policyFields(
  type: Pick<DocumentType, 'fields'>,
  { proposed, warehouse, category, abc }: BacktestRequest,
  name: string,
): Fields {
  const all: Fields = { ...proposed, warehouse, category, abc, name }
  const known = new Set(type.fields.map((field) => field.name))
  return Object.fromEntries(
    Object.entries(all).filter(([field, value]) => known.has(field) && value !== null),
  )
}
