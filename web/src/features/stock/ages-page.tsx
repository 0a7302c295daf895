import { Button, Select } from 'antd'
import { DownloadOutlined } from '@ant-design/icons'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Panel } from '@/components/page'
import { MoneyText, QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { SearchInput } from '@/components/search-input'
import { EmptyState, ErrorState } from '@/components/states'
import { MoreRows } from '@/components/more-rows'
import { LinkPicker } from '@/documents/link-picker'
import { saveText, toCsv } from '@/lib/csv'
import { today } from '@/lib/dates'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { AgeBar, AgeLegend, useBucketNames } from './age-bar'
import css from './ages-page.module.css'
import { agesText } from './ages-text'
import { ItemCell } from './item-cell'
import { StockFrame } from './stock-frame'
import page from './stock-page.module.css'
import { stockText } from './stock-text'
import { ValuationPanel } from './valuation-panel'
import { type AgedRow, type AgeFilter, allAges, useAges } from './use-ages'

const IDLE = ['30', '60', '90', '180', '365']

/** 库龄与呆滞: how long what is here has been lying, and what nobody asks for. */
export default function AgesPage() {
  const t = useText(agesText)
  const me = useMe()
  const navigate = useNavigate()
  const { q, warehouse, idle_days, sort }: AgeFilter = useSearch({ strict: false })
  const filter: AgeFilter = {
    ...(q ? { q } : {}),
    ...(warehouse ? { warehouse } : {}),
    ...(idle_days ? { idle_days } : {}),
    ...(sort ? { sort } : {}),
  }
  const query = useAges(filter)
  const rows = query.data?.pages.flatMap((one) => one.rows) ?? []
  const first = query.data?.pages[0]
  const limits = first?.limits ?? []
  const columns = useColumns(limits)
  const change = (part: AgeFilter) =>
    void navigate({ to: '/stock/ages', search: { ...filter, ...part } as never, replace: true })
  const most = me.may.see_cost ? t.by_value : t.by_quantity

  return (
    <StockFrame
      tab="ages"
      subtitle={t.subtitle}
      actions={<AgesExport filter={filter} limits={limits} disabled={rows.length === 0} />}
    >
      <div className={page.filters} role="search">
        <div className={page.search}>
          <SearchInput value={q ?? ''} onChange={(text) => change({ q: text })} label={t.search} />
        </div>
        <div className={page.warehouse}>
          <LinkPicker
            type="warehouse"
            value={warehouse ?? null}
            onChange={(number) => change({ warehouse: number ?? '' })}
            label={t.warehouse}
            placeholder={t.allWarehouses}
          />
        </div>
        <Select
          className={css.select}
          aria-label={t.idle}
          value={idle_days ?? ''}
          onChange={(days) => change({ idle_days: days })}
          options={[
            { value: '', label: `${t.idle}：${t.all}` },
            ...IDLE.map((days) => ({ value: days, label: t('idleFor', { n: days }) })),
          ]}
        />
        <Select
          className={css.select}
          aria-label={t.sort}
          value={sort ?? ''}
          onChange={(by) => change({ sort: by })}
          options={[
            { value: '', label: most },
            { value: 'age', label: t.by_age },
            { value: 'idle', label: t.by_idle },
          ]}
        />
      </div>
      {first && rows.length > 0 && (
        <Panel>
          <div className={css.summary}>
            <div className={css.line}>
              <span>
                {t.items} <b className="num">{first.total.items}</b>
              </span>
              {first.total.value !== undefined && (
                <b>
                  <MoneyText value={first.total.value} currency={me.company.currency} />
                </b>
              )}
            </div>
            {first.total.buckets && first.total.value !== undefined && (
              <AgeBar buckets={first.total.buckets} whole={first.total.value} limits={limits} />
            )}
            <AgeLegend
              limits={limits}
              currency={me.company.currency}
              {...(first.total.buckets ? { values: first.total.buckets } : {})}
            />
          </div>
        </Panel>
      )}
      <Panel flush>
        {query.error && rows.length === 0 ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <ResponsiveTable
            label={t.list}
            rows={rows}
            rowKey={(row) => `${row.item}:${row.warehouse}`}
            columns={columns}
            card={(row) => <AgedCard row={row} limits={limits} />}
            loading={query.isPending || query.isPlaceholderData}
            onOpen={(row) => void navigate({ to: '/stock/$item', params: { item: row.item } })}
            empty={<EmptyState title={idle_days ? t.emptyIdle : t.empty} />}
            footer={<MoreRows query={query} />}
          />
        )}
      </Panel>
      <ValuationPanel />
    </StockFrame>
  )
}

function useColumns(limits: number[]): TableColumn<AgedRow>[] {
  const t = useText(agesText)
  const me = useMe()
  const columns: TableColumn<AgedRow>[] = [
    {
      key: 'item',
      title: t.item,
      render: (row) => <ItemCell row={row} />,
    },
    { key: 'warehouse', title: t.warehouse, width: 130, render: (row) => row.warehouse_name },
    {
      key: 'ages',
      title: t.ages,
      width: 200,
      render: (row) => <AgeBar buckets={row.buckets} whole={row.on_hand} limits={limits} />,
    },
    {
      key: 'on_hand',
      title: t.on_hand,
      align: 'right',
      width: 90,
      render: (row) => <QuantityText value={row.on_hand} />,
    },
    {
      key: 'mean',
      title: t.mean,
      align: 'right',
      width: 100,
      render: (row) => <span className="num">{t('days', { n: row.mean_age_days })}</span>,
    },
    {
      key: 'last_out',
      title: t.lastOut,
      align: 'right',
      width: 120,
      render: (row) => <LastOut row={row} />,
    },
  ]
  if (me.may.see_cost) {
    columns.push({
      key: 'value',
      title: t.value,
      align: 'right',
      width: 130,
      render: (row) => <MoneyText value={row.value} currency={me.company.currency} />,
    })
  }
  return columns
}

function LastOut({ row }: { row: AgedRow }) {
  const t = useText(agesText)
  if (!row.last_out) return <span className={css.quiet}>{t.never}</span>
  return (
    <span className="num" title={row.last_out}>
      {row.idle_days === 0 ? t.today : t('idleDays', { n: row.idle_days })}
    </span>
  )
}

function AgedCard({ row, limits }: { row: AgedRow; limits: number[] }) {
  const t = useText(agesText)
  const me = useMe()
  return (
    <div className={css.card}>
      <div className={css.line}>
        <b>{row.item_name}</b>
        {row.value === undefined ? (
          <QuantityText value={row.on_hand} />
        ) : (
          <MoneyText value={row.value} currency={me.company.currency} />
        )}
      </div>
      <AgeBar buckets={row.buckets} whole={row.on_hand} limits={limits} />
      <div className={css.line}>
        <span className={css.quiet}>
          {row.item} · {row.warehouse_name}
        </span>
        <span className={css.quiet}>
          {t.mean} {t('days', { n: row.mean_age_days })} · {t.lastOut} <LastOut row={row} />
        </span>
      </div>
    </div>
  )
}

type ExportProps = { filter: AgeFilter; limits: number[]; disabled: boolean }

function AgesExport({ filter, limits, disabled }: ExportProps) {
  const t = useText(agesText)
  const s = useText(stockText)
  const names = useBucketNames(limits)
  const [busy, setBusy] = useState(false)
  async function save() {
    setBusy(true)
    try {
      const rows = await allAges(filter)
      const values = rows.some((row) => row.values)
      const head = [
        t.item,
        '',
        t.warehouse,
        t.on_hand,
        ...names,
        t.mean,
        t.oldest,
        t.lastOut,
        ...(values ? [t.value, ...names.map((name) => `${t.value} ${name}`)] : []),
      ]
      const lines = rows.map((row) => [
        row.item,
        row.item_name,
        row.warehouse_name,
        row.on_hand,
        ...row.buckets,
        String(row.mean_age_days),
        row.oldest,
        row.last_out,
        ...(values ? [row.value, ...(row.values ?? [])] : []),
      ])
      saveText(`${t.list} ${today()}.csv`, toCsv([head, ...lines]))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      icon={<DownloadOutlined />}
      disabled={disabled}
      loading={busy}
      onClick={() => void save()}
    >
      {s.export}
    </Button>
  )
}
