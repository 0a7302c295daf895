import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page, Panel } from '@/components/page'
import { MoneyText, QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, ErrorState } from '@/components/states'
import { MoreRows } from '@/components/more-rows'
import { DocumentLink } from '@/documents/document-link'
import { LinkPicker } from '@/documents/link-picker'
import { loadDocument } from '@/documents/save-document'
import { formatDay, today } from '@/lib/dates'
import { keys } from '@/lib/query'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { PeriodPicker } from './period-picker'
import { daysOf, type Preset } from './periods'
import { reportText } from './report-text'
import css from './reports.module.css'
import type { Ledger, LedgerRow, Place } from './types'
import { useLedger } from './use-reports'

type Search = {
  item?: string
  warehouse?: string
  preset?: string
  from?: string
  through?: string
}

/** 收发存明细: every move of an item, with what was there after it. */
export default function StockLedgerPage() {
  const t = useText(reportText)
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const { item = '', warehouse = '' } = search
  const usual = daysOf((search.preset as Preset | undefined) ?? 'month', today())
  const days = search.preset
    ? usual
    : { from: search.from ?? usual.from, through: search.through ?? usual.through }
  const query = useLedger(item, { ...days, warehouse })
  // An address may name what it means by its id too.
  const [itemNamed, warehouseNamed] = [useNamed('item', item), useNamed('warehouse', warehouse)]
  const change = (part: Partial<Search>) =>
    void navigate({
      to: '/reports/stock-ledger',
      search: { ...search, ...part } as never,
      replace: true,
    })
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  const first = query.data?.pages[0]
  const columns = useColumns(rows)
  return (
    <Page wide title={t.ledger} subtitle={t.ledgerAnswers} back="/reports">
      <div className={css.bar} role="search">
        <div className={css.pick}>
          <LinkPicker
            type="item"
            {...itemNamed}
            label={t.item}
            placeholder={t.choose}
            onChange={(number) => change({ item: number ?? '' })}
          />
        </div>
        <div className={css.pick}>
          <LinkPicker
            type="warehouse"
            {...warehouseNamed}
            label={t.warehouse}
            placeholder={t.all}
            onChange={(number) => change({ warehouse: number ?? '' })}
          />
        </div>
        <PeriodPicker days={days} onChange={change} />
      </div>
      {!item ? (
        <EmptyState title={t.choose} />
      ) : query.error ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Panel flush>
          {first && <Ends ledger={first} />}
          <ResponsiveTable
            label={t.ledger}
            rows={rows}
            rowKey={(row) => `${rows.indexOf(row)}`}
            columns={columns}
            loading={query.isPending}
            empty={<EmptyState title={t.nothing} hint={t.nothingHint} />}
            footer={<MoreRows query={query} />}
          />
        </Panel>
      )}
    </Page>
  )
}

/** The number and title of what an address names. */
function useNamed(type: string, text: string): { value: string | null; title?: string } {
  const { data } = useQuery({
    queryKey: keys.document(type, text),
    queryFn: () => loadDocument(type, text),
    enabled: text !== '',
  })
  return data ? { value: data.number, title: data.title } : { value: text || null }
}

/** What there was before the first of these moves, and after the last. */
function Ends({ ledger }: { ledger: Ledger }) {
  const t = useText(reportText)
  const me = useMe()
  const ends = [
    { title: t.opening, ...ledger.opening },
    { title: t.closing, ...ledger.closing },
  ]
  return (
    <dl className={css.ends}>
      {ends.map((end) => (
        <div key={end.title}>
          <dt>{end.title}</dt>
          <dd>
            <QuantityText value={end.quantity} />
            {end.value !== undefined && (
              <MoneyText value={end.value} currency={me.company.currency} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function useColumns(rows: LedgerRow[]): TableColumn<LedgerRow>[] {
  const t = useText(reportText)
  const { currency } = useMe().company
  const named = (place: Place) =>
    'place' in place
      ? t(`place_${place.place}` as keyof typeof reportText)
      : (place.title ?? place.number ?? '')
  const quantity = (key: 'in' | 'out' | 'balance', title: string): TableColumn<LedgerRow> => ({
    key,
    title,
    align: 'right',
    render: (row) => row[key] && <QuantityText value={row[key]} />,
  })
  const money = (key: 'value' | 'balance_value', title: string): TableColumn<LedgerRow> => ({
    key,
    title,
    align: 'right',
    render: (row) => <MoneyText value={row[key] ?? null} currency={currency} />,
  })
  return [
    { key: 'day', title: t.day, width: 110, render: (row) => formatDay(row.day) },
    {
      key: 'document',
      title: t.document,
      cardRole: 'title',
      render: (row) => row.document && <DocumentLink {...row.document} />,
    },
    {
      key: 'places',
      title: t.fromTo,
      render: (row) => `${named(row.from)} → ${named(row.to)}`,
    },
    ...(rows.some((row) => row.lot)
      ? [{ key: 'lot', title: t.lot, render: (row: LedgerRow) => row.lot }]
      : []),
    quantity('in', t.in),
    quantity('out', t.out),
    quantity('balance', t.balance),
    ...(rows.some((row) => row.value !== undefined) ? [money('value', t.value)] : []),
    ...(rows.some((row) => row.balance_value !== undefined)
      ? [money('balance_value', t.balanceValue)]
      : []),
  ]
}
