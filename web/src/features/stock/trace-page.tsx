import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ExportButton } from '@/components/export-button'
import { Panel } from '@/components/page'
import { QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { SearchInput } from '@/components/search-input'
import { EmptyState, QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import { api, seg } from '@/lib/api-client'
import { formatQuantity } from '@/lib/decimal'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import { StockFrame } from './stock-frame'
import page from './stock-page.module.css'
import type { TraceEdge, TraceNode } from './trace-layout'
import css from './trace-page.module.css'
import { DRAWN_MAX, TracePicture } from './trace-picture'
import { traceText } from './trace-text'

type Search = { q?: string; item?: string; lot?: string }
type LotFound = {
  item: string
  item_name: string
  lot: string
  expiry: string | null
  on_hand: string
}
type Outside = {
  document: { type: string; id: string; number: string } | null
  partner: string | null
  partner_name: string | null
  item: string
  item_name: string
  lot: string
  quantity: string
  day: string
  back: boolean
}
type Here = {
  item: string
  item_name: string
  lot: string
  quantity: string
  place: 'storage' | 'transit' | 'loan'
  warehouse: string
  warehouse_name: string
}
type Trace = {
  item: string
  item_name: string
  lot: string
  nodes: TraceNode[]
  edges: TraceEdge[]
  came_from: Outside[]
  went_to: Outside[]
  here: Here[]
  cut: boolean
}

/** 追溯: where a lot came from and who has it. */
export default function TracePage() {
  const t = useText(traceText)
  const navigate = useNavigate()
  const { q, item, lot }: Search = useSearch({ strict: false })
  const search = (text: string) =>
    void navigate({ to: '/stock/trace', search: { q: text } as never, replace: true })
  return (
    <StockFrame tab="trace" subtitle={t.subtitle}>
      <div className={page.filters} role="search">
        <div className={page.search}>
          <SearchInput value={q ?? lot ?? ''} onChange={search} label={t.search} />
        </div>
      </div>
      {item && lot ? (
        <Traced item={item} lot={lot} />
      ) : q ? (
        <LotsFound code={q} />
      ) : (
        <Panel>
          <EmptyState title={t.start} hint={t.startHint} />
        </Panel>
      )}
    </StockFrame>
  )
}

function LotsFound({ code }: { code: string }) {
  const t = useText(traceText)
  const query = useQuery({
    queryKey: keys.stock('lots', code),
    queryFn: () => api.get<{ rows: LotFound[] }>('/api/lots', { code }),
    placeholderData: keepPreviousData,
  })
  return (
    <Panel flush title={t.found}>
      <QueryState
        query={query}
        empty={(found) => found.rows.length === 0 && <EmptyState title={t.none} />}
      >
        {(found) => (
          <ul className={css.found}>
            {found.rows.map((row) => (
              <li key={`${row.item}:${row.lot}`}>
                <Link to="/stock/trace" search={{ item: row.item, lot: row.lot } as never}>
                  <span>
                    <b>{row.lot}</b> {row.item_name} <span className={css.quiet}>{row.item}</span>
                  </span>
                  <span className={css.quiet}>
                    {t('onHand', { n: formatQuantity(row.on_hand) })}
                    {row.expiry && ` · ${t('goodUntil', { day: row.expiry })}`}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </QueryState>
    </Panel>
  )
}

function Traced({ item, lot }: { item: string; lot: string }) {
  const t = useText(traceText)
  const query = useQuery({
    queryKey: keys.stock('trace', item, lot),
    queryFn: () => api.get<Trace>(`/api/lots/${seg(item)}/${seg(lot)}`),
  })
  return (
    <QueryState query={query}>
      {(trace) => (
        <>
          <Panel
            title={`${trace.item_name} · ${trace.lot}`}
            extra={trace.cut && <ToneTag tone="warning">{t.cut}</ToneTag>}
          >
            {trace.nodes.length > DRAWN_MAX ? (
              <EmptyState title={t.tooMany} />
            ) : (
              <TracePicture nodes={trace.nodes} edges={trace.edges} />
            )}
          </Panel>
          <OutsideTable
            title={t.recall}
            partner={t.customer}
            rows={trace.went_to}
            empty={t.recallNone}
          />
          <HereTable rows={trace.here} />
          <OutsideTable
            title={t.sources}
            partner={t.supplier}
            rows={trace.came_from}
            empty={t.sourcesNone}
          />
        </>
      )}
    </QueryState>
  )
}

type OutsideProps = { title: string; partner: string; rows: Outside[]; empty: string }

function OutsideTable({ title, partner, rows, empty }: OutsideProps) {
  const t = useText(traceText)
  const columns: TableColumn<Outside>[] = [
    {
      key: 'partner',
      title: partner,
      cardRole: 'title',
      render: (row) => row.partner_name ?? '—',
    },
    {
      key: 'item',
      title: t.item,
      render: (row) => (
        <>
          {row.item_name} <span className={css.quiet}>{row.lot}</span>
        </>
      ),
    },
    {
      key: 'quantity',
      title: t.quantity,
      align: 'right',
      width: 110,
      cardRole: 'tag',
      render: (row) => (
        <>
          {row.back && <ToneTag tone="info">{t.back}</ToneTag>}{' '}
          <QuantityText value={row.quantity} />
        </>
      ),
    },
    {
      key: 'day',
      title: t.day,
      width: 110,
      render: (row) => <span className="num">{row.day}</span>,
    },
    {
      key: 'document',
      title: t.document,
      width: 150,
      render: (row) => (row.document ? <DocumentLink {...row.document} /> : t.hidden),
    },
  ]
  return (
    <Panel
      flush
      title={title}
      extra={
        <ExportButton
          name={title}
          disabled={rows.length === 0}
          lines={() => [
            [partner, '', t.item, '', t.lot, t.quantity, t.day, t.document, t.back],
            ...rows.map((row) => [
              row.partner,
              row.partner_name,
              row.item,
              row.item_name,
              row.lot,
              row.quantity,
              row.day,
              row.document?.number,
              row.back ? t.back : '',
            ]),
          ]}
        />
      }
    >
      <ResponsiveTable
        label={title}
        rows={rows}
        rowKey={(row) =>
          `${row.document?.number ?? ''}:${row.item}:${row.lot}:${row.day}:${row.quantity}:${String(row.back)}`
        }
        columns={columns}
        empty={<EmptyState title={empty} />}
      />
    </Panel>
  )
}

function HereTable({ rows }: { rows: Here[] }) {
  const t = useText(traceText)
  const columns: TableColumn<Here>[] = [
    {
      key: 'place',
      title: t.place,
      cardRole: 'title',
      render: (row) =>
        row.place === 'storage' ? row.warehouse_name : row.place === 'loan' ? t.loan : t.transit,
    },
    {
      key: 'item',
      title: t.item,
      render: (row) => (
        <>
          {row.item_name} <span className={css.quiet}>{row.lot}</span>
        </>
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
    <Panel flush title={t.here}>
      <ResponsiveTable
        label={t.here}
        rows={rows}
        rowKey={(row) => `${row.item}:${row.lot}:${row.place}:${row.warehouse}`}
        columns={columns}
        empty={<EmptyState title={t.hereNone} />}
      />
    </Panel>
  )
}
