import type { EChartsOption, SeriesOption } from 'echarts'
import type { Palette } from '@/lib/chart'
import { formatDecimal, formatPercent } from '@/lib/decimal'
import type { Text } from '@/lib/text'
import type { policiesText } from './policies-text'
import type { Backtest, BacktestFigures } from './types'

type Style = { palette: Palette; t: Text<typeof policiesText> }
type Point = { value: [stock: number, percent: number]; service: string }

/** From the least stock to the most. */
export function curvePoints(curve: BacktestFigures[]): Point[] {
  return curve.map(pointOf).toSorted((a, b) => a.value[0] - b.value[0])
}

function pointOf({ mean_stock, line_stockout_rate, service }: BacktestFigures): Point {
  const percent = Math.round(Number(line_stockout_rate) * 10_000) / 100
  return { value: [Number(mean_stock), percent], service: formatDecimal(service, { max: 1 }) }
}

/** How many stockouts each method has at each amount of stock, and where today and the proposal lie. */
export function tradeOffOption(backtest: Backtest, { palette, t }: Style): EChartsOption {
  const curve = (name: string, figures: BacktestFigures[], color: string): SeriesOption => ({
    name,
    type: 'line',
    data: curvePoints(figures),
    symbol: 'circle',
    symbolSize: 5,
    lineStyle: { color, width: 2 },
    itemStyle: { color },
    label: {
      show: true,
      position: 'top',
      color: palette.ink3,
      fontSize: 10,
      formatter: ({ data }) => (data as Point).service,
    },
    labelLayout: { hideOverlap: true },
  })
  // Above the curve of today and below the better one nothing else stands.
  const place = (
    name: string,
    figures: BacktestFigures,
    color: string,
    position: 'top' | 'bottom',
  ): SeriesOption => ({
    name,
    type: 'line',
    data: [pointOf(figures)],
    symbol: 'circle',
    symbolSize: 14,
    showSymbol: true,
    z: 5,
    itemStyle: { color, borderColor: palette.surface, borderWidth: 2 },
    label: { show: true, position, distance: 12, color, fontWeight: 'bold', formatter: name },
  })
  const axis = {
    type: 'value' as const,
    nameTextStyle: { color: palette.ink2 },
    axisLabel: { color: palette.ink3 },
    splitLine: { lineStyle: { color: palette.line } },
  }
  return {
    animation: false,
    grid: { left: 48, right: 30, top: 56, bottom: 44 },
    legend: {
      top: 0,
      left: 0,
      itemWidth: 14,
      itemHeight: 8,
      textStyle: { color: palette.ink2 },
      data: [t.curveToday, t.curveProposed],
    },
    tooltip: {
      trigger: 'item',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      formatter: (point) => {
        const { data } = point as unknown as { data: Point }
        const [stock, percent] = data.value
        return [
          t('target', { n: data.service }),
          `${t.stockAxis} <b>${formatDecimal(String(stock), { max: 0 })}</b>`,
          `${t.stockoutAxis} <b>${formatPercent(String(percent / 100), 2)}</b>`,
        ].join('<br>')
      },
    },
    xAxis: {
      ...axis,
      scale: true,
      name: t.stockAxis,
      nameLocation: 'middle',
      nameGap: 26,
      splitNumber: 5,
      axisLabel: { color: palette.ink3, hideOverlap: true },
    },
    yAxis: {
      ...axis,
      min: 0,
      name: t.stockoutAxis,
      nameGap: 8,
      nameTextStyle: { color: palette.ink2, align: 'left', padding: [0, 0, 0, -36] },
      axisLabel: { color: palette.ink3, formatter: '{value}%' },
    },
    series: [
      curve(t.curveToday, backtest.curve_of_today, palette.ink3),
      curve(t.curveProposed, backtest.curve, palette.accent),
      place(t.today, backtest.today, palette.ink2, 'top'),
      place(t.proposed, backtest.proposed, palette.accent, 'bottom'),
    ],
  }
}
