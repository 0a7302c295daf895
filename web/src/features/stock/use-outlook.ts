import { useQuery } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { Day, Decimal, Label, Term } from '@/lib/api-types'
import { keys } from '@/lib/query'

/** One coming day; every pair of `low` and `high` is the 10th and 90th percentile. */
export type DayAhead = {
  day: Day
  /** Stock at the end of the day. */
  expected: Decimal
  low: Decimal
  high: Decimal
  incoming: Decimal
  demand?: Decimal
  demand_low?: Decimal
  demand_high?: Decimal
  /** Of being out of stock on that day, 0 to 1. */
  out_chance?: Decimal
}
export type DayPast = {
  day: Day
  demand: Decimal
  /** The share of the day on which it could be sold; null is the whole day. */
  sellable?: Decimal | null
  /** Demand believed missed because it could not be sold. */
  hidden?: Decimal | null
}
export type LeadTime = {
  supplier: string
  supplier_name: string
  median: Decimal
  /** Nine of ten deliveries come within this many days. */
  late: Decimal
  /** Days that deliveries took, each equally likely. */
  days: (number | string)[]
  reason: Label
}
/** Demand of the next `days` days together. */
export type DemandWindow = {
  days: number
  mean: Decimal
  q50: Decimal
  q75: Decimal
  q90: Decimal
  q95: Decimal
  q99: Decimal
}
export type ItemPolicy = {
  type: string | null
  id: string | null
  number: string | null
  kind: string
  kind_label: Label
  service: Decimal | null
  service_kind: string | null
  reason: Label
}
export type LevelOverride = {
  id: string
  number: string
  reorder_point: Decimal | null
  order_up_to: Decimal | null
  factor_percent: Decimal | null
  reason: string | null
  owner_name: string | null
  expires: Day | null
}
export type LevelsOfDay = {
  day: Day
  safety_stock: Decimal
  reorder_point: Decimal
  order_up_to: Decimal
}

/** What is foreseen for one item in one warehouse. */
export type Outlook = {
  warehouse: string
  warehouse_name: string
  days: DayAhead[]
  history: DayPast[]
  stockout_day: Day | null
  demand_per_day?: Decimal | null
  safety_stock?: Decimal | null
  reorder_point: Decimal | null
  order_up_to: Decimal | null
  upper_limit?: Decimal | null
  policy?: ItemPolicy | null
  terms?: Term[]
  /** The levels under other conditions. */
  would_change?: Term[]
  classes?: { key: string; code: string; label: Label; reason: Label }[]
  lead_time?: LeadTime | null
  windows?: DemandWindow[]
  forecast?: { model: Label; learned_on: Day | null } | null
  overrides?: LevelOverride[]
  level_history?: LevelsOfDay[]
}

export function useOutlook(item: string) {
  return useQuery({
    queryKey: keys.stock('outlook', item),
    queryFn: () => api.get<{ rows: Outlook[] }>(`/api/stock/${seg(item)}/outlook`, { days: 90 }),
  })
}

/** Sorts behind every day. */
const NEVER = '9999'

/** The warehouse to look at first: the one that runs out first. */
export function mostPressing(rows: Outlook[]): Outlook | undefined {
  return [...rows].sort((a, b) =>
    (a.stockout_day ?? NEVER).localeCompare(b.stockout_day ?? NEVER),
  )[0]
}
