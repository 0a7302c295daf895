import type { Day, Decimal, Instant, Label, Severity, Term } from '@/lib/api-types'

/** Money is null for those who may not see it; chances and rates are shares (`0.83`). */

// the plan

export type PlanKind = 'purchase' | 'transfer' | 'produce' | 'expedite'
export type SupplyClass = 'main' | 'backup' | 'emergency'

export type PlanLine = {
  id: string
  kind: PlanKind
  item: string
  item_name: string
  warehouse: string
  warehouse_name: string
  supplier: string | null
  supplier_name: string | null
  class: SupplyClass | null
  from: string | null
  from_name: string | null
  quantity: Decimal
  price: Decimal | null
  amount: Decimal | null
  arrival_day: Day | null
  severity: Severity | null
  stockout_day: Day | null
  reason: Label
  terms: Term[]
  rank: number
  hurts_count: number
  money_at_risk: Decimal | null
  /** Against the plan it is compared with. */
  change: 'added' | 'changed' | null
  before: { quantity: Decimal; supplier_name: string | null } | null
  why_changed: Label | null
}

export type Plan = {
  id: string
  made_at: Instant
  budget: Decimal | null
  totals: {
    lines: number
    purchases: number
    transfers: number
    amount: Decimal | null
    customers: number
    money_at_risk: Decimal | null
  }
  lines: PlanLine[]
  /** What would have been good too; the reason says why it is not in. */
  left_out: PlanLine[]
  /** In the plan it is compared with, and no more. */
  dropped: PlanLine[]
  /** Plans to compare with. */
  kept: { id: string; made_at: Instant; budget: Decimal | null }[]
}

export type MadeDocument = { type: string; id: string; number: string; state: string }

// policies

export type PolicyKind = 'forecast' | 'fixed' | 'moving_average' | 'normal' | 'empirical'
export type Proposal = { service: Decimal; review_days: number; kind: PolicyKind }
export type BacktestRequest = {
  months: number
  warehouse: string | null
  category: string | null
  abc: string | null
  proposed: Proposal
}
export type BacktestFigures = {
  service: Decimal
  line_stockout_rate: Decimal
  unit_stockout_rate: Decimal
  lost_units: Decimal
  lost_margin: Decimal | null
  mean_stock: Decimal
  mean_value: Decimal | null
  orders: number
}
export type Backtest = {
  from: Day
  to: Day
  series: number
  of_series: number
  today: BacktestFigures
  proposed: BacktestFigures
  curve: BacktestFigures[]
  curve_of_today: BacktestFigures[]
  reason: Label
}

// what-if

export type Scenario =
  | { kind: 'supplier_closed'; supplier: string; days: number }
  | { kind: 'demand'; category: string | null; item: string | null; percent: number; days: number }
  | { kind: 'late'; supplier: string | null; days: number }

export type Suggestion =
  | {
      kind: 'purchase'
      supplier: string
      supplier_name: string | null
      class: SupplyClass
      quantity: Decimal
      price: Decimal | null
      arrival_day: Day | null
      amount: Decimal | null
    }
  | { kind: 'transfer'; from: string; from_name: string | null; quantity: Decimal }

export type RiskFigures = { out: number; at_risk: number; money_at_risk: Decimal | null }
export type WhatIfRow = {
  item: string
  item_name: string
  warehouse: string
  warehouse_name: string
  stockout_day_before: Day | null
  stockout_day_after: Day | null
  probability_before: Decimal
  probability_after: Decimal
  customers_hurt: number
  money_at_risk_before: Decimal | null
  money_at_risk_after: Decimal | null
  suggestion: Suggestion | null
  reason: Label
}
export type WhatIf = {
  judged: number
  before: RiskFigures
  after: RiskFigures
  /** Worst first. */
  rows: WhatIfRow[]
  /** Rows that are not listed. */
  more: number
}

// forecast quality

export type QualityMonth = {
  /** `2026-10` */
  month: string
  wape: Decimal | null
  bias: Decimal | null
  cover_90: Decimal | null
  cover_95: Decimal | null
  pinball: Decimal | null
  naive_pinball: Decimal | null
}
export type QualityClass = {
  dimension: string
  code: string
  series: number
  wape: Decimal | null
  bias: Decimal | null
  cover_95: Decimal | null
  pinball: Decimal | null
}
export type QualityItem = {
  item: string
  item_name: string
  warehouse: string
  warehouse_name: string
  wape: Decimal | null
  bias: Decimal | null
  demand: Decimal
  forecast: Decimal
}
export type Quality = {
  horizon: number
  learned_on: Day | null
  series: number
  by_month: QualityMonth[]
  by_class: QualityClass[]
  best: QualityItem[]
  worst: QualityItem[]
}

// classes

export type ClassCount = { code: string; label: Label; items: number }
export type Classes = {
  computed_on: Day | null
  matrix: { abc: string; xyz: string; items: number; value: Decimal | null }[]
  patterns: ClassCount[]
  stages: ClassCount[]
  popularity: ClassCount[]
}
export type ClassedItem = {
  item: string
  item_name: string
  category: string | null
  value: Decimal | null
  per_day: Decimal | null
  abc: string | null
  xyz: string | null
  pattern: string | null
  popularity: string | null
  stage: string | null
  reason: Label
}

// a supplier's deliveries

export type Performance = {
  deliveries: number
  promised: Decimal | null
  median: Decimal | null
  late: Decimal | null
  late_rate: Decimal | null
  short_rate: Decimal | null
  reject_rate: Decimal | null
  change: { since: Day; before: Decimal; after: Decimal; reason: Label } | null
  histogram: { days: number; count: number }[]
  by_month: {
    month: string
    deliveries: number
    median: Decimal | null
    late_rate: Decimal | null
  }[]
  items: {
    item: string
    item_name: string
    deliveries: number
    median: Decimal | null
    late: Decimal | null
    late_rate: Decimal | null
    reason: Label
  }[]
}
