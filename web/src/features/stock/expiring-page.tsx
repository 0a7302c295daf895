import { Select } from 'antd'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ExportButton } from '@/components/export-button'
import { Figure, Figures } from '@/components/figures'
import { Panel } from '@/components/page'
import { MoneyText, QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { SearchInput } from '@/components/search-input'
import { EmptyState, QueryState } from '@/components/states'
import { ToneTag, type Tone } from '@/components/tone-tag'
import { LinkPicker } from '@/documents/link-picker'
import { api } from '@/lib/api-client'
import { formatDecimal, formatMoney } from '@/lib/decimal'
import { keys } from '@/lib/query'
import { useMe } from '@/lib/session'
import { messages, useText } from '@/lib/text'
import css from './ages-page.module.css'
import { ItemCell } from './item-cell'
import { StockFrame } from './stock-frame'
import page from './stock-page.module.css'

const m = messages({
  subtitle: {
    zh: '快到期的批次，到期前卖不完多少，怎么办',
    en: 'Lots that end soon, what will not be sold in time, and what to do',
  },
  search: { zh: '搜商品：名称、编码、拼音、条码', en: 'Search items: name, code, barcode' },
  warehouse: { zh: '仓库', en: 'Warehouse' },
  allWarehouses: { zh: '全部仓库', en: 'All warehouses' },
  within: { zh: '{n} 天内到期', en: 'Within {n} days' },
  horizon: { zh: '到期范围', en: 'How far ahead' },
  lots: { zh: '批次', en: 'Lots' },
  value: { zh: '金额', en: 'Value' },
  expiredValue: { zh: '已过期', en: 'Expired' },
  item: { zh: '商品', en: 'Item' },
  lot: { zh: '批次', en: 'Lot' },
  expiry: { zh: '有效期至', en: 'Good until' },
  left: { zh: '剩余', en: 'Left' },
  leftDays: { zh: '{n} 天', en: '{n} d' },
  expiredDays: { zh: '过期 {n} 天', en: '{n} d over' },
  onHand: { zh: '现有', en: 'On hand' },
  surplus: { zh: '卖不完', en: 'Left over' },
  surplusHint: { zh: '按预计销量，到期还剩', en: 'At the expected pace, on its last day' },
  advice: { zh: '建议', en: 'Advice' },
  scrap: { zh: '报废或退供应商', en: 'Scrap or send back' },
  promote: { zh: '促销', en: 'Promote' },
  first: { zh: '先发这批', en: 'Sell first' },
  trace: { zh: '追溯', en: 'Trace' },
  empty: { zh: '这段时间没有到期的批次', en: 'No lot ends in this time' },
  emptyHint: {
    zh: '把商品的“批次管理”设为批次，收货时填有效期，快到期就会列在这里。',
    en: 'Track an item by lots and enter the expiry on receipt; whatever is about to end is listed here.',
  },
  cut: { zh: '只列出最早到期的 {n} 个批次', en: 'Only the first {n} lots are listed' },
})

type Filter = { q?: string; warehouse?: string; days?: string }
type Row = {
  item: string
  item_name: string
  warehouse: string
  warehouse_name: string
  lot: string
  expiry: string
  days_left: number
  on_hand: string
  per_day: string | null
  surplus: string
  suggestion: 'scrap' | 'promote' | 'first'
  value?: string
}
type Answer = {
  rows: Row[]
  total: { lots: number; cut: boolean; value?: string; expired_value?: string }
}

const HORIZONS = ['0', '30', '60', '90', '180', '365']
const TONES: Record<Row['suggestion'], Tone> = { scrap: 'danger', promote: 'warning', first: 'ok' }

export default function ExpiringPage() {
  const t = useText(m)
  const me = useMe()
  const navigate = useNavigate()
  const { q, warehouse, days = '90' }: Filter = useSearch({ strict: false })
  const filter = { q: q ?? '', warehouse: warehouse ?? '', days }
  const query = useQuery({
    queryKey: keys.stock('expiring', filter),
    queryFn: () => api.get<Answer>('/api/stock/expiring', filter),
    placeholderData: keepPreviousData,
  })
  const columns = useColumns()
  const change = (part: Filter) =>
    void navigate({ to: '/stock/expiring', search: { ...filter, ...part } as never, replace: true })
  return (
    <StockFrame
      tab="expiring"
      subtitle={t.subtitle}
      actions={<ExpiringExport rows={query.data?.rows ?? []} />}
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
          aria-label={t.horizon}
          value={days}
          onChange={(chosen) => change({ days: chosen })}
          options={HORIZONS.map((n) => ({
            value: n,
            label: n === '0' ? t.expiredValue : t('within', { n }),
          }))}
        />
      </div>
      <QueryState
        query={query}
        empty={(found) =>
          found.rows.length === 0 && (
            <Panel>
              <EmptyState title={t.empty} hint={t.emptyHint} />
            </Panel>
          )
        }
      >
        {(found) => (
          <>
            <Figures label={t.lots}>
              <Figure label={t.lots} value={found.total.lots} />
              {found.total.value !== undefined && (
                <Figure
                  label={t.value}
                  value={formatMoney(found.total.value, me.company.currency)}
                />
              )}
              {found.total.expired_value !== undefined && (
                <Figure
                  label={t.expiredValue}
                  value={formatMoney(found.total.expired_value, me.company.currency)}
                  tone="danger"
                />
              )}
            </Figures>
            <Panel flush>
              <ResponsiveTable
                label={t.lots}
                rows={found.rows}
                rowKey={(row) => `${row.item}:${row.warehouse}:${row.lot}`}
                columns={columns}
                loading={query.isPlaceholderData}
                footer={found.total.cut && t('cut', { n: found.total.lots })}
              />
            </Panel>
          </>
        )}
      </QueryState>
    </StockFrame>
  )
}

function useColumns(): TableColumn<Row>[] {
  const t = useText(m)
  const me = useMe()
  const columns: TableColumn<Row>[] = [
    {
      key: 'item',
      title: t.item,
      cardRole: 'title',
      render: (row) => <ItemCell row={row} />,
    },
    {
      key: 'lot',
      title: t.lot,
      render: (row) => (
        <Link to="/stock/trace" search={{ item: row.item, lot: row.lot } as never}>
          {row.lot}
        </Link>
      ),
    },
    { key: 'warehouse', title: t.warehouse, width: 120, render: (row) => row.warehouse_name },
    {
      key: 'expiry',
      title: t.expiry,
      width: 110,
      render: (row) => <span className="num">{row.expiry}</span>,
    },
    {
      key: 'left',
      title: t.left,
      align: 'right',
      width: 100,
      cardRole: 'tag',
      render: (row) => (
        <ToneTag tone={row.days_left < 0 ? 'danger' : row.days_left <= 30 ? 'warning' : 'muted'}>
          {row.days_left < 0
            ? t('expiredDays', { n: -row.days_left })
            : t('leftDays', { n: row.days_left })}
        </ToneTag>
      ),
    },
    {
      key: 'on_hand',
      title: t.onHand,
      align: 'right',
      width: 90,
      render: (row) => <QuantityText value={row.on_hand} />,
    },
    {
      key: 'surplus',
      title: <span title={t.surplusHint}>{t.surplus}</span>,
      align: 'right',
      width: 90,
      render: (row) => <span className="num">{formatDecimal(row.surplus, { max: 1 }) || '—'}</span>,
    },
    {
      key: 'advice',
      title: t.advice,
      width: 150,
      render: (row) => <ToneTag tone={TONES[row.suggestion]}>{t[row.suggestion]}</ToneTag>,
    },
  ]
  if (me.may.see_cost) {
    columns.splice(7, 0, {
      key: 'value',
      title: t.value,
      align: 'right',
      width: 120,
      render: (row) => <MoneyText value={row.value} currency={me.company.currency} />,
    })
  }
  return columns
}

function ExpiringExport({ rows }: { rows: Row[] }) {
  const t = useText(m)
  return (
    <ExportButton
      name={t.lots}
      size="middle"
      disabled={rows.length === 0}
      lines={() => [
        [t.item, '', t.lot, t.warehouse, t.expiry, t.left, t.onHand, t.surplus, t.value, t.advice],
        ...rows.map((row) => [
          row.item,
          row.item_name,
          row.lot,
          row.warehouse_name,
          row.expiry,
          String(row.days_left),
          row.on_hand,
          row.surplus,
          row.value,
          t[row.suggestion],
        ]),
      ]}
    />
  )
}
