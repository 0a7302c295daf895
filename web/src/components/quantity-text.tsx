import { formatMoney, formatQuantity, isZero } from '@/lib/decimal'
import css from './quantity-text.module.css'

type Tone = 'danger' | 'warning' | 'ok' | 'muted'
type QuantityTextProps = {
  value: string | null | undefined
  unit?: string
  tone?: Tone
  /** `dash` draws zero as a quiet dash, so that the eye finds what is not zero. */
  zero?: 'dash' | 'show'
}

export function QuantityText({ value, unit, tone, zero = 'show' }: QuantityTextProps) {
  if (value === null || value === undefined || (zero === 'dash' && isZero(value)))
    return <Nothing />
  return (
    <span className={`num ${tone ? css[tone] : ''}`}>
      {formatQuantity(value)}
      {unit && <span className={css.unit}> {unit}</span>}
    </span>
  )
}

type MoneyTextProps = { value: string | null | undefined; currency?: string }

export function MoneyText({ value, currency }: MoneyTextProps) {
  if (value === null || value === undefined) return <Nothing />
  return <span className="num">{formatMoney(value, currency)}</span>
}

function Nothing() {
  return <span className={css.muted}>—</span>
}
