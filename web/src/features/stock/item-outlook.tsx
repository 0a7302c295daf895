import { useState } from 'react'
import { Segmented } from 'antd'
import { Disclosure } from '@/components/disclosure'
import { Panel } from '@/components/page'
import { EmptyState, QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { useChart } from '@/lib/chart'
import { daysUntil, relativeDay } from '@/lib/dates'
import { formatDecimal } from '@/lib/decimal'
import { useLabel, useLanguage, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import { DemandWindows } from './demand-windows'
import { ItemLeadTime } from './item-lead-time'
import { ItemLevels } from './item-levels'
import css from './item-outlook.module.css'
import { isClosed } from './outlook-days'
import { outlookOption } from './outlook-option'
import { outlookText } from './outlook-text'
import { mostPressing, type Outlook, useOutlook } from './use-outlook'

type Props = { item: string; warehouse: string }

/**
 * What is foreseen for one warehouse, and what follows from it; the page's warehouse wins over the
 * one chosen here.
 */
export function ItemOutlook({ item, warehouse }: Props) {
  const t = useText(outlookText)
  const query = useOutlook(item)
  const [chosen, setChosen] = useState('')
  const rows = query.data?.rows ?? []
  const shown = rows.find((row) => row.warehouse === (warehouse || chosen)) ?? mostPressing(rows)
  return (
    <>
      <Panel
        title={t.outlook}
        extra={
          !warehouse &&
          rows.length > 1 && (
            <Segmented
              size="small"
              aria-label={t.warehouse}
              className={css.places}
              value={shown?.warehouse ?? ''}
              onChange={setChosen}
              options={rows.map((row) => ({ value: row.warehouse, label: row.warehouse_name }))}
            />
          )
        }
      >
        <QueryState
          query={query}
          empty={() => !shown && <EmptyState title={t.noOutlook} hint={t.noOutlookHint} />}
        >
          {() => shown && <Foreseen outlook={shown} />}
        </QueryState>
      </Panel>
      {shown && <ItemLevels item={item} outlook={shown} />}
      {shown?.lead_time && <ItemLeadTime leadTime={shown.lead_time} />}
    </>
  )
}

const LOOK_BACK = [30, 60, 180]

function Foreseen({ outlook }: { outlook: Outlook }) {
  const t = useText(outlookText)
  const say = useLabel()
  const { language } = useLanguage()
  const phone = usePhone()
  const [chosen, setChosen] = useState<number | null>(null)
  const pastDays = chosen ?? (phone ? 30 : 60)
  const ref = useChart(
    (palette) => outlookOption(outlook, { palette, t, pastDays }),
    [outlook, language, pastDays],
  )
  const facts = [
    outlook.demand_per_day && t('perDay', { n: formatDecimal(outlook.demand_per_day, { max: 2 }) }),
    outlook.forecast && t('model', { model: say(outlook.forecast.model) }),
    outlook.forecast?.learned_on && t('learnedOn', { day: outlook.forecast.learned_on }),
  ].filter(Boolean)
  return (
    <>
      <div className={css.verdict}>
        <Verdict day={outlook.stockout_day} />
        <Segmented
          size="small"
          aria-label={t.pastDays}
          value={pastDays}
          onChange={setChosen}
          options={LOOK_BACK.map((n) => ({ value: n, label: t('days', { n }) }))}
        />
        {facts.length > 0 && <span className={css.facts}>{facts.join(' · ')}</span>}
      </div>
      <div
        ref={ref}
        className={css.chart}
        role="img"
        aria-label={t('chartLabel', { place: outlook.warehouse_name })}
      />
      {outlook.history.slice(-pastDays).some(isClosed) && (
        <p className={css.note}>{t.closedNote}</p>
      )}
      {outlook.windows && outlook.windows.length > 0 && (
        <Disclosure label={t.windows}>
          <DemandWindows windows={outlook.windows} />
        </Disclosure>
      )}
    </>
  )
}

function Verdict({ day }: { day: string | null }) {
  const t = useText(outlookText)
  const { language } = useLanguage()
  if (day === null) return <ToneTag tone="ok">{t.enough}</ToneTag>
  if (daysUntil(day) <= 0) return <ToneTag tone="danger">{t.runsOutNow}</ToneTag>
  return (
    <ToneTag tone={daysUntil(day) <= 14 ? 'danger' : 'warning'}>
      {t('runsOut', { day, when: relativeDay(day, language) })}
    </ToneTag>
  )
}
