import { describe, expect, it, vi } from 'vitest'
import { text } from '@/lib/text'
import { outlookOption } from './outlook-option'
import { stockText } from './stock-text'
import { mostPressing, type Outlook } from './use-outlook'

const palette = {
  ink: '#000',
  ink2: '#111',
  ink3: '#222',
  line: '#333',
  surface: '#fff',
  accent: '#0a0',
  danger: '#a00',
  warning: '#aa0',
  ok: '#0a0',
  info: '#00a',
}
const outlook: Outlook = {
  warehouse: 'W',
  warehouse_name: '华东总仓',
  history: [
    { day: '2026-11-20', demand: '4' },
    { day: '2026-11-21', demand: '6' },
  ],
  days: [
    { day: '2026-11-22', expected: '5', low: '2', high: '7.5', incoming: '0' },
    { day: '2026-11-23', expected: '0', low: '0', high: '3', incoming: '12' },
  ],
  stockout_day: '2026-11-23',
  reorder_point: '20',
  order_up_to: '60',
}

describe('the 90-day chart', () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 22) })
  const option = outlookOption(outlook, { palette, t: text(stockText, 'zh') })
  const series = option.series as { name: string; data: unknown[]; markLine?: { data: object[] } }[]
  const of = (name: string) => series.find((one) => one.name === name)
  vi.useRealTimers()

  it('past demand and the future share one line of days without overlap', () => {
    expect((option.xAxis as { data: string[] }).data).toEqual([
      '2026-11-20',
      '2026-11-21',
      '2026-11-22',
      '2026-11-23',
    ])
    expect(of('每日需求')?.data).toEqual(['4', '6', null, null])
    expect(of('预计库存')?.data).toEqual([null, null, '5', '0'])
  })

  it('the band is drawn as its height above the low edge', () => {
    expect(of('low')?.data).toEqual([null, null, '2', '0'])
    expect(of('可能范围（10%–90%）')?.data).toEqual([null, null, '5.5', '3'])
  })

  it('only real arrivals are bars; reorder point, today and stockout are marked', () => {
    expect(of('到货')?.data).toEqual([null, null, null, '12'])
    expect(of('预计库存')?.markLine?.data).toMatchObject([
      { yAxis: 20 },
      { xAxis: '2026-11-22' },
      { xAxis: '2026-11-23', label: { formatter: '断货 11-23' } },
    ])
  })
})

it('the warehouse that runs out first is looked at first', () => {
  const place = (warehouse: string, stockout_day: string | null) => ({
    ...outlook,
    warehouse,
    stockout_day,
  })
  const rows = [place('never', null), place('later', '2026-12-24'), place('soon', '2026-12-01')]
  expect(mostPressing(rows)?.warehouse).toBe('soon')
  expect(mostPressing([])).toBeUndefined()
})
