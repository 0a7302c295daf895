import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { ExportButton } from '@/components/export-button'
import { Figure, Figures } from '@/components/figures'
import { Page, Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { loadDocument } from '@/documents/save-document'
import { api, seg } from '@/lib/api-client'
import { useChart } from '@/lib/chart'
import { formatDecimal, formatPercent } from '@/lib/decimal'
import { histogramOption, withGaps } from '@/lib/histogram'
import { keys } from '@/lib/query'
import { formatCount, useLabel, useLanguage, useText } from '@/lib/text'
import css from './supplier-page.module.css'
import { changeWords, monthsOption } from './supplier-option'
import { supplierText } from './supplier-text'
import type { Performance } from './types'

/** How long one supplier's deliveries take, and how sure that is. */
export default function SupplierPage() {
  const t = useText(supplierText)
  const { supplier = '' } = useParams({ strict: false }) as { supplier?: string }
  // The address may hold the record's id as well as its number.
  const record = useQuery({
    queryKey: keys.document('supplier', supplier),
    queryFn: () => loadDocument('supplier', supplier),
  })
  const number = record.data?.number ?? supplier
  const name = record.data?.title ?? number
  const query = useQuery({
    queryKey: keys.planning('supplier', number),
    queryFn: () => api.get<Performance>(`/api/suppliers/${seg(number)}/performance`),
    enabled: !record.isPending,
  })
  return (
    <Page
      wide
      title={`${name} · ${t.title}`}
      back={`/d/supplier/${seg(number)}`}
      tags={<span className={css.code}>{number}</span>}
      actions={
        <Link to="/d/$type/$id" params={{ type: 'supplier', id: number }}>
          <Button tabIndex={-1}>{t.supplier}</Button>
        </Link>
      }
    >
      <QueryState
        query={query}
        empty={(data) =>
          data.deliveries === 0 && (
            <Panel>
              <EmptyState title={t.empty} hint={t.emptyHint} />
            </Panel>
          )
        }
      >
        {(performance) => <PerformanceShown performance={performance} />}
      </QueryState>
    </Page>
  )
}

const days = (value: string | null) => formatDecimal(value, { max: 1 })

function PerformanceShown({ performance }: { performance: Performance }) {
  const t = useText(supplierText)
  const say = useLabel()
  const { promised, median, late, change } = performance
  const worse = change && Number(change.after) > Number(change.before)
  const rate = (label: string, value: string | null, most: number) =>
    value !== null && (
      <Figure
        label={label}
        value={formatPercent(value, 1)}
        tone={Number(value) > most ? 'warning' : undefined}
      />
    )
  return (
    <>
      <Figures label={t.figures}>
        <Figure label={t.deliveries} value={performance.deliveries} />
        {median !== null && (
          <Figure
            label={t.median}
            value={t('days', { n: days(median) })}
            hint={promised !== null && t('medianHint', { n: days(promised) })}
          />
        )}
        {late !== null && <Figure label={t.late} value={t('days', { n: days(late) })} />}
        {rate(t.lateRate, performance.late_rate, 0.2)}
        {rate(t.shortRate, performance.short_rate, 0.05)}
        {rate(t.rejectRate, performance.reject_rate, 0.02)}
      </Figures>
      {change ? (
        <Alert
          type={worse ? 'warning' : 'success'}
          showIcon
          title={changeWords(change, t)}
          description={say(change.reason)}
        />
      ) : (
        <p className={css.unchanged}>{t.unchanged}</p>
      )}
      <div className={css.pair}>
        <Panel title={t.histogram}>
          <Histogram performance={performance} />
        </Panel>
        <Panel title={t.byMonth}>
          <Months months={performance.by_month} />
        </Panel>
      </div>
      {performance.items.length > 0 && <ByItem items={performance.items} />}
    </>
  )
}

function Histogram({ performance }: { performance: Performance }) {
  const t = useText(supplierText)
  const { language } = useLanguage()
  const { histogram, promised, late } = performance
  const ref = useChart(
    (palette) =>
      histogramOption(withGaps(histogram), {
        palette,
        words: { count: t.count, days: (n) => t('afterDays', { n }) },
        marks: [
          ...(promised === null
            ? []
            : [
                {
                  at: Number(promised),
                  words: t('markPromised', { n: days(promised) }),
                  color: palette.ink2,
                },
              ]),
          ...(late === null
            ? []
            : [
                {
                  at: Number(late),
                  words: t('markLate', { n: days(late) }),
                  color: palette.danger,
                },
              ]),
        ],
      }),
    [performance, language],
  )
  return <div ref={ref} className={css.chart} role="img" aria-label={t.histogram} />
}

function Months({ months }: { months: Performance['by_month'] }) {
  const t = useText(supplierText)
  const { language } = useLanguage()
  const ref = useChart((palette) => monthsOption(months, { palette, t }), [months, language])
  return <div ref={ref} className={css.chart} role="img" aria-label={t.byMonth} />
}

type ItemLine = Performance['items'][number]

function ByItem({ items }: { items: ItemLine[] }) {
  const t = useText(supplierText)
  const say = useLabel()
  const number = (
    key: string,
    title: string,
    render: (row: ItemLine) => string | number,
  ): TableColumn<ItemLine> => ({
    key,
    title,
    align: 'right',
    render: (row) => <span className="num">{render(row)}</span>,
  })
  const columns: TableColumn<ItemLine>[] = [
    {
      key: 'item',
      title: t.item,
      cardRole: 'title',
      render: (row) => (
        <div className={css.item}>
          <Link to="/stock/$item" params={{ item: row.item }}>
            {row.item_name}
          </Link>
          <span>{row.item}</span>
        </div>
      ),
    },
    number('deliveries', t.deliveries, (row) => formatCount(row.deliveries)),
    number('median', t.median, (row) => (row.median === null ? '—' : days(row.median))),
    number('late', t.late, (row) => (row.late === null ? '—' : days(row.late))),
    number('late_rate', t.lateRate, (row) => formatPercent(row.late_rate, 0) || '—'),
    { key: 'reason', title: t.reason, render: (row) => say(row.reason) },
  ]
  return (
    <Panel
      flush
      title={t.byItem}
      extra={
        <ExportButton
          name={t.title}
          lines={() => [
            [t.item, '', t.deliveries, t.median, t.late, t.lateRate, t.reason],
            ...items.map((row) => [
              row.item,
              row.item_name,
              String(row.deliveries),
              row.median,
              row.late,
              row.late_rate,
              say(row.reason),
            ]),
          ]}
        />
      }
    >
      <ResponsiveTable label={t.byItem} rows={items} rowKey={(row) => row.item} columns={columns} />
    </Panel>
  )
}
