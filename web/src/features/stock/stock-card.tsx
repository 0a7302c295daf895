import { QuantityText } from '@/components/quantity-text'
import type { StockBalance } from '@/lib/api-types'
import { formatQuantity, isPositive } from '@/lib/decimal'
import { useText } from '@/lib/text'
import css from './stock-card.module.css'
import { StockComposition } from './stock-composition'
import { stockText } from './stock-text'

/** One balance in the hand: what can be sold, large; the rest in one line. */
export function StockCard({ row }: { row: StockBalance }) {
  const t = useText(stockText)
  const parts = (['on_hand', 'reserved', 'held', 'incoming'] as const)
    .filter((part) => part === 'on_hand' || isPositive(row[part]))
    .map((part) => `${t[part]} ${formatQuantity(row[part])}`)
  return (
    <div className={css.card}>
      <div className={css.line}>
        <b>{row.item_name}</b>
        <span className={css.available}>
          <QuantityText
            value={row.available}
            unit={row.unit}
            {...(isPositive(row.available) ? {} : { tone: 'danger' as const })}
          />
        </span>
      </div>
      <StockComposition balance={row} />
      <div className={css.line}>
        <span className={css.quiet}>
          {row.item} · {row.warehouse_name}
        </span>
        <span className={css.quiet}>{parts.join(' · ')}</span>
      </div>
    </div>
  )
}
