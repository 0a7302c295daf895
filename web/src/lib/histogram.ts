import type { EChartsOption } from 'echarts'
import type { Palette } from '@/lib/chart'

export type Bin = { days: number; count: number }

/** How often each whole number of days occurs, the gaps between them included. */
export function daysHistogram(days: number[]): Bin[] {
  const counts = new Map<number, number>()
  for (const one of days) counts.set(Math.round(one), (counts.get(Math.round(one)) ?? 0) + 1)
  return withGaps([...counts].map(([day, count]) => ({ days: day, count })))
}

/** A day on which nothing came is a gap that one must see. */
export function withGaps(bins: Bin[]): Bin[] {
  if (bins.length === 0) return []
  const counts = new Map(bins.map((bin) => [bin.days, bin.count]))
  const first = Math.min(...counts.keys())
  const last = Math.max(...counts.keys())
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    days: first + at,
    count: counts.get(first + at) ?? 0,
  }))
}

type Style = {
  palette: Palette
  /** Counts become percents of this many. */
  percentOf?: number
  words: { count: string; days: (n: number) => string }
  marks: { at: number; words: string; color: string }[]
}

/** Bars over days, with lines at the days that matter. */
export function histogramOption(
  bins: Bin[],
  { palette, percentOf, words, marks }: Style,
): EChartsOption {
  const first = bins[0]?.days ?? 0
  const unit = percentOf ? '%' : ''
  const height = (count: number) =>
    percentOf ? Math.round((1000 * count) / percentOf) / 10 : count
  return {
    animation: false,
    grid: { left: 40, right: 16, top: marks.length > 1 ? 36 : 22, bottom: 22 },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      formatter: (points) => {
        const point = (Array.isArray(points) ? points[0] : points) as { dataIndex: number }
        const bin = bins[point.dataIndex]
        if (!bin) return ''
        return `${words.days(bin.days)}<br>${words.count} <b>${height(bin.count)}${unit}</b>`
      },
    },
    xAxis: {
      type: 'category',
      data: bins.map((bin) => String(bin.days)),
      axisLine: { lineStyle: { color: palette.line } },
      // Marks stand at ticks, also at those that are not shown: one for every day.
      axisTick: { show: false, interval: 0 },
      axisLabel: { color: palette.ink3, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      minInterval: 1,
      axisLabel: { color: palette.ink3, formatter: `{value}${unit}` },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        type: 'bar',
        data: bins.map((bin) => height(bin.count)),
        barMaxWidth: 28,
        itemStyle: { color: palette.accent, opacity: 0.75 },
        markLine: {
          symbol: 'none',
          silent: true,
          animation: false,
          data: marks.map((mark, index) => ({
            // Categories are told by their place; a mark beyond the bars stands at the edge.
            xAxis: Math.min(Math.max(Math.round(mark.at) - first, 0), Math.max(bins.length - 1, 0)),
            lineStyle: { color: mark.color, type: 'dashed' as const, width: 1.5 },
            label: {
              formatter: mark.words,
              color: mark.color,
              // One above the other, so that near marks stay readable.
              distance: index % 2 === 0 ? 4 : 18,
            },
          })),
        },
      },
    ],
  }
}
