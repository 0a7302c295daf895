import { expect, it } from 'vitest'
import { palette } from '@/lib/a-palette.fixture'
import { text } from '@/lib/text'
import { backtest, figures } from './a-backtest.fixture'
import { figureRows } from './backtest-figures'
import { policiesText } from './policies-text'
import { curvePoints, tradeOffOption } from './trade-off-option'

it('says what would have been different, and whether that is good', () => {
  const rows = figureRows(backtest, 'CNY').map((row) => [
    row.key,
    row.today,
    row.proposed,
    row.difference,
    row.relative,
    row.verdict,
  ])
  expect(rows).toEqual([
    ['line_stockout_rate', '5%', '2.1%', '−2.9', '', 'better'],
    ['unit_stockout_rate', '4%', '4%', '0', '', 'same'],
    ['lost_units', '1,200', '480', '−720', '−60%', 'better'],
    ['lost_margin', '¥8,800.50', '¥3,520.20', '−¥5,280.30', '−60%', 'better'],
    ['mean_stock', '5,000', '5,150', '+150', '+3%', 'worse'],
    ['mean_value', '¥88,000.00', '¥88,000.00', '¥0.00', '0%', 'same'],
    ['orders', '300', '300', '0', '0%', 'same'],
  ])
})

it('leaves out money that may not be seen', () => {
  const hidden = { lost_margin: null, mean_value: null }
  const rows = figureRows({ ...backtest, today: figures(hidden), proposed: figures(hidden) }, 'CNY')
  expect(rows.map((row) => row.key)).not.toContain('lost_margin')
  expect(rows).toHaveLength(5)
})

it('the curve runs from the least stock to the most', () => {
  expect(curvePoints(backtest.curve)).toEqual([
    { value: [4000, 5.12], service: '90' },
    { value: [7000, 0.8], service: '99' },
  ])
})

it('today and the proposal are marked on it', () => {
  const { series } = tradeOffOption(backtest, { palette, t: text(policiesText, 'zh') })
  expect(series).toMatchObject([
    { name: '现行做法' },
    { name: '建议做法' },
    { name: '现行', data: [{ value: [5000, 5] }] },
    { name: '建议', data: [{ value: [5150, 2.1] }] },
  ])
})
