import type { Shortage } from './shortage'

/** A believable line for tests; say only what the test is about. */
export function aShortage(differing: Partial<Shortage> = {}): Shortage {
  return {
    id: 'SP-0102:WH-HD',
    item: 'SP-0102',
    item_name: '葵花籽油 5L',
    category: '粮油',
    material_type: null,
    unit: '桶',
    warehouse: 'WH-HD',
    warehouse_name: '华东总仓',
    severity: 'critical',
    available: '12',
    on_hand: '14',
    incoming: '0',
    next_arrival: null,
    demand_per_day: '3.2',
    cover_days: '3.7',
    stockout_day: '2026-11-25',
    probability: '0.83',
    reorder_point: '40',
    order_up_to: '90',
    safety_stock: '12',
    short: '0',
    hurts: [],
    hurts_count: 0,
    suggestion: {
      kind: 'purchase',
      supplier: 'S001',
      supplier_name: '嘉里粮油',
      class: 'main',
      quantity: '84',
      price: '62.5',
      arrival_day: '2026-11-29',
      amount: '5250',
    },
    reason: { zh: '可售只够 3.7 天，到货要 7 天。', en: 'Lasts 3.7 days; a delivery takes 7.' },
    numbers: [],
    order_open: null,
    ...differing,
  }
}
