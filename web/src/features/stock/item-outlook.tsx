import { useState } from 'react'
import { Segmented } from 'antd'
import { Panel } from '@/components/page'
import { EmptyState, QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { useChart } from '@/lib/chart'
import { daysUntil, relativeDay } from '@/lib/dates'
import { useLanguage, useText } from '@/lib/text'
import css from './item-outlook.module.css'
import { outlookOption } from './outlook-option'
import { stockText } from './stock-text'
import { mostPressing, type Outlook, useOutlook } from './use-outlook'

type Props = { item: string; warehouse: string }

/** The next 90 days of one warehouse; the page's warehouse wins over the one chosen here. */
export function ItemOutlook({ item, warehouse }: Props) {
  const t = useText(stockText)
  const query = useOutlook(item)
  const [chosen, setChosen] = useState('')
  const rows = query.data?.rows ?? []
  const shown = rows.find((row) => row.warehouse === (warehouse || chosen)) ?? mostPressing(rows)
  return (
    <Panel
      title={t.outlook}
      extra={
        !warehouse &&
        rows.length > 1 && (
          <Segmented
            size="small"
            aria-label={t.warehouse}
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
        {() => shown && <Chart outlook={shown} />}
      </QueryState>
    </Panel>
  )
}

function Chart({ outlook }: { outlook: Outlook }) {
  const t = useText(stockText)
  const { language } = useLanguage()
  const ref = useChart((palette) => outlookOption(outlook, { palette, t }), [outlook, language])
  const out = outlook.stockout_day
  return (
    <>
      <div className={css.verdict}>
        {out === null ? (
          <ToneTag tone="ok">{t.enough}</ToneTag>
        ) : daysUntil(out) <= 0 ? (
          <ToneTag tone="danger">{t.runsOutNow}</ToneTag>
        ) : (
          <ToneTag tone={daysUntil(out) <= 14 ? 'danger' : 'warning'}>
            {t('runsOut', { day: out, when: relativeDay(out, language) })}
          </ToneTag>
        )}
      </div>
      <div
        ref={ref}
        className={css.chart}
        role="img"
        aria-label={t('chartLabel', { place: outlook.warehouse_name })}
      />
    </>
  )
}
