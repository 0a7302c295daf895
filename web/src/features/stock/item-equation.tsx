import { QuantityText } from '@/components/quantity-text'
import type { StockBalance } from '@/lib/api-types'
import { formatUnitPrice, isPositive, sum } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import css from './item-equation.module.css'
import { stockText } from './stock-text'

type Props = { balances: StockBalance[]; unit: string; averageCost?: string | null }

/** on hand − reserved − held = available, and what is on its way. */
export function ItemEquation({ balances, unit, averageCost }: Props) {
  const t = useText(stockText)
  const me = useMe()
  const total = (key: 'on_hand' | 'reserved' | 'held' | 'available' | 'incoming') =>
    sum(balances.map((one) => one[key]))
  const available = total('available')
  const parts = [
    { sign: '', title: t.on_hand, value: total('on_hand') },
    { sign: '−', title: t.reserved, value: total('reserved') },
    { sign: '−', title: t.held, value: total('held') },
  ]
  return (
    <div className={css.equation}>
      {parts.map((part) => (
        <div key={part.title} className={css.part} data-sign={part.sign}>
          <div className={css.title}>{part.title}</div>
          <div className={css.figure}>
            <QuantityText value={part.value} />
          </div>
        </div>
      ))}
      <div className={css.part} data-sign="=">
        <div className={css.title}>{t.available}</div>
        <div className={`${css.figure} ${css.available}`}>
          <QuantityText
            value={available}
            unit={unit}
            {...(isPositive(available) ? {} : { tone: 'danger' as const })}
          />
        </div>
      </div>
      <div className={css.part} data-apart>
        <div className={css.title}>{t.incoming}</div>
        <div className={css.figure}>
          <QuantityText value={total('incoming')} zero="dash" />
        </div>
      </div>
      {averageCost != null && (
        <div className={css.part} data-apart>
          <div className={css.title}>{t.cost}</div>
          <div className={css.figure}>
            <span className="num">{formatUnitPrice(averageCost, me.company.currency, 4)}</span>
          </div>
        </div>
      )}
    </div>
  )
}
