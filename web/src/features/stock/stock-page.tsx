import { Button } from 'antd'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Panel } from '@/components/page'
import { MoneyText, QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { DayInput } from '@/components/day-input'
import { SearchInput } from '@/components/search-input'
import { EmptyState, ErrorState } from '@/components/states'
import { MoreRows } from '@/components/more-rows'
import inputs from '@/documents/inputs.module.css'
import { LinkPicker } from '@/documents/link-picker'
import type { StockBalance } from '@/lib/api-types'
import { isPositive } from '@/lib/decimal'
import { parseDay } from '@/lib/parse-day'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { StockCard } from './stock-card'
import { StockFrame } from './stock-frame'
import { StockComposition } from './stock-composition'
import css from './stock-page.module.css'
import { stockText } from './stock-text'
import { PastStock } from './past-stock'
import { type StockSearch, useStock } from './use-stock'

export default function StockPage() {
  const t = useText(stockText)
  const me = useMe()
  const navigate = useNavigate()
  const { q, warehouse, day } = useSearch({ strict: false }) as StockSearch
  const [typedDay, setTypedDay] = useState(day ?? '')
  const query = useStock({ ...(q ? { q } : {}), ...(warehouse ? { warehouse } : {}) })
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  const filter = (change: StockSearch) =>
    void navigate({
      to: '/stock',
      search: { q, warehouse, day, ...change } as never,
      replace: true,
    })
  function toDay(text: string | null) {
    setTypedDay(text ?? '')
    const whole = text ? parseDay(text) : null
    if (!text || whole) filter({ day: whole ?? '' })
  }

  const columns: TableColumn<StockBalance>[] = [
    { key: 'item', title: t.item, width: '26%', render: (row) => <ItemName row={row} /> },
    {
      key: 'warehouse',
      title: t.warehouse,
      render: (row) => row.warehouse_name,
    },
    {
      key: 'made',
      title: t.made,
      width: 120,
      render: (row) => <StockComposition balance={row} />,
    },
    quantityColumn('on_hand', t.on_hand),
    quantityColumn('reserved', t.reserved),
    quantityColumn('held', t.held),
    {
      key: 'available',
      title: t.available,
      align: 'right',
      render: (row) => (
        <b>
          <QuantityText
            value={row.available}
            unit={row.unit}
            {...(isPositive(row.available) ? {} : { tone: 'danger' as const })}
          />
        </b>
      ),
    },
    quantityColumn('incoming', t.incoming),
  ]
  if (me.may.see_cost) {
    columns.push({
      key: 'value',
      title: t.value,
      align: 'right',
      render: (row) => <MoneyText value={row.value} currency={me.company.currency} />,
    })
  }

  return (
    <StockFrame tab="now" subtitle={t.subtitle}>
      <div className={css.filters} role="search">
        <div className={css.search}>
          <SearchInput value={q ?? ''} onChange={(text) => filter({ q: text })} label={t.search} />
        </div>
        <div className={css.warehouse}>
          <LinkPicker
            type="warehouse"
            value={warehouse ?? null}
            onChange={(number) => filter({ warehouse: number ?? '' })}
            label={t.warehouse}
            placeholder={t.allWarehouses}
          />
        </div>
        <div className={css.day}>
          <DayInput
            value={typedDay}
            onChange={toDay}
            input={{ className: inputs.box, 'aria-label': t.atDay, placeholder: t.atDay }}
          />
        </div>
        {day && (
          <Button type="link" onClick={() => toDay(null)}>
            {t.backToNow}
          </Button>
        )}
      </div>
      {day ? (
        <PastStock day={day} {...(q ? { q } : {})} {...(warehouse ? { warehouse } : {})} />
      ) : (
        <Panel flush>
          {query.error && rows.length === 0 ? (
            <ErrorState error={query.error} retry={() => void query.refetch()} />
          ) : (
            <ResponsiveTable
              label={t.title}
              rows={rows}
              rowKey={(row) => `${row.item}:${row.warehouse}`}
              columns={columns}
              card={(row) => <StockCard row={row} />}
              loading={query.isPending || query.isPlaceholderData}
              onOpen={(row) => void navigate({ to: '/stock/$item', params: { item: row.item } })}
              empty={q || warehouse ? <EmptyState title={t.noneFound} /> : <NoStock />}
              footer={<MoreRows query={query} />}
            />
          )}
        </Panel>
      )}
    </StockFrame>
  )
}

function quantityColumn(
  key: 'on_hand' | 'reserved' | 'held' | 'incoming',
  title: string,
): TableColumn<StockBalance> {
  return {
    key,
    title,
    align: 'right',
    render: (row) => <QuantityText value={row[key]} zero="dash" />,
  }
}

function ItemName({ row }: { row: StockBalance }) {
  return (
    <div className={css.item}>
      <Link to="/stock/$item" params={{ item: row.item }}>
        {row.item_name}
      </Link>
      <span className={css.code}>{row.item}</span>
    </div>
  )
}

function NoStock() {
  const t = useText(stockText)
  const me = useMe()
  return (
    <EmptyState
      title={t.empty}
      hint={t.emptyHint}
      action={
        me.may.import && (
          <Link to="/imports" search={{ kind: 'opening_stock' } as never}>
            <Button type="primary">{t.importOpening}</Button>
          </Link>
        )
      }
    />
  )
}
