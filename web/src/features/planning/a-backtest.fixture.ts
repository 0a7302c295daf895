import type { Backtest, BacktestFigures } from './types'

export function figures(more: Partial<BacktestFigures>): BacktestFigures {
  return {
    service: '95',
    line_stockout_rate: '0.05',
    unit_stockout_rate: '0.04',
    lost_units: '1200',
    lost_margin: '8800.50',
    mean_stock: '5000',
    mean_value: '88000',
    orders: 300,
    ...more,
  }
}

export const backtest: Backtest = {
  from: '2026-05-22',
  to: '2026-11-21',
  series: 812,
  of_series: 3049,
  today: figures({}),
  proposed: figures({
    service: '97',
    line_stockout_rate: '0.021',
    lost_units: '480',
    lost_margin: '3520.20',
    mean_stock: '5150',
    orders: 300,
  }),
  curve: [
    figures({ service: '99', mean_stock: '7000', line_stockout_rate: '0.008' }),
    figures({ service: '90', mean_stock: '4000', line_stockout_rate: '0.0512' }),
  ],
  curve_of_today: [figures({})],
  reason: { zh: '更好', en: 'better' },
}
