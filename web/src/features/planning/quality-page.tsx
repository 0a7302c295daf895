import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExportButton } from '@/components/export-button'
import { Figure, Figures } from '@/components/figures'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { api } from '@/lib/api-client'
import { useChart } from '@/lib/chart'
import { formatDecimal, formatPercent } from '@/lib/decimal'
import { keys } from '@/lib/query'
import { formatCount, useLanguage, useText, type Text } from '@/lib/text'
import { PlanningFrame } from './planning-frame'
import { byDimension, coverVerdict, gainOf, latestOf } from './quality-figures'
import { coverOption, errorOption } from './quality-option'
import css from './quality-page.module.css'
import { qualityText } from './quality-text'
import type { Quality, QualityClass, QualityItem, QualityMonth } from './types'

/** How good the forecasts of the past months were. */
export default function QualityPage() {
  const t = useText(qualityText)
  const query = useQuery({
    queryKey: keys.planning('quality'),
    queryFn: () => api.get<Quality>('/api/planning/quality'),
  })
  const { data } = query
  return (
    <PlanningFrame tab="quality" subtitle={t.subtitle}>
      <div className={css.questions}>
        {data?.learned_on && (
          <span className={css.learned}>
            {t('horizonDays', { n: data.horizon })} ·{' '}
            {t('learned', { day: data.learned_on, n: data.series })}
          </span>
        )}
      </div>
      <QueryState
        query={query}
        empty={(quality) =>
          !latestOf(quality) && (
            <Panel>
              <EmptyState title={t.empty} hint={t.emptyHint} />
            </Panel>
          )
        }
      >
        {(quality) => <QualityShown quality={quality} />}
      </QueryState>
    </PlanningFrame>
  )
}

function QualityShown({ quality }: { quality: Quality }) {
  const t = useText(qualityText)
  const latest = latestOf(quality)
  return (
    <>
      {latest && <Latest month={latest} />}
      <div className={css.pair}>
        <Panel title={`${t.byMonth} · ${t.errorChart}`}>
          <MonthChart months={quality.by_month} option={errorOption} label={t.errorChart} />
        </Panel>
        <Panel title={`${t.byMonth} · ${t.coverChart}`}>
          <MonthChart months={quality.by_month} option={coverOption} label={t.coverChart} />
        </Panel>
      </div>
      <ByClass classes={quality.by_class} />
      <div className={css.pair}>
        <Items title={t.worst} rows={quality.worst} />
        <Items title={t.best} rows={quality.best} />
      </div>
    </>
  )
}

function Latest({ month }: { month: QualityMonth }) {
  const t = useText(qualityText)
  const bias = Number(month.bias ?? 0)
  const gain = gainOf(month)
  const verdict = coverVerdict(month.cover_95)
  return (
    <Figures label={`${t.latest} ${month.month}`}>
      <Figure
        label={`${t.wape} · ${month.month}`}
        value={formatPercent(month.wape, 1)}
        hint={t.wapeHint}
      />
      <Figure
        label={t.bias}
        value={signedPercent(month.bias)}
        hint={Math.abs(bias) < 0.02 ? t.biasNone : bias > 0 ? t.biasOver : t.biasUnder}
        tone={Math.abs(bias) < 0.1 ? undefined : 'warning'}
      />
      <Figure
        label={t.cover}
        value={formatPercent(month.cover_95, 1)}
        hint={t.coverHint}
        tone={verdict === 'right' ? 'ok' : verdict === 'off' ? 'warning' : undefined}
      />
      {gain !== null && (
        <Figure
          label={t.gain}
          value={formatPercent(gain, 0)}
          hint={t.gainHint}
          tone={Number(gain) > 0 ? 'ok' : 'warning'}
        />
      )}
    </Figures>
  )
}

type MonthChartProps = { months: QualityMonth[]; option: typeof errorOption; label: string }

function MonthChart({ months, option, label }: MonthChartProps) {
  const t = useText(qualityText)
  const { language } = useLanguage()
  const ref = useChart((palette) => option(months, { palette, t }), [months, language])
  return <div ref={ref} className={css.chart} role="img" aria-label={label} />
}

const DIMENSIONS = ['abc', 'xyz', 'pattern', 'popularity', 'stage'] as const

function ByClass({ classes }: { classes: QualityClass[] }) {
  const t = useText(qualityText)
  if (classes.length === 0) return null
  const nameOf = (dimension: string) => {
    const known = DIMENSIONS.find((one) => one === dimension)
    return known ? t[`dimension_${known}`] : dimension
  }
  const columns: TableColumn<QualityClass>[] = [
    { key: 'class', title: t.class, cardRole: 'title', render: (row) => nameOfClass(t, row.code) },
    { key: 'series', title: t.series, align: 'right', render: (row) => formatCount(row.series) },
    ...sharedColumns<QualityClass>(t),
    {
      key: 'pinball',
      title: t.pinball,
      align: 'right',
      render: (row) => (
        <span className="num">{formatDecimal(row.pinball, { min: 2, max: 2 })}</span>
      ),
    },
  ]
  columns.splice(4, 0, {
    key: 'cover',
    title: t.cover,
    align: 'right',
    render: (row) => (
      <span className={`num ${css.cover}`} data-verdict={coverVerdict(row.cover_95)}>
        {formatPercent(row.cover_95, 1)}
      </span>
    ),
  })
  return (
    <div className={css.classes}>
      {byDimension(classes).map(([dimension, rows]) => (
        <Panel key={dimension} flush title={`${t.byClass} · ${nameOf(dimension)}`}>
          <ResponsiveTable
            label={nameOf(dimension)}
            rows={rows}
            rowKey={(row) => row.code}
            columns={columns}
          />
        </Panel>
      ))}
    </div>
  )
}

/** What a class is called; the code of one that this page does not know. */
function nameOfClass(t: Text<typeof qualityText>, code: string): string {
  return code in qualityText ? t[code as 'A'] : code
}

function Items({ title, rows }: { title: string; rows: QualityItem[] }) {
  const t = useText(qualityText)
  if (rows.length === 0) return null
  const columns: TableColumn<QualityItem>[] = [
    {
      key: 'item',
      title: t.item,
      cardRole: 'title',
      render: (row) => (
        <div className={css.item}>
          <Link to="/stock/$item" params={{ item: row.item }}>
            {row.item_name}
          </Link>
          <span>
            {row.item} · {row.warehouse_name}
          </span>
        </div>
      ),
    },
    ...sharedColumns<QualityItem>(t),
    ...(['demand', 'forecast'] as const).map((key): TableColumn<QualityItem> => ({
      key,
      title: t[key],
      align: 'right',
      render: (row) => <span className="num">{formatDecimal(row[key], { max: 1 })}</span>,
    })),
  ]
  return (
    <Panel
      flush
      title={title}
      extra={
        <ExportButton
          name={title}
          lines={() => [
            [t.item, '', '', t.wape, t.bias, t.demand, t.forecast],
            ...rows.map((row) => [
              row.item,
              row.item_name,
              row.warehouse_name,
              row.wape,
              row.bias,
              row.demand,
              row.forecast,
            ]),
          ]}
        />
      }
    >
      <ResponsiveTable
        label={title}
        rows={rows}
        rowKey={(row) => `${row.item} ${row.warehouse}`}
        columns={columns}
      />
    </Panel>
  )
}

function sharedColumns<R extends Pick<QualityItem, 'wape' | 'bias'>>(
  t: ReturnType<typeof useText<typeof qualityText>>,
): TableColumn<R>[] {
  return [
    {
      key: 'wape',
      title: t.wape,
      align: 'right',
      render: (row) => <span className="num">{formatPercent(row.wape, 1)}</span>,
    },
    {
      key: 'bias',
      title: t.bias,
      align: 'right',
      render: (row) => <span className="num">{signedPercent(row.bias)}</span>,
    },
  ]
}

function signedPercent(share: string | null): string {
  const words = formatPercent(share, 1)
  return Number(share ?? 0) > 0 ? `+${words}` : words.replace('-', '−')
}
