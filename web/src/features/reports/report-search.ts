import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Filter } from '@/lib/api-types'
import { today } from '@/lib/dates'
import { daysOf, type Days, type Preset } from './periods'
import type { Report } from './types'

/** Everything a report shows stands in its address, so that it can be kept and sent. */
export type ReportSearch = {
  preset?: string
  from?: string
  through?: string
  rows?: string
  columns?: string
  measures?: string
  sort?: string
  only?: string
  filter?: string
  show?: string
}

/** What `columns` says when nothing is to stand there. */
const NO_COLUMNS = '-'

export type Asked = {
  days: Days
  rows: string[]
  columns: string
  measures: string[]
  sort: string
  only: Record<string, string[]>
  filter: Record<string, Filter>
  show: number
}

const ROWS_SHOWN = 50

export function readSearch(report: Report, search: ReportSearch, now = today()): Asked {
  const list = (text: string | undefined) => text?.split(',').filter(Boolean)
  const known = (names: string[], all: { name: string }[]) =>
    names.filter((name) => all.some((it) => it.name === name))
  const preset = (search.preset ?? (search.from ? undefined : report.period)) as Preset | undefined
  const days =
    report.period === 'day'
      ? { from: search.through ?? now, through: search.through ?? now }
      : preset && !search.from
        ? daysOf(preset, now)
        : { from: search.from ?? now, through: search.through ?? now }
  const columns = search.columns === NO_COLUMNS ? '' : (search.columns ?? report.columns)
  return {
    days,
    rows: known(list(search.rows) ?? report.rows, report.axes),
    columns: report.axes.some((it) => it.name === columns) ? columns : '',
    measures: known(list(search.measures || undefined) ?? report.shown, report.measures),
    sort: search.sort ?? '',
    only: readJson(search.only),
    filter: readJson(search.filter),
    show: Number(search.show) || ROWS_SHOWN,
  }
}

function readJson<T>(text: string | undefined): Record<string, T> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return value && typeof value === 'object' ? (value as Record<string, T>) : {}
  } catch {
    return {}
  }
}

/** What is asked of the server. */
export function toQuery(asked: Asked): Record<string, string> {
  return {
    from: asked.days.from,
    through: asked.days.through,
    rows: asked.rows.join(','),
    columns: asked.columns,
    measures: asked.measures.join(','),
    sort: asked.sort,
    only: toText(asked.only),
    filter: toText(asked.filter),
    limit: String(asked.show),
  }
}

export function toText(value: Record<string, unknown>): string {
  return Object.keys(value).length > 0 ? JSON.stringify(value) : ''
}

/** The search of this page, and how to change a part of it. */
export function useReportSearch() {
  const { report = '' }: { report?: string } = useParams({ strict: false })
  const search: ReportSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = (part: Partial<ReportSearch>) =>
    void navigate({
      to: '/reports/$report',
      params: { report },
      search: { ...search, show: undefined, ...part } as never,
      replace: true,
    })
  return { report, search, change }
}

export function columnsSearch(columns: string): string {
  return columns || NO_COLUMNS
}
