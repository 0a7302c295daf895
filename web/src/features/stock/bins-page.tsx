import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { SearchInput } from '@/components/search-input'
import { EmptyState, LoadingState, QueryState } from '@/components/states'
import { useDocumentType } from '@/documents/use-document-types'
import { LinkPicker } from '@/documents/link-picker'
import { useAllOf } from '@/documents/lookup'
import { createDocument } from '@/documents/save-document'
import { api, seg } from '@/lib/api-client'
import { keys, queryClient } from '@/lib/query'
import { messages, useText } from '@/lib/text'
import css from './bins-page.module.css'
import { StockFrame } from './stock-frame'

const m = messages({
  subtitle: {
    zh: '待上架的货放到哪个库位，每个库位里有什么',
    en: 'Where what came in would go, and what lies where',
  },
  warehouse: { zh: '仓库', en: 'Warehouse' },
  choose: { zh: '选一个仓库', en: 'Choose a warehouse' },
  toPlace: { zh: '待上架 {n}', en: 'To place {n}' },
  contents: { zh: '库位里有什么', en: 'What lies where' },
  item: { zh: '商品', en: 'Item' },
  quantity: { zh: '数量', en: 'Quantity' },
  bin: { zh: '库位', en: 'Bin' },
  noRoom: { zh: '没有合适的库位', en: 'No bin fits' },
  putAway: { zh: '上架 {n} 行', en: 'Put away {n} lines' },
  done: { zh: '已上架，{number}', en: 'Put away: {number}' },
  nothing: { zh: '没有待上架的货', en: 'Nothing is to be placed' },
  empty: { zh: '库位都是空的', en: 'The bins are empty' },
  search: { zh: '搜库位、商品、批次', en: 'Search bins, items, lots' },
  noBins: { zh: '这个仓库还没有库位', en: 'This warehouse has no bins' },
  noBinsHint: {
    zh: '不用库位也能照常收发；要用就先建库位，可以从 Excel 导入。',
    en: 'Everything works without. To use bins, make them first, or import them from a spreadsheet.',
  },
  makeBin: { zh: '新建库位', en: 'New bin' },
})

type ToPlace = {
  item: string
  item_name: string
  lot: string | null
  expiry: string | null
  quantity: string
  bin: string | null
}
type Content = {
  bin: string
  item: string
  item_name: string
  lot: string | null
  quantity: string
}
type Bins = { bins: number; to_place: ToPlace[]; contents: Content[] }
type Search = { warehouse?: string }

const idOf = (row: ToPlace) => `${row.item}:${row.lot ?? ''}`

/** 库位: what is to be placed with a bin for each, and what lies where. Made for a phone. */
export default function BinsPage() {
  const t = useText(m)
  const navigate = useNavigate()
  const { warehouse: chosen }: Search = useSearch({ strict: false })
  const places = useAllOf('warehouse')
  const warehouse = chosen ?? places.data?.[0]?.number
  return (
    <StockFrame tab="bins" subtitle={t.subtitle}>
      <div className={css.warehouse}>
        <LinkPicker
          type="warehouse"
          value={warehouse ?? null}
          onChange={(number) =>
            void navigate({
              to: '/stock/bins',
              search: { warehouse: number ?? '' } as never,
              replace: true,
            })
          }
          label={t.warehouse}
          placeholder={t.choose}
        />
      </div>
      {warehouse ? (
        <BinsOf key={warehouse} warehouse={warehouse} />
      ) : (
        <Panel>{places.isPending ? <LoadingState /> : <EmptyState title={t.choose} />}</Panel>
      )}
    </StockFrame>
  )
}

function BinsOf({ warehouse }: { warehouse: string }) {
  const t = useText(m)
  const [tab, setTab] = useState<'to_place' | 'contents'>('to_place')
  const query = useQuery({
    queryKey: keys.stock('bins', warehouse),
    queryFn: () => api.get<Bins>(`/api/warehouses/${seg(warehouse)}/bins`),
  })
  return (
    <QueryState
      query={query}
      empty={(found) =>
        found.bins === 0 && (
          <Panel>
            <EmptyState
              title={t.noBins}
              hint={t.noBinsHint}
              action={
                <Link to="/d/$type/new" params={{ type: 'bin' }}>
                  <Button type="primary">{t.makeBin}</Button>
                </Link>
              }
            />
          </Panel>
        )
      }
    >
      {(found) => (
        <>
          <Segmented
            value={tab}
            onChange={setTab}
            options={[
              { value: 'to_place', label: t('toPlace', { n: found.to_place.length }) },
              { value: 'contents', label: t.contents },
            ]}
          />
          {tab === 'to_place' ? (
            <PutAway warehouse={warehouse} rows={found.to_place} />
          ) : (
            <Contents rows={found.contents} />
          )}
        </>
      )}
    </QueryState>
  )
}

function PutAway({ warehouse, rows }: { warehouse: string; rows: ToPlace[] }) {
  const t = useText(m)
  const mayMove = useDocumentType('bin_move') !== undefined
  const [bins, setBins] = useState<Record<string, string | null>>({})
  const [left, setLeft] = useState<string[]>([])
  const binOf = (row: ToPlace) => {
    const chosen = bins[idOf(row)]
    return chosen === undefined ? row.bin : chosen
  }
  const placed = rows.filter((row) => binOf(row) && !left.includes(idOf(row)))
  const put = useMutation({
    mutationFn: () =>
      createDocument(
        'bin_move',
        {
          warehouse,
          lines: placed.map((row) => ({
            item: row.item,
            quantity: row.quantity,
            lot: row.lot,
            to_bin: binOf(row),
          })),
        },
        'confirm',
      ),
    onSuccess: (made) => {
      notify.success(t('done', { number: made.number }))
      setBins({})
      setLeft([])
      void queryClient.invalidateQueries({ queryKey: keys.stock('bins', warehouse) })
    },
    onError: notify.problem,
  })
  const columns: TableColumn<ToPlace>[] = [
    {
      key: 'item',
      title: t.item,
      cardRole: 'title',
      render: (row) => (
        <span className={css.item}>
          <b>{row.item_name}</b>
          <span className={css.quiet}>{[row.item, row.lot].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    {
      key: 'quantity',
      title: t.quantity,
      align: 'right',
      width: 110,
      cardRole: 'tag',
      render: (row) => <QuantityText value={row.quantity} />,
    },
    {
      key: 'bin',
      title: t.bin,
      width: 240,
      render: (row) => (
        <LinkPicker
          type="bin"
          value={binOf(row)}
          onChange={(bin) => setBins({ ...bins, [idOf(row)]: bin })}
          label={`${t.bin} ${row.item}`}
          placeholder={t.noRoom}
        />
      ),
    },
  ]
  return (
    <Panel
      flush
      extra={
        mayMove && (
          <Button
            type="primary"
            disabled={placed.length === 0}
            loading={put.isPending}
            onClick={() => put.mutate()}
          >
            {t('putAway', { n: placed.length })}
          </Button>
        )
      }
    >
      <ResponsiveTable
        label={t('toPlace', { n: rows.length })}
        rows={rows}
        rowKey={idOf}
        columns={columns}
        selection={{
          selected: rows.map(idOf).filter((id) => !left.includes(id)),
          onChange: (selected) => setLeft(rows.map(idOf).filter((id) => !selected.includes(id))),
        }}
        empty={<EmptyState title={t.nothing} />}
      />
    </Panel>
  )
}

function Contents({ rows }: { rows: Content[] }) {
  const t = useText(m)
  const [q, setQ] = useState('')
  const words = q.trim().toLowerCase()
  const shown = rows
    .filter((row) =>
      [row.bin, row.item, row.item_name, row.lot ?? ''].some((text) =>
        text.toLowerCase().includes(words),
      ),
    )
    .toSorted((a, b) => a.bin.localeCompare(b.bin))
  const columns: TableColumn<Content>[] = [
    {
      key: 'bin',
      title: t.bin,
      width: 160,
      cardRole: 'title',
      render: (row) => (
        <Link to="/d/$type/$id" params={{ type: 'bin', id: row.bin }}>
          {row.bin}
        </Link>
      ),
    },
    {
      key: 'item',
      title: t.item,
      render: (row) => (
        <span className={css.item}>
          {row.item_name}
          <span className={css.quiet}>{[row.item, row.lot].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    {
      key: 'quantity',
      title: t.quantity,
      align: 'right',
      width: 110,
      cardRole: 'tag',
      render: (row) => <QuantityText value={row.quantity} />,
    },
  ]
  return (
    <Panel flush title={<SearchInput value={q} onChange={setQ} label={t.search} />}>
      <ResponsiveTable
        label={t.contents}
        rows={shown.slice(0, 500)}
        rowKey={(row) => `${row.bin}:${row.item}:${row.lot ?? ''}`}
        columns={columns}
        empty={<EmptyState title={t.empty} />}
      />
    </Panel>
  )
}
