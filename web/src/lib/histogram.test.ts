import { expect, it } from 'vitest'
import { palette } from '@/lib/a-palette.fixture'
import { daysHistogram, histogramOption } from './histogram'

it('counts whole days and shows the days on which nothing came', () => {
  expect(daysHistogram([7, 9, 7, 10.2])).toEqual([
    { days: 7, count: 2 },
    { days: 8, count: 0 },
    { days: 9, count: 1 },
    { days: 10, count: 1 },
  ])
  expect(daysHistogram([])).toEqual([])
})

it('marks stand at their day, and at the edge when they lie beyond the bars', () => {
  const option = histogramOption(daysHistogram([7, 9]), {
    palette,
    percentOf: 2,
    words: { count: '占比', days: (n) => `${n} 天` },
    marks: [
      { at: 9, words: '九成', color: '#a00' },
      { at: 14, words: '承诺', color: '#000' },
    ],
  })
  const [bars] = option.series as { data: number[]; markLine: { data: { xAxis: number }[] } }[]
  expect(bars?.data).toEqual([50, 0, 50])
  expect(bars?.markLine.data.map((mark) => mark.xAxis)).toEqual([2, 2])
})
