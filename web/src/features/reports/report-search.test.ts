import { describe, expect, test } from 'vitest'
import { readSearch, toQuery } from './report-search'
import type { Report } from './types'

const label = { zh: '', en: '' }
const axis = (name: string) => ({ name, label, kind: 'link' as const, type: name })
const measure = (name: string) => ({ name, label, kind: 'money' as const })
const sales: Report = {
  name: 'sales',
  label,
  answers: label,
  period: 'month',
  rows: ['customer'],
  columns: 'month',
  shown: ['amount'],
  axes: [axis('customer'), axis('item'), axis('month')],
  measures: [measure('amount'), measure('quantity')],
}

describe('the address of a report', () => {
  test('an empty one is as the report begins', () => {
    expect(toQuery(readSearch(sales, {}, '2026-03-15'))).toEqual({
      from: '2026-03-01',
      through: '2026-03-15',
      rows: 'customer',
      columns: 'month',
      measures: 'amount',
      sort: '',
      only: '',
      filter: '',
      limit: '50',
    })
  })

  test('what it does not know it leaves out', () => {
    const asked = readSearch(
      sales,
      { rows: 'item,moon', columns: '-', measures: 'quantity,luck', only: '{broken' },
      '2026-03-15',
    )
    expect(asked).toMatchObject({ rows: ['item'], columns: '', measures: ['quantity'], only: {} })
  })

  test('days of its own win over the usual period', () => {
    const days = { from: '2025-01-01', through: '2025-02-01' }
    expect(readSearch(sales, days, '2026-03-15').days).toEqual(days)
    const year = readSearch(sales, { preset: 'year' }, '2026-03-15').days
    expect(year).toEqual({ from: '2026-01-01', through: '2026-03-15' })
  })
})
