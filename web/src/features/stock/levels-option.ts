import type { EChartsOption } from 'echarts'
import { axisTooltip, legend, type Palette } from '@/lib/chart'
import type { Text } from '@/lib/text'
import { shortNumber } from './outlook-option'
import type { outlookText } from './outlook-text'
import type { LevelsOfDay } from './use-outlook'

/** A level holds from its day until the next change: steps, not slopes. */
export function levelsOption(
  history: LevelsOfDay[],
  { palette, t }: { palette: Palette; t: Text<typeof outlookText> },
): EChartsOption {
  const lines = [
    { name: t.orderUpTo, key: 'order_up_to' as const, color: palette.accent },
    { name: t.reorderPoint, key: 'reorder_point' as const, color: palette.warning },
    { name: t.safetyStock, key: 'safety_stock' as const, color: palette.ink3 },
  ]
  return {
    animation: false,
    grid: { left: 46, right: 14, top: 30, bottom: 24 },
    legend: legend(palette),
    tooltip: axisTooltip(palette),
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.ink3, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      axisLabel: { color: palette.ink3, formatter: shortNumber },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: lines.map(({ name, key, color }) => ({
      name,
      type: 'line' as const,
      step: 'end' as const,
      showSymbol: false,
      data: history.map((one) => [one.day, one[key]]),
      lineStyle: { color, width: 1.5 },
      itemStyle: { color },
    })),
  }
}
