import { describe, expect, test } from 'vitest'
import { chartOf, drawnMeasure } from './report-chart'
import type { Table } from './types'

const label = { zh: '', en: '' }
const key = (text: string) => ({ key: text, text })
const table = (change: Partial<Table>): Table => ({
  report: 'sales',
  from: '2026-01-01',
  through: '2026-03-31',
  axes: [{ name: 'customer', label }],
  measures: [{ name: 'amount', label, kind: 'money' }],
  rows: [],
  count: 0,
  total: { values: ['0'] },
  rest: null,
  ...change,
})

describe('the chart of a report', () => {
  test('nothing is not drawn', () => {
    expect(chartOf(table({}), ['month'], '-', 0)).toBeNull()
  })

  test('rows are bars', () => {
    const rows = [
      { keys: [key('Li')], values: ['3'] },
      { keys: [key('')], values: ['1'] },
    ]
    expect(chartOf(table({ rows }), ['month'], 'Blank', 0)).toEqual({
      names: ['Li', 'Blank'],
      series: [{ name: '', values: ['3', '1'] }],
      isTime: false,
    })
  })

  test('time in columns runs to the right, a line for each row', () => {
    const rows = [{ keys: [key('Li')], values: ['3'], cells: [['1'], null] }]
    const wide = table({
      rows,
      columns: [key('2026-01'), key('2026-02')],
      column_axis: { name: 'month', label },
    })
    expect(chartOf(wide, ['month'], '-', 0)).toEqual({
      names: ['2026-01', '2026-02'],
      series: [{ name: 'Li', values: ['1', null] }],
      isTime: true,
    })
  })

  test('what it is sorted by is drawn, else what says most', () => {
    const measures = ['quantity', 'amount', 'profit'].map((name) => ({
      name,
      label,
      kind: 'money' as const,
    }))
    expect(drawnMeasure(table({ measures }), '')).toBe(2)
    expect(drawnMeasure(table({ measures }), '-quantity')).toBe(0)
    expect(drawnMeasure(table({}), '')).toBe(0)
  })
})
