import type { PlanLine } from './types'

/** A line of a plan, where a test only cares for some of it. */
export function aPlanLine(more: Partial<PlanLine>): PlanLine {
  return {
    id: 'l1',
    kind: 'purchase',
    item: 'A1',
    item_name: '龙井茶 250g',
    warehouse: 'W1',
    warehouse_name: '杭州主仓',
    supplier: 'S1',
    supplier_name: '绿源茶业',
    class: 'main',
    from: null,
    from_name: null,
    quantity: '24',
    price: '12.5',
    amount: '300',
    arrival_day: '2026-12-01',
    severity: 'warning',
    stockout_day: '2026-11-30',
    reason: { zh: '补到目标 60', en: 'Filled to 60' },
    terms: [],
    rank: 1,
    hurts_count: 0,
    money_at_risk: null,
    change: null,
    before: null,
    why_changed: null,
    ...more,
  }
}
