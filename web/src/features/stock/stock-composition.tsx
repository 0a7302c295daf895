import type { StockBalance } from '@/lib/api-types'
import { formatQuantity, sharePercent } from '@/lib/decimal'
import { useText } from '@/lib/text'
import css from './stock-composition.module.css'
import { stockText } from './stock-text'

/** What is on hand as one bar: available, reserved, held. */
export function StockComposition({ balance }: { balance: StockBalance }) {
  const t = useText(stockText)
  const label = t('madeLabel', {
    available: formatQuantity(balance.available),
    reserved: formatQuantity(balance.reserved),
    held: formatQuantity(balance.held),
  })
  return (
    <div className={css.bar} role="img" aria-label={label} title={label}>
      {(['available', 'reserved', 'held'] as const).map((part) => (
        <div
          key={part}
          className={css[part]}
          style={{ width: `${sharePercent(balance[part], balance.on_hand)}%` }}
        />
      ))}
    </div>
  )
}
