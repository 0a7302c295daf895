import { parseDecimal } from '@/lib/decimal'
import type { Scenario } from './types'

export const SCOPES = ['all', 'category', 'item'] as const

/** The form; numbers are as typed. */
export type ScenarioDraft = {
  kind: Scenario['kind']
  supplier: string | null
  days: string
  lateDays: string
  percent: string
  scope: (typeof SCOPES)[number]
  category: string
  item: string | null
}

export const FIRST_SCENARIO: ScenarioDraft = {
  kind: 'supplier_closed',
  supplier: null,
  days: '30',
  lateDays: '7',
  percent: '30',
  scope: 'category',
  category: '',
  item: null,
}

export function daysOf(typed: string): number | null {
  const days = Number(parseDecimal(typed) ?? NaN)
  return Number.isInteger(days) && days >= 1 && days <= 365 ? days : null
}

export function percentOf(typed: string): number | null {
  const percent = Number(parseDecimal(typed.replace(/[%％]/g, '')) ?? NaN)
  return Number.isFinite(percent) && percent !== 0 && percent >= -90 && percent <= 500
    ? percent
    : null
}

/** What is asked of the server; null while something is missing. */
export function scenarioOf(draft: ScenarioDraft): Scenario | null {
  const days = daysOf(draft.days)
  switch (draft.kind) {
    case 'supplier_closed':
      return draft.supplier && days !== null
        ? { kind: 'supplier_closed', supplier: draft.supplier, days }
        : null
    case 'late': {
      const late = daysOf(draft.lateDays)
      return late === null ? null : { kind: 'late', supplier: draft.supplier, days: late }
    }
    case 'demand': {
      const percent = percentOf(draft.percent)
      const category = draft.scope === 'category' ? draft.category.trim() || null : null
      const item = draft.scope === 'item' ? draft.item : null
      const named = draft.scope === 'all' || category !== null || item !== null
      return percent !== null && days !== null && named
        ? { kind: 'demand', category, item, percent, days }
        : null
    }
  }
}
