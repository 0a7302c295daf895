import { Link } from '@tanstack/react-router'
import { Panel } from '@/components/page'
import { useChart } from '@/lib/chart'
import { formatDecimal } from '@/lib/decimal'
import { daysHistogram, histogramOption } from '@/lib/histogram'
import { useLabel, useLanguage, useText } from '@/lib/text'
import css from './item-lead-time.module.css'
import { outlookText } from './outlook-text'
import type { LeadTime } from './use-outlook'

/** How long this item's deliveries take, as learned from those of the past. */
export function ItemLeadTime({ leadTime }: { leadTime: LeadTime }) {
  const t = useText(outlookText)
  const say = useLabel()
  const { language } = useLanguage()
  const { supplier, supplier_name, median, late, days, reason } = leadTime
  const number = (value: string) => formatDecimal(value, { max: 1 })
  const ref = useChart(
    (palette) =>
      histogramOption(daysHistogram(days.map(Number)), {
        palette,
        percentOf: days.length,
        words: { count: t.share, days: (n) => t('afterDays', { n }) },
        marks: [
          { at: Number(median), words: t('median', { n: number(median) }), color: palette.ink2 },
          { at: Number(late), words: t('late', { n: number(late) }), color: palette.danger },
        ],
      }),
    [leadTime, language],
  )
  return (
    <Panel
      title={t.leadTime}
      extra={
        <Link
          className={css.supplier}
          to="/planning/suppliers/$supplier"
          params={{ supplier }}
          title={t.performance}
        >
          {supplier_name}
        </Link>
      }
    >
      <p className={css.words}>
        {t('leadTimeWords', { median: number(median), late: number(late) })}
        <span className={css.reason}>{say(reason)}</span>
      </p>
      <div ref={ref} className={css.chart} role="img" aria-label={t.histogramLabel} />
    </Panel>
  )
}
