import {
  compare,
  formatDecimal,
  formatMoney,
  formatPercent,
  multiply,
  subtract,
} from '@/lib/decimal'
import type { Backtest, BacktestFigures } from './types'

const ROWS = [
  { key: 'line_stockout_rate', as: 'rate' },
  { key: 'unit_stockout_rate', as: 'rate' },
  { key: 'lost_units', as: 'count' },
  { key: 'lost_margin', as: 'money' },
  { key: 'mean_stock', as: 'count' },
  { key: 'mean_value', as: 'money' },
  { key: 'orders', as: 'count' },
] as const satisfies { key: keyof BacktestFigures; as: 'rate' | 'count' | 'money' }[]

export type FigureRow = {
  key: (typeof ROWS)[number]['key']
  today: string
  proposed: string
  /** With its sign; of rates in points. */
  difference: string
  isPoints: boolean
  /** Share of today's figure, with its sign; empty for rates and where today is nothing. */
  relative: string
  /** Of all these figures, less is better. */
  verdict: 'better' | 'worse' | 'same'
}

/** Today against the proposal, figure by figure; money is left out when it may not be seen. */
export function figureRows({ today, proposed }: Backtest, currency: string): FigureRow[] {
  return ROWS.flatMap(({ key, as }) => {
    const [a, b] = [today[key], proposed[key]]
    if (a === null || b === null) return []
    const [before, after] = [String(a), String(b)]
    const change = subtract(after, before)
    const show = (value: string) => {
      if (as === 'rate') return formatPercent(value, 2)
      return as === 'money' ? formatMoney(value, currency) : formatDecimal(value, { max: 0 })
    }
    const words = as === 'rate' ? formatDecimal(multiply(change, '100'), { max: 2 }) : show(change)
    const order = compare(after, before)
    return [
      {
        key,
        today: show(before),
        proposed: show(after),
        difference: signed(words, order),
        isPoints: as === 'rate',
        relative: as === 'rate' || compare(before, '0') === 0 ? '' : relative(change, before),
        verdict:
          order < 0 ? ('better' as const) : order > 0 ? ('worse' as const) : ('same' as const),
      },
    ]
  })
}

function relative(change: string, before: string): string {
  const share = Number(change) / Number(before)
  return signed(formatPercent(share.toFixed(4), 0), Math.sign(share))
}

function signed(words: string, order: number): string {
  return order > 0 ? `+${words}` : words.replace('-', '−')
}
