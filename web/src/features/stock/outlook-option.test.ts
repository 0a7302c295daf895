import { describe, expect, it, vi } from 'vitest'
import { palette } from '@/lib/a-palette.fixture'
import { text } from '@/lib/text'
import { outlookOption, shortNumber } from './outlook-option'
import { outlookText } from './outlook-text'
import { mostPressing, type Outlook } from './use-outlook'

const outlook: Outlook = {
  warehouse: 'W',
  warehouse_name: '华东总仓',
  history: [
    { day: '2026-11-20', demand: '4', sellable: '0.35', hidden: '3.2' },
    { day: '2026-11-21', demand: '6', sellable: null, hidden: null },
  ],
  days: [
    {
      day: '2026-11-22',
      expected: '5',
      low: '2',
      high: '7.5',
      incoming: '0',
      demand: '4.5',
      demand_low: '1',
      demand_high: '9',
      out_chance: '0.035',
    },
    { day: '2026-11-23', expected: '0', low: '0', high: '3', incoming: '12' },
  ],
  stockout_day: '2026-11-23',
  reorder_point: '20',
  order_up_to: '60',
}

describe('the 90-day chart', () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 22) })
  const option = outlookOption(outlook, { palette, t: text(outlookText, 'zh') })
  type Drawn = {
    name: string
    xAxisIndex: number
    data: unknown[]
    markLine?: { data: object[] }
    markArea?: { data: object[] }
  }
  const series = option.series as Drawn[]
  const of = (name: string) => series.find((one) => one.name === name)
  vi.useRealTimers()

  it('draws demand, stock and chance on the same days', () => {
    const days = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']
    const axes = option.xAxis as { data: string[] }[]
    expect(axes.map((axis) => axis.data)).toEqual([days, days, days])
    expect(of('已知需求')).toMatchObject({ xAxisIndex: 0, data: ['4', '6', null, null] })
    expect(of('预计库存')).toMatchObject({ xAxisIndex: 1, data: [null, null, '5', '0'] })
    expect(of('断货概率')).toMatchObject({ xAxisIndex: 2, data: [null, null, '3.5', null] })
  })

  it('shades the days on which it could not be sold', () => {
    expect(of('已知需求')?.markArea?.data).toEqual([
      [{ xAxis: '2026-11-20' }, { xAxis: '2026-11-20' }],
    ])
  })

  it('marks today, the levels and the day it runs out', () => {
    expect(of('已知需求')?.markLine?.data).toMatchObject([{ xAxis: '2026-11-22' }])
    expect(of('预计库存')?.markLine?.data).toMatchObject([
      { yAxis: 20, label: { formatter: '再订货点 20' } },
      { yAxis: 60, label: { formatter: '目标库存 60' } },
      { xAxis: '2026-11-23', label: { formatter: '断货 11-23' } },
    ])
  })

  it('has room above the highest level', () => {
    const stock = (option.yAxis as { max?: number }[])[1]
    expect(stock?.max).toBe(70)
  })

  it('tells a day in words', () => {
    const { formatter } = option.tooltip as { formatter: (points: unknown) => string }
    expect(formatter([{ axisValue: '2026-11-20' }])).toBe(
      '<b>2026-11-20</b><br>已知需求 <b>4</b><br>缺货没卖成（估计） 3.2<br>当天只有 35% 的时间可卖',
    )
    expect(formatter([{ axisValue: '2026-11-22' }])).toContain('断货概率 3.5%')
  })
})

it('labels of large stocks stay short', () => {
  expect([900, 12_500, 2_000_000].map(shortNumber)).toEqual(['900', '12.5k', '2,000k'])
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
