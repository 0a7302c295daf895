import type { Day, Decimal, DocumentRef, Label, Severity } from '@/lib/api-types'

/** One customer's order line that waits; what the caller may not see is null. */
export type Hurt = {
  customer: string | null
  customer_name: string | null
  level: string | null
  document: DocumentRef | null
  quantity: Decimal
  due: Day | null
}

export type Suggestion =
  | {
      kind: 'purchase'
      supplier: string
      supplier_name: string | null
      class: 'main' | 'backup' | 'emergency'
      quantity: Decimal
      /** Price and amount only for those who may see costs, and where one is known. */
      price: Decimal | null
      arrival_day: Day | null
      amount: Decimal | null
    }
  | { kind: 'transfer'; from: string; from_name: string | null; quantity: Decimal }

/** One item in one warehouse that runs out. */
export type Shortage = {
  /** `item:warehouse` */
  id: string
  item: string
  item_name: string
  category: string | null
  material_type: string | null
  unit: string
  warehouse: string
  warehouse_name: string
  severity: Severity
  available: Decimal
  on_hand: Decimal
  incoming: Decimal
  next_arrival: Day | null
  demand_per_day: Decimal
  cover_days: Decimal | null
  stockout_day: Day | null
  /** Of running out before a new order could arrive, 0 to 1. */
  probability: Decimal
  reorder_point: Decimal
  order_up_to: Decimal
  safety_stock: Decimal
  short: Decimal
  money_at_risk?: Decimal | null
  hurts: Hurt[]
  /** Claims that wait; `hurts` may list only the first. */
  hurts_count: number
  suggestion: Suggestion | null
  reason: Label
  numbers: { label: Label; value: string }[]
  order_open: { type?: string; number: string; id: string } | null
}
