import { DownloadOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { Disclosure } from '@/components/disclosure'
import { notify } from '@/components/feedback'
import { Page, Panel } from '@/components/page'
import { EmptyState, ErrorState, LoadingState, QueryState } from '@/components/states'
import { api, seg } from '@/lib/api-client'
import { useChart } from '@/lib/chart'
import { isZero } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useLabel, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import { type Behind, behindAxis, BehindDrawer } from './behind-drawer'
import { formatFigure } from './figure'
import { PeriodPicker } from './period-picker'
import { ReportCards } from './report-cards'
import { type Chart, chartOf, chartOption, drawnMeasure } from './report-chart'
import { FieldFilters, OnlyChips, OnlyPickers, ReportControls } from './report-controls'
import { readSearch, toQuery, useReportSearch } from './report-search'
import { ReportTable } from './report-table'
import { reportText } from './report-text'
import css from './reports.module.css'
import type { Key, Measure, Report, Row, Table } from './types'
import { useReports, useTable } from './use-reports'

export default function ReportPage() {
  const t = useText(reportText)
  const { report: name } = useReportSearch()
  const reports = useReports()
  return (
    <QueryState query={reports} loading={<LoadingState />}>
      {(all) => {
        const report = all.find((it) => it.name === name)
        if (!report) return <EmptyState title={t.unknown} />
        return <OneReport key={report.name} report={report} />
      }}
    </QueryState>
  )
}

function OneReport({ report }: { report: Report }) {
  const t = useText(reportText)
  const say = useLabel()
  const me = useMe()
  const navigate = useNavigate()
  const { search, change } = useReportSearch()
  const asked = readSearch(report, search)
  const query = useTable(report.name, toQuery(asked))
  const [behind, setBehind] = useState<Behind | null>(null)
  const filtered = Object.keys(asked.filter).length > 0

  function open(row: Row, column: Key | null) {
    const only = Object.fromEntries(asked.rows.map((axis, at) => [axis, [row.keys[at]?.key ?? '']]))
    if (column && asked.columns) only[asked.columns] = [column.key]
    if (behindAxis(report)) {
      const title = [...row.keys, ...(column ? [column] : [])].map((it) => it.text).join(' · ')
      return setBehind({ title, only })
    }
    const [item] = only.item ?? []
    if (!item) return
    const [warehouse] = only.warehouse ?? asked.only.warehouse ?? []
    const { from, through } = asked.days
    void navigate({
      to: '/reports/stock-ledger',
      search: {
        item,
        warehouse,
        from: report.period === 'day' ? undefined : from,
        through,
      } as never,
    })
  }

  const table = query.data
  return (
    <Page
      wide
      title={say(report.label)}
      subtitle={say(report.answers)}
      back="/reports"
      actions={me.may.export && <ExportMenu report={report} query={toQuery(asked)} />}
    >
      <div className={css.bar} role="search">
        <PeriodPicker days={asked.days} single={report.period === 'day'} onChange={change} />
        <OnlyChips report={report} asked={asked} change={change} />
      </div>
      <ReportControls report={report} asked={asked} change={change} />
      <Disclosure label={filtered ? `${t.filter} ●` : t.filter}>
        <OnlyPickers report={report} asked={asked} change={change} />
        <FieldFilters report={report} asked={asked} change={change} />
      </Disclosure>
      {query.error ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : !table ? (
        <LoadingState rows={8} />
      ) : table.rows.length === 0 ? (
        <EmptyState title={t.nothing} hint={t.nothingHint} />
      ) : (
        <div className={css.shown} aria-busy={query.isPlaceholderData}>
          <TableChart report={report} table={table} sort={asked.sort} />
          <Panel flush>
            <TableOrCards
              report={report}
              table={table}
              sort={asked.sort}
              onSort={(sort) => change({ sort })}
              onOpen={open}
            />
            <div className={css.foot}>
              <span>{t('count', { n: table.count })}</span>
              {table.rest && (
                <Button
                  type="link"
                  onClick={() => change({ show: String(Math.min(asked.show * 4, 1000)) })}
                >
                  {t('more', { n: Math.min(asked.show * 3, table.count - table.rows.length) })}
                </Button>
              )}
            </div>
          </Panel>
        </div>
      )}
      <BehindDrawer report={report} asked={asked} behind={behind} onClose={() => setBehind(null)} />
    </Page>
  )
}

type TableOrCardsProps = {
  report: Report
  table: Table
  sort: string
  onSort: (sort: string) => void
  onOpen: (row: Row, column: Key | null) => void
}

function TableOrCards({ report, table, ...rest }: TableOrCardsProps) {
  const say = useLabel()
  const phone = usePhone()
  const label = say(report.label)
  // Side by side the columns are wider than a hand: they scroll.
  if (phone && !table.columns?.length) {
    return <ReportCards table={table} label={label} onOpen={rest.onOpen} />
  }
  return <ReportTable table={table} label={label} {...rest} />
}

function TableChart({ report, table, sort }: { report: Report; table: Table; sort: string }) {
  const t = useText(reportText)
  const times = report.axes.filter((it) => it.kind === 'time').map((it) => it.name)
  const at = drawnMeasure(table, sort)
  const chart = chartOf(table, times, t.none, at)
  const measure = table.measures[at]
  if (!chart || !measure || chart.names.length < 2) return null
  const isEmpty = chart.series.every((it) =>
    it.values.every((value) => value === null || isZero(value)),
  )
  return isEmpty ? null : <ChartPanel chart={chart} measure={measure} />
}

function ChartPanel({ chart, measure }: { chart: Chart; measure: Measure }) {
  const say = useLabel()
  const me = useMe()
  const { kind } = measure
  const ref = useChart(
    (palette) =>
      chartOption(chart, palette, (value) => formatFigure(value, kind, me.company.currency)),
    [chart, kind],
  )
  return (
    <Panel title={say(measure.label)}>
      <div ref={ref} className={css.chart} role="img" aria-label={say(measure.label)} />
    </Panel>
  )
}

function ExportMenu({ report, query }: { report: Report; query: Record<string, string> }) {
  const t = useText(reportText)
  const save = (format: string) =>
    void api
      .download(`/api/reports/${seg(report.name)}/export`, { ...query, format })
      .catch(notify.problem)
  return (
    <Dropdown
      menu={{
        items: [
          { key: 'xlsx', label: 'Excel (.xlsx)' },
          { key: 'csv', label: 'CSV' },
        ],
        onClick: ({ key }) => save(key),
      }}
    >
      <Button icon={<DownloadOutlined />}>{t.export}</Button>
    </Dropdown>
  )
}
