import type { Label, Severity } from '@/lib/api-types'
import { daysUntil } from '@/lib/dates'
import type { Shortage } from './shortage'

/** When it runs out, as a person would say it. */
export function stockoutWords(shortage: Pick<Shortage, 'severity' | 'stockout_day'>): Label {
  if (shortage.severity === 'out') return { zh: '已断货', en: 'Out of stock' }
  if (!shortage.stockout_day) return { zh: '低于再订货点', en: 'Below reorder point' }
  const days = daysUntil(shortage.stockout_day)
  if (days <= 0) return { zh: '今天断货', en: 'Out today' }
  if (days === 1) return { zh: '明天断货', en: 'Out tomorrow' }
  if (days <= 60) return { zh: `${days} 天后断货`, en: `Out in ${days} days` }
  return { zh: '两个月后断货', en: 'Out in over 60 days' }
}

/** The tiles of the summary strip, which are also its filters. */
export type Scope = 'all' | 'out' | 'within_7' | 'within_30' | 'hurting'

export const SCOPES: Scope[] = ['all', 'out', 'within_7', 'within_30', 'hurting']

export function inScope(shortage: Shortage, scope: Scope): boolean {
  const out = shortage.severity === 'out'
  const within = (days: number) =>
    !out && shortage.stockout_day !== null && daysUntil(shortage.stockout_day) <= days
  switch (scope) {
    case 'all':
      return true
    case 'out':
      return out
    case 'within_7':
      return within(7)
    case 'within_30':
      return within(30)
    case 'hurting':
      return shortage.hurts_count > 0
  }
}

/**
 * How full the cover bar is, 0 to 1. The first week gets half of the bar, because that is where
 * people look; thirty days fill it.
 */
export function coverShare(coverDays: string | null): number {
  if (coverDays === null) return 0
  const days = Math.max(0, Number(coverDays))
  return days <= 7 ? days / 14 : Math.min(1, 0.5 + (days - 7) / 46)
}

/** Lines to act on today: out or critical, with something to order and nothing ordered yet. */
export function isUrgent(shortage: Shortage): boolean {
  const pressing = shortage.severity === 'out' || shortage.severity === 'critical'
  return pressing && shortage.suggestion !== null && shortage.order_open === null
}

/** Tells lines of one item apart for those who hear the page. */
export function lineName(shortage: Shortage): string {
  return `${shortage.item_name} ${shortage.warehouse_name}`
}

const SEVERITIES: Severity[] = ['out', 'critical', 'warning', 'watch']

/** The lines under their headings; headings without lines are left out, the order within is kept. */
export function bySeverity<T extends { severity: Severity }>(
  shortages: T[],
): { severity: Severity; rows: T[] }[] {
  return SEVERITIES.map((severity) => ({
    severity,
    rows: shortages.filter((shortage) => shortage.severity === severity),
  })).filter((group) => group.rows.length > 0)
}

export type HurtCustomer = {
  /** Null when the caller may not see customers, or the order names none. */
  customer: string | null
  name: string | null
  level: string
  orders: Shortage['hurts']
}

/** One entry per customer, the most important first, then who has waited longest. */
export function customersHurt(hurts: Shortage['hurts']): HurtCustomer[] {
  const byCustomer = new Map<string, HurtCustomer>()
  const sorted = [...hurts].sort(
    (a, b) => levelRank(a.level) - levelRank(b.level) || (a.due ?? '').localeCompare(b.due ?? ''),
  )
  for (const [index, hurt] of sorted.entries()) {
    const key = hurt.customer ?? `${index}`
    const seen = byCustomer.get(key)
    if (seen) seen.orders.push(hurt)
    else {
      byCustomer.set(key, {
        customer: hurt.customer,
        name: hurt.customer_name || hurt.customer,
        level: hurt.level ?? '',
        orders: [hurt],
      })
    }
  }
  return [...byCustomer.values()]
}

/** How many customers a line hurts, those beyond the listed claims included. */
export function hurtCount(shortage: Shortage): number {
  const unlisted = Math.max(0, shortage.hurts_count - shortage.hurts.length)
  return customersHurt(shortage.hurts).length + unlisted
}

const LEVELS = ['vip', 'gold', 'silver']

export function isVip(level: string | null | undefined): boolean {
  return level?.toLowerCase() === 'vip'
}

function levelRank(level: string | null | undefined): number {
  const at = LEVELS.indexOf(level?.toLowerCase() ?? '')
  return at < 0 ? LEVELS.length : at
}
