import type { EChartsOption } from 'echarts'
import { axisTooltip, legend, nameAxis, type Palette } from '@/lib/chart'
import { formatPercent } from '@/lib/decimal'
import type { Text } from '@/lib/text'
import type { qualityText } from './quality-text'
import type { QualityMonth } from './types'

type Style = { palette: Palette; t: Text<typeof qualityText> }
type Line = { name: string; key: keyof QualityMonth; color: string }

/** How far off, and in which direction. */
export function errorOption(months: QualityMonth[], { palette, t }: Style): EChartsOption {
  return {
    ...frame(months, palette),
    yAxis: percentAxis(palette),
    series: lines(months, [
      { name: t.wape, key: 'wape', color: palette.accent },
      { name: t.bias, key: 'bias', color: palette.warning },
    ]),
  }
}

/** What was promised, as dashed lines, and what came. */
export function coverOption(months: QualityMonth[], { palette, t }: Style): EChartsOption {
  const promises = [
    { name: t.cover90, key: 'cover_90' as const, color: palette.info, at: 90 },
    { name: t.cover95, key: 'cover_95' as const, color: palette.accent, at: 95 },
  ]
  const drawn = lines(months, promises)
  return {
    ...frame(months, palette),
    yAxis: { ...percentAxis(palette), max: 100, min: lowestOf(months), interval: 5 },
    series: drawn.map((line, index) => ({
      ...line,
      markLine: {
        symbol: 'none',
        silent: true,
        animation: false,
        data: promises.slice(index, index + 1).map(({ at, color }) => ({
          yAxis: at,
          lineStyle: { color, type: 'dashed' as const, width: 1 },
          label: {
            formatter: t('promised', { n: at }),
            position: 'insideStartTop' as const,
            color,
          },
        })),
      },
    })),
  }
}

/** Leaves room below the lowest point, so that small gaps are seen and not made larger than they are. */
function lowestOf(months: QualityMonth[]): number {
  const values = months.flatMap((one) => [one.cover_90, one.cover_95]).filter((v) => v !== null)
  return Math.min(85, Math.floor(Math.min(...values.map((v) => Number(v) * 100)) / 5) * 5)
}

function lines(months: QualityMonth[], all: Line[]) {
  return all.map(({ name, key, color }) => ({
    name,
    type: 'line' as const,
    symbolSize: 5,
    data: months.map((one) => percent(one[key])),
    lineStyle: { color, width: 2 },
    itemStyle: { color },
  }))
}

/** One decimal of a percent. */
function percent(share: string | null): number | null {
  return share === null ? null : Math.round(Number(share) * 1000) / 10
}

function frame(months: QualityMonth[], palette: Palette): EChartsOption {
  return {
    animation: false,
    grid: { left: 46, right: 16, top: 34, bottom: 24 },
    legend: legend(palette),
    tooltip: {
      ...axisTooltip(palette),
      valueFormatter: (value) =>
        typeof value === 'number' ? formatPercent((value / 100).toFixed(4), 1) : '—',
    },
    xAxis: nameAxis(
      months.map((one) => one.month),
      palette,
    ),
  }
}

function percentAxis(palette: Palette) {
  return {
    type: 'value' as const,
    splitNumber: 4,
    axisLabel: { color: palette.ink3, formatter: '{value}%' },
    splitLine: { lineStyle: { color: palette.line } },
  }
}
