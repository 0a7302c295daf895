import { Link, useNavigate } from '@tanstack/react-router'
import { Panel } from '@/components/page'
import { MoneyText, QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, ErrorState } from '@/components/states'
import { MoreRows } from '@/components/more-rows'
import type { PastBalance } from '@/lib/api-types'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import css from './stock-page.module.css'
import { stockText } from './stock-text'
import { type PastFilter, usePastStock } from './use-past-stock'

/** What there was at the end of a day. */
export function PastStock(filter: PastFilter) {
  const t = useText(stockText)
  const me = useMe()
  const navigate = useNavigate()
  const query = usePastStock(filter)
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  const total = query.data?.pages[0]?.total
  const place = (row: PastBalance) =>
    row.warehouse === 'transit'
      ? t.inTransit
      : row.warehouse === 'loan'
        ? t.place_loan
        : row.warehouse_name
  const columns: TableColumn<PastBalance>[] = [
    {
      key: 'item',
      title: t.item,
      render: (row) => (
        <div className={css.item}>
          <Link to="/stock/$item" params={{ item: row.item }}>
            {row.item_name}
          </Link>
          <span className={css.code}>{row.item}</span>
        </div>
      ),
    },
    { key: 'warehouse', title: t.warehouse, width: 150, render: place },
    {
      key: 'on_hand',
      title: t.on_hand,
      align: 'right',
      width: 120,
      render: (row) => <QuantityText value={row.on_hand} />,
    },
  ]
  if (me.may.see_cost) {
    columns.push({
      key: 'value',
      title: t.value,
      align: 'right',
      width: 140,
      render: (row) => <MoneyText value={row.value} currency={me.company.currency} />,
    })
  }
  return (
    <Panel
      flush
      title={t('atEndOf', { day: filter.day })}
      extra={
        total && (
          <span className={css.total}>
            {t('itemsWithStock', { count: total.items })}
            {total.value !== undefined && (
              <b>
                <MoneyText value={total.value} currency={me.company.currency} />
              </b>
            )}
          </span>
        )
      }
    >
      {query.error && rows.length === 0 ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <ResponsiveTable
          label={t('atEndOf', { day: filter.day })}
          rows={rows}
          rowKey={(row) => `${row.item}:${row.warehouse}`}
          columns={columns}
          card={(row) => (
            <div className={css.pastCard}>
              <span>
                <b>{row.item_name}</b>
                <span className={css.code}>
                  {row.item} · {place(row)}
                </span>
              </span>
              <span className={css.pastNumbers}>
                <QuantityText value={row.on_hand} />
                {me.may.see_cost && (
                  <span className={css.code}>
                    <MoneyText value={row.value} currency={me.company.currency} />
                  </span>
                )}
              </span>
            </div>
          )}
          loading={query.isPending || query.isPlaceholderData}
          onOpen={(row) => void navigate({ to: '/stock/$item', params: { item: row.item } })}
          empty={<EmptyState title={t.nothingThen} />}
          footer={<MoreRows query={query} />}
        />
      )}
    </Panel>
  )
}
