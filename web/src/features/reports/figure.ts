import { formatDecimal, formatMoney, formatQuantity, formatUnitPrice } from '@/lib/decimal'
import type { MeasureKind } from './types'

/** A figure as people read it; nothing for nothing. */
export function formatFigure(value: string | null, kind: MeasureKind, currency: string): string {
  if (value === null) return ''
  switch (kind) {
    case 'money':
      return formatMoney(value, currency)
    case 'price':
      return formatUnitPrice(value, currency, 4)
    case 'percent':
      return `${formatDecimal(value, { max: 1 })}%`
    case 'number':
      return formatDecimal(value, { max: 1 })
    default:
      return formatQuantity(value)
  }
}
