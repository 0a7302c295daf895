import { useState } from 'react'
import { Button, Select } from 'antd'
import { Link, useParams } from '@tanstack/react-router'
import { Page } from '@/components/page'
import { ErrorState, LoadingState } from '@/components/states'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { ItemBalances } from './item-balances'
import { ItemDiagnoses } from './item-diagnoses'
import { ItemEquation } from './item-equation'
import { ItemExplain } from './item-explain'
import { ItemMoves } from './item-moves'
import { ItemOutlook } from './item-outlook'
import { ItemSuppliers } from './item-suppliers'
import css from './item-page.module.css'
import { ReallocateDialog } from './reallocate-dialog'
import { stockText } from './stock-text'
import { useItemStock } from './use-item-stock'

/** All that stock knows about one item. */
export default function ItemPage() {
  const t = useText(stockText)
  const { item = '' } = useParams({ strict: false }) as { item?: string }
  const query = useItemStock(item)
  const me = useMe()
  const [warehouse, setWarehouse] = useState('')
  /** Where promises are being dealt anew; null nowhere. */
  const [dealing, setDealing] = useState<string | null>(null)
  if (!query.data) {
    return (
      <Page wide title={item} back="/stock">
        {query.error ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <LoadingState rows={10} />
        )}
      </Page>
    )
  }
  const stock = query.data
  const { number, title, unit } = stock.item
  const balances = stock.balances.filter((one) => !warehouse || one.warehouse === warehouse)
  return (
    <Page
      wide
      title={title}
      tags={<span className={css.code}>{number}</span>}
      back="/stock"
      actions={
        <>
          <Select
            aria-label={t.warehouse}
            className={css.warehouse}
            value={warehouse}
            onChange={setWarehouse}
            popupMatchSelectWidth={false}
            options={[
              { value: '', label: t.allWarehouses },
              ...stock.balances.map((one) => ({ value: one.warehouse, label: one.warehouse_name })),
            ]}
          />
          {me.may.allocate && stock.balances.length > 0 && (
            <Button onClick={() => setDealing(warehouse)}>{t.reallocate}</Button>
          )}
          <Link to="/d/$type/$id" params={{ type: 'item', id: number }}>
            <Button>{t.editItem}</Button>
          </Link>
        </>
      }
    >
      <ItemEquation balances={balances} unit={unit} averageCost={stock.average_cost} />
      <div className={css.columns}>
        <div className={css.column}>
          <ItemOutlook item={number} warehouse={warehouse} />
        </div>
        <div className={css.column}>
          <ItemDiagnoses item={number} warehouse={warehouse} onReallocate={setDealing} />
          <ItemExplain item={number} warehouse={warehouse} unit={unit} balances={stock.balances} />
          <ItemBalances balances={balances} unit={unit} />
          <ItemSuppliers item={stock.item} />
        </div>
      </div>
      <ItemMoves item={number} warehouse={warehouse} />
      {dealing !== null && (
        <ReallocateDialog
          item={number}
          warehouse={dealing}
          unit={unit}
          balances={stock.balances}
          onClose={() => setDealing(null)}
        />
      )}
    </Page>
  )
}
