import { describe, expect, it } from 'vitest'
import { outlookDays } from './outlook-days'
import type { Outlook } from './use-outlook'

const outlook: Outlook = {
  warehouse: 'W',
  warehouse_name: '华东总仓',
  history: [
    { day: '2026-11-18', demand: '5', sellable: null, hidden: null },
    { day: '2026-11-19', demand: '1', sellable: '0.35', hidden: '3.2' },
    { day: '2026-11-20', demand: '0', sellable: '0', hidden: '4' },
    { day: '2026-11-21', demand: '6', sellable: '1', hidden: '0' },
    { day: '2026-11-22', demand: '2', sellable: '0.9', hidden: '0.1' },
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

describe('the rows of the chart', () => {
  const rows = outlookDays(outlook, 4)

  it('share one line of days, today once', () => {
    expect(rows.days).toEqual([
      '2026-11-19',
      '2026-11-20',
      '2026-11-21',
      '2026-11-22',
      '2026-11-23',
    ])
    expect(rows.demand).toEqual(['1', '0', '6', '2', null])
    expect(rows.stock).toEqual([null, null, null, '5', '0'])
  })

  it('stack what was missed on what was sold, and only where something was', () => {
    expect(rows.hidden).toEqual(['3.2', '4', null, '0.1', null])
  })

  it('draw a range as its height above the low edge', () => {
    expect(rows.mean).toEqual([null, null, null, '4.5', null])
    expect(rows.demandLow).toEqual([null, null, null, '1', null])
    expect(rows.demandBand).toEqual([null, null, null, '8', null])
    expect(rows.stockBand).toEqual([null, null, null, '5.5', '3'])
  })

  it('know real arrivals and the chance of being out in percent', () => {
    expect(rows.arrivals).toEqual([null, null, null, null, '12'])
    expect(rows.outChance).toEqual([null, null, null, '3.5', null])
  })

  it('join days that could not be sold into stretches', () => {
    expect(rows.closed).toEqual([
      ['2026-11-19', '2026-11-20'],
      ['2026-11-22', '2026-11-22'],
    ])
  })
})
