import type { EChartsOption } from 'echarts'
import type { Palette } from '@/lib/chart'
import { today } from '@/lib/dates'
import { formatDecimal, subtract } from '@/lib/decimal'
import type { Text } from '@/lib/text'
import type { stockText } from './stock-text'
import type { Outlook } from './use-outlook'

type Style = { palette: Palette; t: Text<typeof stockText> }

/** Days of past demand that are drawn before today. */
const PAST_DAYS = 45

/**
 * Left of today: demand per day as bars on the right axis. Right of today: projected stock with its
 * likely range, arrivals, the reorder point, and the day it runs out.
 */
export function outlookOption(outlook: Outlook, { palette, t }: Style): EChartsOption {
  const past = outlook.history.slice(-PAST_DAYS)
  const ahead = outlook.days
  const pastDays = past.map((one) => one.day)
  const days = [
    ...pastDays,
    ...ahead.map((one) => one.day).filter((day) => !pastDays.includes(day)),
  ]
  const onDays = <T extends { day: string }>(rows: T[], value: (row: T) => string) => {
    const byDay = new Map(rows.map((row) => [row.day, value(row)]))
    return days.map((day) => byDay.get(day) ?? null)
  }
  const demandPeak = Math.max(1, ...past.map((one) => Number(one.demand)))
  const line = { type: 'line' as const, showSymbol: false, smooth: false }
  return {
    animation: false,
    grid: { left: 8, right: 18, top: 36, bottom: 8, containLabel: true },
    legend: {
      top: 0,
      left: 0,
      itemWidth: 14,
      itemHeight: 8,
      textStyle: { color: palette.ink2 },
      data: [t.sold, t.expected, t.band, t.arrivals].map((name) => ({ name, icon: 'roundRect' })),
      type: 'scroll',
    },
    tooltip: {
      trigger: 'axis',
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      formatter: (points) => tooltip(points, outlook, t),
    },
    xAxis: {
      type: 'category',
      data: days,
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { color: palette.ink3, formatter: (day: string) => day.slice(5) },
    },
    yAxis: [
      {
        type: 'value',
        min: 0,
        max: topOf(outlook),
        minInterval: 1,
        axisLabel: { color: palette.ink3 },
        splitLine: { lineStyle: { color: palette.line } },
      },
      // Three times the peak, so that past demand stays in the lower third.
      { type: 'value', min: 0, max: Math.ceil(demandPeak * 3), show: false },
    ],
    series: [
      {
        name: t.sold,
        type: 'bar',
        yAxisIndex: 1,
        data: onDays(past, (one) => one.demand),
        itemStyle: { color: palette.ink3, opacity: 0.45 },
      },
      {
        ...line,
        name: 'low',
        stack: 'band',
        data: onDays(ahead, (one) => one.low),
        lineStyle: { opacity: 0 },
        tooltip: { show: false },
        silent: true,
      },
      {
        ...line,
        name: t.band,
        stack: 'band',
        data: onDays(ahead, (one) => subtract(one.high, one.low)),
        lineStyle: { opacity: 0 },
        itemStyle: { color: palette.accent, opacity: 0.3 },
        areaStyle: { color: palette.accent, opacity: 0.14 },
        silent: true,
      },
      {
        name: t.arrivals,
        type: 'bar',
        barWidth: 5,
        data: onDays(ahead, (one) => (Number(one.incoming) > 0 ? one.incoming : '')).map(
          (v) => v || null,
        ),
        itemStyle: { color: palette.info },
      },
      {
        ...line,
        name: t.expected,
        data: onDays(ahead, (one) => one.expected),
        lineStyle: { color: palette.accent, width: 2 },
        itemStyle: { color: palette.accent },
        markLine: {
          symbol: 'none',
          silent: true,
          animation: false,
          data: marks(outlook, palette, t),
        },
      },
    ],
  }
}

/** A round number above everything drawn, the reorder point too. */
function topOf({ days, reorder_point }: Outlook): number {
  const values = days.flatMap((one) => [
    Number(one.high),
    Number(one.expected),
    Number(one.incoming),
  ])
  const highest = Math.max(1, ...values, Number(reorder_point ?? 0) * 1.1)
  const step = 10 ** Math.floor(Math.log10(highest)) / 2
  return Math.ceil(highest / step) * step
}

function marks(outlook: Outlook, palette: Palette, t: Style['t']) {
  const now = today()
  const known = outlook.days.map((one) => one.day)
  const quiet = { color: palette.ink3, type: 'dotted' as const, width: 1 }
  return [
    ...(outlook.reorder_point
      ? [
          {
            yAxis: Number(outlook.reorder_point),
            lineStyle: { color: palette.warning, type: 'dashed' as const, width: 1 },
            label: {
              formatter: `${t.reorderPoint} ${formatDecimal(outlook.reorder_point, { max: 1 })}`,
              position: 'insideEndTop' as const,
              color: palette.warning,
            },
          },
        ]
      : []),
    ...(known.includes(now) && outlook.stockout_day !== now
      ? [{ xAxis: now, lineStyle: quiet, label: { formatter: t.todayMark, color: palette.ink3 } }]
      : []),
    ...(outlook.stockout_day && known.includes(outlook.stockout_day)
      ? [
          {
            xAxis: outlook.stockout_day,
            lineStyle: { color: palette.danger, type: 'solid' as const, width: 1.5 },
            label: {
              formatter: t('stockout', { day: outlook.stockout_day.slice(5) }),
              color: palette.danger,
              fontWeight: 'bold' as const,
            },
          },
        ]
      : []),
  ]
}

/** Only our own words and numbers, never anything a user wrote, because the chart takes HTML. */
function tooltip(points: unknown, outlook: Outlook, t: Style['t']): string {
  const first = (Array.isArray(points) ? points[0] : points) as { axisValue?: string } | undefined
  const day = first?.axisValue ?? ''
  const number = (value: string) => formatDecimal(value, { max: 1 })
  const lines = [`<b>${day}</b>`]
  const sold = outlook.history.find((one) => one.day === day)
  if (sold) lines.push(`${t.sold} ${number(sold.demand)}`)
  const ahead = outlook.days.find((one) => one.day === day)
  if (ahead) {
    lines.push(`${t.expected} <b>${number(ahead.expected)}</b>`)
    lines.push(`${t.band} ${number(ahead.low)} – ${number(ahead.high)}`)
    if (Number(ahead.incoming) > 0) lines.push(`${t.arrivals} +${number(ahead.incoming)}`)
  }
  return lines.join('<br>')
}
