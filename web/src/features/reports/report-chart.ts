import type { EChartsOption } from 'echarts'
import { axisTooltip, legend, nameAxis, type Palette } from '@/lib/chart'
import type { Figures, Table } from './types'

/** Bars, or lines, that a reader can still tell apart. */
const NAMES_MAX = 24
const SERIES_MAX = 6

type Series = { name: string; values: (string | null)[] }
export type Chart = { names: string[]; series: Series[]; isTime: boolean }

/**
 * What a chart of the table shows: time runs to the right, whether it stands in rows or in columns;
 * anything else is a bar for each of the first rows. Charts draw with JavaScript numbers; the figures
 * beside them stay exact.
 */
export function chartOf(
  table: Table,
  timeAxes: string[],
  blank: string,
  measure: number,
): Chart | null {
  const first = (figures: Figures | null | undefined) => figures?.[measure] ?? null
  const name = (text: string) => text || blank
  const byTime = timeAxes.includes(table.axes[0]?.name ?? '')
  const { columns } = table
  if (table.rows.length === 0 || table.axes.length === 0) return null
  if (columns && columns.length > 1) {
    const acrossTime = timeAxes.includes(table.column_axis?.name ?? '')
    if (acrossTime) {
      const lines = table.rows.slice(0, SERIES_MAX)
      return {
        names: columns.map((it) => it.text),
        series: lines.map((row) => ({
          name: row.keys.map((it) => name(it.text)).join(' '),
          values: columns.map((_, at) => first(row.cells?.[at])),
        })),
        isTime: true,
      }
    }
    const shown = byTime ? table.rows : table.rows.slice(0, NAMES_MAX)
    return {
      names: shown.map((row) => row.keys.map((it) => name(it.text)).join(' ')),
      series: columns.slice(0, SERIES_MAX).map((column, at) => ({
        name: name(column.text),
        values: shown.map((row) => first(row.cells?.[at])),
      })),
      isTime: byTime,
    }
  }
  const shown = byTime ? table.rows : table.rows.slice(0, NAMES_MAX)
  return {
    names: shown.map((row) => row.keys.map((it) => name(it.text)).join(' ')),
    series: [{ name: '', values: shown.map((row) => first(row.values)) }],
    isTime: byTime,
  }
}

/** What says most of what these figures are about, when nothing is sorted by. */
const TELLING = ['profit', 'amount', 'closing_value', 'price', 'days_of_stock', 'left', 'closing']

/** The place of the measure that is drawn: what the table is sorted by, else what says most. */
export function drawnMeasure(table: Table, sort: string): number {
  const place = (name: string) => table.measures.findIndex((it) => it.name === name)
  const places = [sort.replace(/^-/, ''), ...TELLING].map(place)
  return places.find((at) => at >= 0) ?? 0
}

/** Calm colours that can be told apart, the accent first. */
const colours = (palette: Palette) => [
  palette.accent,
  palette.warning,
  palette.ok,
  palette.info,
  palette.danger,
  palette.ink3,
]

export function chartOption(
  chart: Chart,
  palette: Palette,
  format: (value: string | null) => string,
): EChartsOption {
  const many = chart.series.length > 1
  return {
    animation: false,
    color: colours(palette),
    grid: { left: 8, right: 16, top: many ? 36 : 16, bottom: 4, containLabel: true },
    ...(many ? { legend: { ...legend(palette), type: 'scroll' as const } } : {}),
    tooltip: {
      ...axisTooltip(palette),
      valueFormatter: (value) => format(value == null ? null : String(value)),
    },
    xAxis: nameAxis(chart.names, palette),
    yAxis: {
      type: 'value',
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.ink3 },
    },
    series: chart.series.map((it) => ({
      name: it.name,
      type: chart.isTime && many ? ('line' as const) : ('bar' as const),
      data: it.values.map((value) => (value === null ? null : Number(value))),
      barMaxWidth: 28,
      connectNulls: true,
      symbolSize: 5,
    })),
  }
}
