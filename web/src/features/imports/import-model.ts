import type { Instant, Label, Person, ProblemDocument } from '@/lib/api-types'

export type Confidence = 'exact' | 'synonym' | 'guess' | 'remembered' | 'none'
export type Column = { index: number; header: string; samples: string[] }
export type Target = {
  field: string
  label: Label
  required: boolean
  column: number | null
  confidence: Confidence
}
export type ImportOptions = {
  mode?: 'all_or_nothing' | 'skip_bad'
  create_unknown?: boolean
  transition?: string | null
  encoding?: string
  /** What 3/5/24 means, when the column does not tell. */
  day_order?: DayOrder | null
  /** Values for fields that the file has no column for. */
  constants?: Record<string, string>
  /** Lines equal in everything are counted as often as they stand there. */
  keep_duplicates?: boolean
  /** Import sales history once more from a file that was imported before. */
  again?: boolean
}
export type DayOrder = 'month_first' | 'day_first' | 'year_first'
export type RowProblem = {
  row: number
  /** The letter of the column, when one cell is at fault. */
  column: string | null
  field: string | null
  value: string
  message: string
}
export type ImportResult = {
  created: number
  updated: number
  unchanged: number
  skipped: number
  bad: number
  notes: { code: string; count: number; label: Label; example_rows: number[] }[]
  problems: RowProblem[]
}
export type ImportState = 'ready' | 'running' | 'done' | 'failed' | 'cancelled'
export type Import = {
  id: string
  kind: string
  file_name: string
  size: number
  encoding: string | null
  sheet: string | null
  sheets: string[]
  header_row: number
  columns: Column[]
  targets: Target[]
  preview: {
    row: number
    cells: Record<string, string>
    problems: { field: string; message: string }[]
  }[]
  options?: ImportOptions
  state: ImportState
  dry_run: boolean
  done: number
  total: number | null
  result: ImportResult | null
  error: ProblemDocument | null
  created_at?: Instant
  created_by?: Person | null
}

/** Past demand, the one kind that is not a document type. */
export const SALES_HISTORY = 'sales-history'

/** Only what is sent changes; an option of null goes back to the usual. */
export type Change = {
  kind?: string
  sheet?: string
  header_row?: number
  mapping?: Record<string, number | null>
  options?: ImportOptions
}
