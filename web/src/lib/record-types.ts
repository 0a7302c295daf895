/** What belongs to documents: views of their lists, comments, notices, sums, the trash, the lineage. */
import type {
  Day,
  Decimal,
  DocumentRef,
  Filter,
  Instant,
  Label,
  Person,
  ProblemDocument,
} from '@/lib/api-types'

export type ViewLayout = 'table' | 'cards' | 'board' | 'calendar'
export type ViewSpan = 'month' | 'week'
export type ViewColumn = { field: string; width?: number; frozen?: boolean }
export type RowTone = 'danger' | 'warning' | 'caution' | 'ok' | 'info' | 'muted'
/** The first that fits colours the row, or the cell of `field`. */
export type Colouring = { filter: Filter; tone: RowTone; field?: string }
export type ViewBody = {
  layout: ViewLayout
  filter: Filter | null
  sort: string | null
  columns: ViewColumn[]
  /** A board's columns: `state`, or a field with choices. */
  by: string | null
  /** The day a calendar shows a document on. */
  on: string | null
  span: ViewSpan
  colours: Colouring[]
  default: boolean
}
export type SavedView = {
  id: string
  name: string
  /** Roles; `*` is everybody; none is its owner alone. */
  shared: string[]
  owner: Person
  mine: boolean
  body: ViewBody
  version: number
  permitted: { change: boolean }
}

export type Sum = { sum: Decimal; count: number; average: Decimal | null }
export type SumGroup = { value: string | null; count: number; sums: Record<string, Sum> }
export type Sums =
  | { too_many: true; most: number }
  | { too_many: false; count: number; sums: Record<string, Sum>; groups?: SumGroup[] }

export type BatchAct =
  | { do: 'transition'; name: string }
  | { do: 'edit'; fields: Record<string, unknown> }
  | { do: 'delete' }
export type BatchRow =
  | { ok: true; document: { id: string; number: string; state: string | null } }
  | { ok: false; document: { id: string; number: string | null }; problem: ProblemDocument }
export type BatchAnswer = { rows: BatchRow[]; ok: number; failed: number; next: string | null }

export type Comment = {
  number: number
  at: Instant
  by: Person
  edited_at: Instant | null
  removed: boolean
  text: string
  mentions: Person[]
  /** What it said before, the oldest first. */
  earlier: { at: Instant; text: string }[]
  permitted: { edit: boolean; remove: boolean }
}
export type Comments = {
  rows: Comment[]
  next: string | null
  followers: Person[]
  following: boolean
}

export type Notice = {
  id: string
  kind: 'mention' | 'comment' | 'change' | 'reminder' | 'unusual' | 'suppliers' | 'count_overdue'
  at: Instant
  by: Person
  count: number
  /** `reminder` is one of the type's; `due` the day it is about, when it may be seen. */
  detail: {
    text?: string
    action?: string
    state?: string
    reminder?: string
    due?: string | null
    why?: 'more' | 'less' | 'difference' | 'missed'
    /** Nothing of it is told where the item may not be seen. */
    item?: string
    quantity?: string
    low?: string
    high?: string
    before?: string
    missed?: number
    more?: number
    /** How many are overdue under a count plan; `due` is when the first of them was. */
    items?: number
  }
  read: boolean
  document: DocumentRef & { title: string; state: string; deleted: boolean }
}
export type Notices = { rows: Notice[]; next: string | null; unread: number }

export type TrashedRow = {
  id: string
  number: string
  title: string
  state: string
  created_at: Instant
  created_by: Person
  deleted_at: Instant
  deleted_by: Person
  /** When it can no longer be restored. */
  gone_at: Instant
}

export type Named = { number: string; title: string }
export type Outside =
  'supplier' | 'customer' | 'scrap' | 'adjustment' | 'production' | 'transit' | 'loan'
export type LineageNode = DocumentRef & { step: number; title: string; state: string }
export type Lineage = {
  nodes: LineageNode[]
  edges: { from: string; to: string }[]
  cut: boolean
  effects: {
    moves: {
      item: Named
      from: Named | { outside: Outside }
      to: Named | { outside: Outside }
      quantity: Decimal
    }[]
    promises: { item: Named; warehouse: Named; reserved: Decimal; short: Decimal }[]
    arrivals: { item: Named; warehouse: Named; quantity: Decimal; due: Day }[]
  }
}

export type RoleName = { name: string; label: Label }
