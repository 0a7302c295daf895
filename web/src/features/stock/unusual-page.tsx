import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MoneyText, QuantityText } from '@/components/quantity-text'
import type { TableColumn } from '@/components/responsive-table'
import { EndlessTable } from '@/components/endless-table'
import { EmptyState } from '@/components/states'
import { ToneTag, type Tone } from '@/components/tone-tag'
import { useDocumentTypes } from '@/documents/use-document-types'
import { api } from '@/lib/api-client'
import { formatInstant } from '@/lib/dates'
import { keys } from '@/lib/query'
import { useMe } from '@/lib/session'
import { messages, useLabel, useText } from '@/lib/text'
import { ItemCell } from './item-cell'
import { StockFrame } from './stock-frame'

const m = messages({
  subtitle: {
    zh: '多写少写一个零、差异很大、盘点漏了的，每条都和平时比过',
    en: 'A zero too many or too few, large differences, what a count left out: each beside what is usual',
  },
  label: { zh: '异常变化', en: 'Unusual movements' },
  at: { zh: '发现于', en: 'Found' },
  item: { zh: '商品', en: 'Item' },
  kind: { zh: '异常', en: 'What' },
  more: { zh: '数量过大', en: 'Far more' },
  less: { zh: '数量过小', en: 'Far less' },
  difference: { zh: '差异大', en: 'Large difference' },
  missed: { zh: '可能漏盘', en: 'Perhaps not counted' },
  quantity: { zh: '数量', en: 'Quantity' },
  compared: { zh: '对比', en: 'Compared with' },
  usual: { zh: '平时 {low}–{high}', en: 'usually {low}–{high}' },
  usualOfPartner: { zh: '这家平时约 {low}–{high}', en: 'with them usually {low}–{high}' },
  before: { zh: '账面原有 {before}', en: 'the books said {before}' },
  left: {
    zh: '盘了 {counted} 种，没盘到 {n} 种：{items}',
    en: '{counted} counted, {n} left out: {items}',
  },
  warehouse: { zh: '仓库', en: 'Warehouse' },
  document: { zh: '单据', en: 'Paper' },
  value: { zh: '金额', en: 'Value' },
  empty: { zh: '没有异常变化', en: 'Nothing unusual' },
  emptyHint: {
    zh: '商品有了十几次出入库，就知道平时是多少；离得太远的会列在这里，并通知经手人和商品负责人。',
    en: 'After a dozen movements of an item it is known what is usual; what is far from it is listed here and told to who made it and who looks after the item.',
  },
})

type Row = {
  id: string
  kind: 'more' | 'less' | 'difference' | 'missed'
  at: string
  quantity: string
  item: string
  item_name: string
  warehouse_name: string
  low: string | null
  high: string | null
  by_partner: boolean
  before: string | null
  missed: number | null
  counted: number | null
  items: { item: string; item_name: string }[]
  document: { type: string; id: string; number: string } | null
  value?: string
}
type Answer = { rows: Row[]; next: string | null }

const TONES: Record<Row['kind'], Tone> = {
  more: 'danger',
  less: 'warning',
  difference: 'danger',
  missed: 'warning',
}

/** Movements and counts that are far out of line, the newest first. */
export default function UnusualPage() {
  const t = useText(m)
  const query = useInfiniteQuery({
    queryKey: keys.stock('unusual', {}),
    queryFn: ({ pageParam }) =>
      api.get<Answer>('/api/stock/unusual', { limit: 50, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  const columns = useColumns()
  return (
    <StockFrame tab="unusual" subtitle={t.subtitle}>
      <EndlessTable
        query={query}
        label={t.label}
        rowKey={(row) => row.id}
        columns={columns}
        empty={<EmptyState title={t.empty} hint={t.emptyHint} />}
      />
    </StockFrame>
  )
}

function useCompared() {
  const t = useText(m)
  return ({ kind, low, high, by_partner, before, missed, counted, items }: Row) => {
    if (kind === 'missed') {
      const names = items.map((it) => it.item_name).join(', ')
      return t('left', { counted: counted ?? 0, n: missed ?? 0, items: names })
    }
    if (kind === 'difference') return t('before', { before: before ?? '' })
    return t(by_partner ? 'usualOfPartner' : 'usual', { low: low ?? '', high: high ?? '' })
  }
}

function useColumns(): TableColumn<Row>[] {
  const t = useText(m)
  const say = useLabel()
  const me = useMe()
  const types = useDocumentTypes()
  const compared = useCompared()
  const columns: TableColumn<Row>[] = [
    {
      key: 'item',
      title: t.item,
      cardRole: 'title',
      render: (row) => <ItemCell row={row} />,
    },
    {
      key: 'kind',
      title: t.kind,
      width: 140,
      cardRole: 'tag',
      render: (row) => <ToneTag tone={TONES[row.kind]}>{t[row.kind]}</ToneTag>,
    },
    {
      key: 'quantity',
      title: t.quantity,
      align: 'right',
      width: 100,
      render: (row) => (row.kind === 'missed' ? '—' : <QuantityText value={row.quantity} />),
    },
    { key: 'compared', title: t.compared, width: 150, render: compared },
    { key: 'warehouse', title: t.warehouse, width: 120, render: (row) => row.warehouse_name },
    {
      key: 'document',
      title: t.document,
      width: 170,
      render: ({ document }) => {
        if (!document) return '—'
        const type = types.find((it) => it.name === document.type)
        return (
          <Link to="/d/$type/$id" params={{ type: document.type, id: document.id }}>
            {type && say(type.label)} {document.number}
          </Link>
        )
      },
    },
    {
      key: 'at',
      title: t.at,
      width: 150,
      render: (row) => <span className="num">{formatInstant(row.at)}</span>,
    },
  ]
  if (me.may.see_cost) {
    columns.splice(4, 0, {
      key: 'value',
      title: t.value,
      align: 'right',
      width: 120,
      render: (row) => <MoneyText value={row.value} currency={me.company.currency} />,
    })
  }
  return columns
}
