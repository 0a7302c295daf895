import type { EChartsOption } from 'echarts'
import { axisTooltip, legend, nameAxis, type Palette } from '@/lib/chart'
import type { Text } from '@/lib/text'
import type { supplierText } from './supplier-text'
import type { Performance } from './types'

type Style = { palette: Palette; t: Text<typeof supplierText> }

/** Usual days as a line, the share that came late as bars behind it. */
export function monthsOption(
  months: Performance['by_month'],
  { palette, t }: Style,
): EChartsOption {
  const axis = {
    type: 'value' as const,
    min: 0,
    splitNumber: 3,
    axisLabel: { color: palette.ink3 },
    splitLine: { lineStyle: { color: palette.line } },
  }
  return {
    animation: false,
    grid: { left: 36, right: 44, top: 34, bottom: 24 },
    legend: legend(palette),
    tooltip: axisTooltip(palette),
    xAxis: nameAxis(
      months.map((one) => one.month),
      palette,
    ),
    yAxis: [
      axis,
      {
        ...axis,
        max: 100,
        interval: 50,
        axisLabel: { color: palette.ink3, formatter: '{value}%' },
        splitLine: { show: false },
      },
    ],
    series: [
      {
        name: t.lateRate,
        type: 'bar',
        yAxisIndex: 1,
        barMaxWidth: 26,
        data: months.map((one) =>
          one.late_rate === null ? null : Math.round(Number(one.late_rate) * 1000) / 10,
        ),
        itemStyle: { color: palette.warning, opacity: 0.35 },
        tooltip: { valueFormatter: (value) => (value == null ? '—' : `${String(value)}%`) },
      },
      {
        name: t.medianDays,
        type: 'line',
        symbolSize: 5,
        data: months.map((one) => (one.median === null ? null : Number(one.median))),
        lineStyle: { color: palette.accent, width: 2 },
        itemStyle: { color: palette.accent },
      },
    ],
  }
}

/** "2026-10-08 起变慢：一般 7 天 → 12 天", or nothing when nothing changed. */
export function changeWords(
  change: Performance['change'],
  t: Text<typeof supplierText>,
): string | null {
  if (!change) return null
  const { since, before, after } = change
  const direction = Number(after) > Number(before) ? t.slower : t.faster
  return t('changed', { day: since, direction, before, after })
}
