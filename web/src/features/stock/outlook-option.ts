import type { EChartsOption, SeriesOption } from 'echarts'
import { axisTooltip, type Palette } from '@/lib/chart'
import { today } from '@/lib/dates'
import { formatDecimal, formatPercent, isPositive } from '@/lib/decimal'
import type { Text } from '@/lib/text'
import { isClosed, outlookDays, type OutlookDays } from './outlook-days'
import type { outlookText } from './outlook-text'
import type { Outlook } from './use-outlook'

type Style = { palette: Palette; t: Text<typeof outlookText>; pastDays?: number }
type Draw = Style & { outlook: Outlook; rows: OutlookDays }

/** The three drawings, one below the other, on one line of days. */
const DEMAND = 0
const STOCK = 1
const CHANCE = 2
/** Top and height in percent of the whole. */
const PLACES = [
  { top: '13%', height: '27%' },
  { top: '49%', height: '27%' },
  { top: '84%', height: '10%' },
]

/**
 * Demand: what was sold, what was missed, and the fan of what is foreseen. Stock: its projection
 * with arrivals, the reorder point and the day it runs out. Below: the chance to be out, day by day.
 */
export function outlookOption(outlook: Outlook, style: Style): EChartsOption {
  const { palette, t, pastDays = 60 } = style
  const rows = outlookDays(outlook, pastDays)
  const draw: Draw = { ...style, outlook, rows }
  const places = [DEMAND, STOCK, CHANCE]
  return {
    animation: false,
    grid: PLACES.map((place) => ({ ...place, left: 46, right: 14 })),
    legend: {
      top: 0,
      left: 0,
      itemWidth: 14,
      itemHeight: 8,
      textStyle: { color: palette.ink2 },
      data: [t.sold, t.hidden, t.foreseen, t.expected, t.arrivals].map((name) => ({
        name,
        icon: 'roundRect',
      })),
      type: 'scroll',
      pageIconSize: 10,
    },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      ...axisTooltip(palette),
      formatter: (points) => tooltip(points, outlook, t),
    },
    xAxis: places.map((gridIndex) => ({
      type: 'category',
      gridIndex,
      data: rows.days,
      axisLine: { lineStyle: { color: palette.line } },
      // Areas end at ticks, also at those that are not shown: one for every day.
      axisTick: { show: false, interval: 0 },
      axisLabel: {
        show: gridIndex === CHANCE,
        color: palette.ink3,
        formatter: (day: string) => day.slice(5),
      },
    })),
    yAxis: places.map((gridIndex) => ({
      type: 'value',
      gridIndex,
      min: 0,
      name: [t.demandAxis, t.stockAxis, t.chanceAxis][gridIndex] ?? '',
      nameGap: 8,
      nameTextStyle: { color: palette.ink2, align: 'left', padding: [0, 0, 0, -34] },
      splitNumber: 3,
      axisLabel: { color: palette.ink3, formatter: shortNumber, hideOverlap: true },
      splitLine: { lineStyle: { color: palette.line } },
      ...(gridIndex === STOCK ? { max: topOf(outlook) } : {}),
      ...(gridIndex === CHANCE
        ? { max: 100, interval: 50, axisLabel: { color: palette.ink3, formatter: '{value}%' } }
        : {}),
    })),
    series: [...demandSeries(draw), ...stockSeries(draw), chanceSeries(draw)],
  }
}

const LINE = { type: 'line' as const, showSymbol: false }
const at = (place: number) => ({ xAxisIndex: place, yAxisIndex: place })

function demandSeries({ palette, t, rows }: Draw): SeriesOption[] {
  return [
    {
      ...at(DEMAND),
      name: t.sold,
      type: 'bar',
      stack: 'past',
      data: rows.demand,
      itemStyle: { color: palette.ink3, opacity: 0.6 },
      markArea: {
        silent: true,
        itemStyle: { color: palette.warning, opacity: 0.12 },
        data: rows.closed.map(([from, to]) => [{ xAxis: from }, { xAxis: to }]),
      },
      ...todayMark(rows, palette, t),
    },
    {
      ...at(DEMAND),
      name: t.hidden,
      type: 'bar',
      stack: 'past',
      data: rows.hidden,
      itemStyle: { color: palette.warning, opacity: 0.45 },
    },
    ...band(DEMAND, t.range, rows.demandLow, rows.demandBand, palette.info),
    {
      ...at(DEMAND),
      ...LINE,
      name: t.foreseen,
      data: rows.mean,
      lineStyle: { color: palette.info, width: 2 },
      itemStyle: { color: palette.info },
    },
  ]
}

function stockSeries({ palette, t, rows, outlook }: Draw): SeriesOption[] {
  return [
    ...band(STOCK, t.band, rows.stockLow, rows.stockBand, palette.accent),
    {
      ...at(STOCK),
      name: t.arrivals,
      type: 'bar',
      barWidth: 5,
      data: rows.arrivals,
      itemStyle: { color: palette.ink },
    },
    {
      ...at(STOCK),
      ...LINE,
      name: t.expected,
      data: rows.stock,
      lineStyle: { color: palette.accent, width: 2 },
      itemStyle: { color: palette.accent },
      markLine: { ...QUIET_MARK, data: stockMarks(outlook, rows, palette, t) },
    },
  ]
}

function chanceSeries({ palette, t, rows }: Draw): SeriesOption {
  return {
    ...at(CHANCE),
    ...LINE,
    name: t.chance,
    data: rows.outChance,
    lineStyle: { color: palette.danger, width: 1.5 },
    itemStyle: { color: palette.danger },
    areaStyle: { color: palette.danger, opacity: 0.15 },
  }
}

/** The range is drawn as its height above the low edge. */
function band(
  place: number,
  name: string,
  low: OutlookDays['stockLow'],
  height: OutlookDays['stockBand'],
  color: string,
): SeriesOption[] {
  const quiet = { ...LINE, ...at(place), stack: `band ${place}`, silent: true }
  return [
    {
      ...quiet,
      name: `${name} low`,
      data: low,
      lineStyle: { opacity: 0 },
      tooltip: { show: false },
    },
    {
      ...quiet,
      name,
      data: height,
      lineStyle: { opacity: 0 },
      itemStyle: { color, opacity: 0.3 },
      areaStyle: { color, opacity: 0.16 },
    },
  ]
}

/** A round number above everything drawn, the levels too. */
function topOf({ days, reorder_point, order_up_to }: Outlook): number {
  const values = days.flatMap((one) => [one.high, one.expected, one.incoming].map(Number))
  const levels = [reorder_point, order_up_to].map((level) => Number(level ?? 0) * 1.1)
  const highest = Math.max(1, ...values, ...levels)
  const step = 10 ** Math.floor(Math.log10(highest)) / 2
  return Math.ceil(highest / step) * step
}

const QUIET_MARK = { symbol: 'none', silent: true, animation: false }

function todayMark({ days }: OutlookDays, palette: Palette, t: Style['t']) {
  const now = today()
  if (!days.includes(now)) return {}
  return {
    markLine: {
      ...QUIET_MARK,
      data: [
        {
          xAxis: now,
          lineStyle: { color: palette.ink3, type: 'dotted' as const, width: 1 },
          label: { formatter: t.todayMark, color: palette.ink3, ...besideTitle(now, days) },
        },
      ],
    },
  }
}

/** Above the line, unless that is where the axis has its title: then at its right. */
function besideTitle(day: string, days: string[]) {
  const isUnderTitle = days.indexOf(day) < days.length / 6
  return isUnderTitle
    ? {
        position: 'insideEnd' as const,
        rotate: 0,
        align: 'left' as const,
        verticalAlign: 'top' as const,
        padding: [4, 0, 0, 6],
      }
    : {}
}

function stockMarks(outlook: Outlook, { days }: OutlookDays, palette: Palette, t: Style['t']) {
  // Each side of its own line, so that they stay apart however close the lines are.
  const level = (
    words: string,
    value: string | null,
    color: string,
    position: 'insideEndTop' | 'insideEndBottom',
  ) =>
    isPositive(value)
      ? [
          {
            yAxis: Number(value),
            lineStyle: { color, type: 'dashed' as const, width: 1 },
            label: {
              formatter: `${words} ${formatDecimal(value, { max: 1 })}`,
              position,
              color,
            },
          },
        ]
      : []
  return [
    ...level(t.reorderPoint, outlook.reorder_point, palette.warning, 'insideEndBottom'),
    ...level(t.orderUpTo, outlook.order_up_to, palette.ink3, 'insideEndTop'),
    ...(outlook.stockout_day && days.includes(outlook.stockout_day)
      ? [
          {
            xAxis: outlook.stockout_day,
            lineStyle: { color: palette.danger, type: 'solid' as const, width: 1.5 },
            label: {
              formatter: t('stockout', { day: outlook.stockout_day.slice(5) }),
              color: palette.danger,
              fontWeight: 'bold' as const,
              ...besideTitle(outlook.stockout_day, days),
            },
          },
        ]
      : []),
  ]
}

/** 12,000 is `12k`, because the labels stand in a narrow column. */
export function shortNumber(value: number): string {
  return value >= 10_000 ? `${formatDecimal(String(value / 1000), { max: 1 })}k` : String(value)
}

/** Only our own words and numbers, never anything a user wrote, because the chart takes HTML. */
function tooltip(points: unknown, outlook: Outlook, t: Style['t']): string {
  const first = (Array.isArray(points) ? points[0] : points) as { axisValue?: string } | undefined
  const day = first?.axisValue ?? ''
  const number = (value: string | null | undefined) => formatDecimal(value, { max: 1 })
  const lines = [`<b>${day}</b>`]
  const past = outlook.history.find((one) => one.day === day)
  if (past) {
    lines.push(`${t.sold} <b>${number(past.demand)}</b>`)
    if (isPositive(past.hidden)) lines.push(`${t.hidden} ${number(past.hidden)}`)
    if (isClosed(past)) lines.push(t('sellableShare', { share: formatPercent(past.sellable) }))
  }
  const ahead = outlook.days.find((one) => one.day === day)
  if (ahead) {
    if (ahead.demand !== undefined) {
      const range = `${number(ahead.demand_low)} – ${number(ahead.demand_high)}`
      lines.push(`${t.foreseen} <b>${number(ahead.demand)}</b> (${range})`)
    }
    lines.push(`${t.expected} <b>${number(ahead.expected)}</b>`)
    lines.push(`${t.band} ${number(ahead.low)} – ${number(ahead.high)}`)
    if (isPositive(ahead.incoming)) lines.push(`${t.arrivals} +${number(ahead.incoming)}`)
    if (ahead.out_chance !== undefined)
      lines.push(`${t.chance} ${formatPercent(ahead.out_chance, 1)}`)
  }
  return lines.join('<br>')
}
