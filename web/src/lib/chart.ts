import type { EChartsOption, EChartsType } from 'echarts'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useTheme } from '@/lib/theme'

/** The page's own colours, read from its custom properties. */
export type Palette = Record<
  'ink' | 'ink2' | 'ink3' | 'line' | 'surface' | 'accent' | 'danger' | 'warning' | 'ok' | 'info',
  string
>

/** The legend of a small chart, above it on the left. */
export const legend = (palette: Palette) => ({
  top: 0,
  left: 0,
  itemWidth: 14,
  itemHeight: 8,
  icon: 'roundRect',
  textStyle: { color: palette.ink2 },
})

/** What is said of the point of the axis under the pointer. */
export const axisTooltip = (palette: Palette) => ({
  trigger: 'axis' as const,
  confine: true,
  backgroundColor: palette.surface,
  borderColor: palette.line,
  textStyle: { color: palette.ink, fontSize: 12 },
})

/** An axis of names, such as months. */
export const nameAxis = (names: string[], palette: Palette) => ({
  type: 'category' as const,
  data: names,
  axisLine: { lineStyle: { color: palette.line } },
  axisTick: { show: false },
  axisLabel: { color: palette.ink3, hideOverlap: true },
})

/** Draws `option` into the div that gets the returned ref. ECharts is loaded at the first chart. */
export function useChart(option: (palette: Palette) => EChartsOption, deps: unknown[]) {
  const ref = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  const { dark } = useTheme()
  const draw = useEffectEvent(() => chart.current?.setOption(option(palette()), { notMerge: true }))

  useEffect(() => {
    const host = ref.current
    if (!host) return
    let gone = false
    const resizer = new ResizeObserver(() => chart.current?.resize())
    void import('@/lib/echarts').then(({ init }) => {
      if (gone) return
      chart.current = init(host)
      draw()
      resizer.observe(host)
    })
    return () => {
      gone = true
      resizer.disconnect()
      chart.current?.dispose()
      chart.current = undefined
    }
  }, [])

  const drawn = JSON.stringify(deps)
  useEffect(() => draw(), [dark, drawn])
  return ref
}

function palette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ink: colour('ink'),
    ink2: colour('ink-2'),
    ink3: colour('ink-3'),
    line: colour('line'),
    surface: colour('surface'),
    accent: colour('accent'),
    danger: colour('danger'),
    warning: colour('warning'),
    ok: colour('ok'),
    info: colour('info'),
  }
}
