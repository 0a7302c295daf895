import type { Label } from '@/lib/api-types'

export type MeasureKind = 'quantity' | 'money' | 'price' | 'percent' | 'number' | 'count'
export type Measure = { name: string; label: Label; kind: MeasureKind }
export type AxisKind = 'time' | 'link' | 'member' | 'document' | 'field'
export type Axis = { name: string; label: Label; kind: AxisKind; type: string | null }

/** What a report answers, and what it can be grouped by. */
export type Report = {
  name: string
  label: Label
  answers: Label
  period: 'day' | 'month' | 'quarter' | 'year'
  rows: string[]
  columns: string
  shown: string[]
  axes: Axis[]
  measures: Measure[]
}

export type Key = {
  /** What a filter names it by; empty for what is blank. */
  key: string
  text: string
  document?: { type: string; id: string; number: string }
}
/** Decimal strings, in the order of the measures. */
export type Figures = (string | null)[]
export type Values = { values: Figures; cells?: (Figures | null)[] }
export type Row = Values & { keys: Key[] }

export type Table = {
  report: string
  from: string
  through: string
  axes: { name: string; label: Label }[]
  column_axis?: { name: string; label: Label }
  columns?: Key[]
  measures: Measure[]
  rows: Row[]
  count: number
  total: Values
  rest: Values | null
}

export type Ledger = {
  from: string
  through: string
  opening: { quantity: string; value?: string }
  closing: { quantity: string; value?: string }
  rows: LedgerRow[]
  next: string | null
}
export type Place = { place: string } | { number: string | null; title: string | null }
export type LedgerRow = {
  day: string
  lot: string | null
  from: Place
  to: Place
  in: string | null
  out: string | null
  balance: string
  value?: string
  balance_value?: string
  document: { type: string; id: string; number: string } | null
}
