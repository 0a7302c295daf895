import { describe, expect, it } from 'vitest'
import { palette } from '@/lib/a-palette.fixture'
import { text } from '@/lib/text'
import { byDimension, coverVerdict, gainOf, latestOf } from './quality-figures'
import { coverOption, errorOption } from './quality-option'
import { qualityText } from './quality-text'
import type { QualityClass, QualityMonth } from './types'

const month = (name: string, more: Partial<QualityMonth> = {}): QualityMonth => ({
  month: name,
  wape: '0.412',
  bias: '-0.03',
  cover_90: '0.91',
  cover_95: '0.948',
  pinball: '0.3',
  naive_pinball: '0.4',
  ...more,
})

it.each([
  ['0.935', 'right'],
  ['0.965', 'right'],
  ['0.9349', 'off'],
  ['0.98', 'off'],
  [null, null],
])('a 95 % line that covers %s is %s', (cover, verdict) =>
  expect(coverVerdict(cover)).toBe(verdict),
)

it('the gain is what the loss is smaller than that of the naive forecast', () => {
  expect(gainOf(month('2026-10'))).toBe('0.2500')
  expect(gainOf(month('2026-10', { naive_pinball: '0' }))).toBeNull()
})

it('the latest month is the newest that was judged', () => {
  const by_month = [month('2026-10'), month('2026-09'), month('2026-11', { wape: null })]
  const quality = { horizon: 14, learned_on: null, series: 1, by_class: [], best: [], worst: [] }
  expect(latestOf({ ...quality, by_month })?.month).toBe('2026-10')
  expect(latestOf({ ...quality, by_month: [] })).toBeUndefined()
})

it('classes stand by dimension', () => {
  const of = (dimension: string, code: string) => ({ dimension, code }) as QualityClass
  const groups = byDimension([of('abc', 'A'), of('xyz', 'X'), of('abc', 'B')])
  expect(groups.map(([name, rows]) => [name, rows.map((row) => row.code)])).toEqual([
    ['abc', ['A', 'B']],
    ['xyz', ['X']],
  ])
})

describe('the charts by month', () => {
  const style = { palette, t: text(qualityText, 'zh') }
  const months = [month('2026-09', { cover_90: '0.79' }), month('2026-10', { wape: null })]

  it('draw percents, and a gap where a month was not judged', () => {
    expect(errorOption(months, style).series).toMatchObject([
      { name: '误差（WAPE）', data: [41.2, null] },
      { name: '偏差', data: [-3, -3] },
    ])
  })

  it('show what was promised, with room for the lowest point', () => {
    const option = coverOption(months, style)
    expect(option.yAxis).toMatchObject({ min: 75, max: 100 })
    expect(option.series).toMatchObject([
      { name: '90% 线', data: [79, 91], markLine: { data: [{ yAxis: 90 }] } },
      { name: '95% 线', data: [94.8, 94.8], markLine: { data: [{ yAxis: 95 }] } },
    ])
  })
})
