import { Panel } from '@/components/page'
import { QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, ErrorState } from '@/components/states'
import { MoreRows } from '@/components/more-rows'
import { DocumentLink } from '@/documents/document-link'
import { formatInstant } from '@/lib/dates'
import { formatMoney } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import css from './item-moves.module.css'
import { stockText } from './stock-text'
import { type Move, useMoves } from './use-moves'

export function ItemMoves({ item, warehouse }: { item: string; warehouse: string }) {
  const t = useText(stockText)
  const { company } = useMe()
  const query = useMoves(item, warehouse || undefined)
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  /** Warehouses have names of their own; the places outside are named here. */
  const place = (code: string, name: string) =>
    name || (`place_${code}` in stockText ? t(`place_${code}` as keyof typeof stockText) : code)
  const columns: TableColumn<Move>[] = [
    {
      key: 'at',
      title: t.when,
      width: 140,
      render: (row) => <span className="num">{formatInstant(row.at)}</span>,
    },
    {
      key: 'document',
      title: t.document,
      cardRole: 'title',
      render: (row) => row.document && <DocumentLink {...row.document} />,
    },
    {
      key: 'places',
      title: t.fromTo,
      render: (row) => (
        <span>
          {place(row.from, row.from_name)} <span className={css.arrow}>→</span>{' '}
          {place(row.to, row.to_name)}
        </span>
      ),
    },
    ...(rows.some((row) => row.lot)
      ? [{ key: 'lot', title: t.lot, render: (row: Move) => row.lot }]
      : []),
    {
      key: 'quantity',
      title: t.quantity,
      align: 'right',
      cardRole: 'tag',
      // Freight and duty are a value without quantity.
      render: (row) => <QuantityText value={row.quantity} zero="dash" />,
    },
  ]
  if (rows.some((row) => row.value != null)) {
    columns.push({
      key: 'value',
      title: t.value,
      align: 'right',
      render: (row) => <span className="num">{formatMoney(row.value, company.currency)}</span>,
    })
  }
  if (rows.some((row) => row.balance_after != null)) {
    columns.push({
      key: 'balance',
      title: t.balance,
      align: 'right',
      render: (row) => <QuantityText value={row.balance_after} />,
    })
  }
  return (
    <Panel title={t.moves} flush>
      {query.error && rows.length === 0 ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <ResponsiveTable
          label={t.moves}
          rows={rows}
          rowKey={(row) => String(row.seq)}
          columns={columns}
          loading={query.isPending}
          empty={<EmptyState title={t.noMoves} />}
          footer={<MoreRows query={query} />}
        />
      )}
    </Panel>
  )
}
