import type { Day, Label, Shortage } from '@/lib/api-types'

/** Whole days from `today` to `day`; negative when it has passed. */
export function daysUntil(day: Day, today: Day): number {
  const utc = (text: Day) => Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10)))
  return Math.round((utc(day) - utc(today)) / 86_400_000)
}

/** When it runs out, as a person would say it. */
export function stockoutWords(shortage: Pick<Shortage, 'severity' | 'stockout_day'>, today: Day): Label {
  if (shortage.severity === 'out') return { zh: '已断货', en: 'Out of stock' }
  if (!shortage.stockout_day) return { zh: '低于再订货点', en: 'Below reorder point' }
  const days = daysUntil(shortage.stockout_day, today)
  if (days <= 0) return { zh: '今天断货', en: 'Runs out today' }
  if (days === 1) return { zh: '明天断货', en: 'Runs out tomorrow' }
  if (days <= 60) return { zh: `${days} 天后断货`, en: `Out in ${days} days` }
  return { zh: '两个月以后', en: 'Over two months' }
}

/** The summary strip's filters. */
export type Scope = 'all' | 'out' | 'within_7' | 'within_30' | 'hurting'

export function inScope(shortage: Shortage, scope: Scope, today: Day): boolean {
  const out = shortage.severity === 'out'
  const within = (days: number) =>
    !out && shortage.stockout_day !== null && daysUntil(shortage.stockout_day, today) <= days
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

/** How full the cover bar is: thirty days fill it, and the first week gets half of it because that is where people look. */
export function coverShare(coverDays: string | null): number {
  if (coverDays === null) return 0
  const days = Math.max(0, Number(coverDays))
  return days <= 7 ? days / 14 : Math.min(1, 0.5 + (days - 7) / 46)
}

/** Lines that somebody must act on today: out or critical, with something to order and nothing ordered yet. */
export function isUrgent(shortage: Shortage): boolean {
  return (
    (shortage.severity === 'out' || shortage.severity === 'critical') &&
    shortage.suggestion !== null &&
    shortage.order_open === null
  )
}

/** Important customers first, then who waits first. */
export function hurtFirst(hurts: Shortage['hurts']): Shortage['hurts'] {
  const rank = (level: string) => (/vip/i.test(level) ? 0 : /^[a-z]$/i.test(level) ? level.toUpperCase().charCodeAt(0) : 200)
  return [...hurts].sort((a, b) => rank(a.level) - rank(b.level) || (a.due ?? '').localeCompare(b.due ?? ''))
}

/** One entry per customer: someone waiting for three orders is one customer hurt. */
export function customersHurt(hurts: Shortage['hurts']): { customer: string; name: string; level: string; orders: number }[] {
  const byCustomer = new Map<string, { customer: string; name: string; level: string; orders: number }>()
  for (const hurt of hurtFirst(hurts)) {
    const seen = byCustomer.get(hurt.customer)
    if (seen) seen.orders += 1
    else byCustomer.set(hurt.customer, { customer: hurt.customer, name: hurt.customer_name, level: hurt.level, orders: 1 })
  }
  return [...byCustomer.values()]
}
