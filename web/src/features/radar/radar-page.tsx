import { useMemo, useState } from 'react'
import { Button } from 'antd'
import { Page, Panel } from '@/components/page'
import { EmptyState, QueryState } from '@/components/states'
import { formatInstant } from '@/lib/dates'
import { useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import { useDocumentType } from '@/documents/use-document-types'
import { summarise } from './chosen-lines'
import { DraftsDialog } from './drafts-dialog'
import { OrderBar } from './order-bar'
import { RadarClear } from './radar-clear'
import { RadarFilters } from './radar-filters'
import { RadarLoading } from './radar-loading'
import css from './radar-page.module.css'
import { radarText } from './radar-text'
import { ShortageCard } from './shortage-card'
import type { ShortageProps } from './shortage-props'
import { ShortageTable } from './shortage-table'
import { figuresOf } from './figures'
import { FirstSteps } from './first-steps'
import { SummaryStrip } from './summary-strip'
import { inScope, isUrgent } from './urgency'
import { type FadingRow, useFadingRows } from './use-fading-rows'
import { useOrdering } from './use-ordering'
import { useRadarSearch } from './use-radar-search'
import { MOST_ROWS, type ShortageList, useShortages } from './use-shortages'

/** 缺货雷达: what runs out first, whom it hurts, what to do now. */
export default function RadarPage() {
  const t = useText(radarText)
  const { filter } = useRadarSearch()
  const query = useShortages(filter)
  const computed = query.data?.summary.computed_at
  return (
    <Page
      wide
      title={t.title}
      subtitle={t.subtitle}
      actions={
        computed && (
          <span className={css.computed}>{t('computed', { when: formatInstant(computed) })}</span>
        )
      }
    >
      <QueryState query={query} loading={<RadarLoading />}>
        {(list) => <Radar list={list} />}
      </QueryState>
    </Page>
  )
}

const STEP = 80

type Ordering = ReturnType<typeof useOrdering>

function Radar({ list }: { list: ShortageList }) {
  const t = useText(radarText)
  const { filter, scope } = useRadarSearch()
  const ordering = useOrdering()
  const filtered = scope !== 'all' || Object.keys(filter).length > 0
  return (
    <>
      {list.rows.length === 0 && !filtered ? (
        <Panel>
          {list.summary.ok > 0 ? (
            <EmptyState
              picture={<RadarClear />}
              title={t.emptyTitle}
              hint={t('emptyHint', { n: list.summary.ok })}
            />
          ) : (
            <FirstSteps />
          )}
        </Panel>
      ) : (
        <Lines list={list} ordering={ordering} />
      )}
      {ordering.drafts && <DraftsDialog drafts={ordering.drafts} onClose={ordering.closeDrafts} />}
    </>
  )
}

function Lines({ list, ordering }: { list: ShortageList; ordering: Ordering }) {
  const t = useText(radarText)
  const { filter, scope, setFilter, setScope, clear } = useRadarSearch()
  const mayOrder = useDocumentType('purchase_order')?.permitted.create ?? false
  const [limit, setLimit] = useState(STEP)

  const capped = list.next !== null
  const scoped = useShortages(filter, scope, capped && scope !== 'all')
  const source = (capped && scoped.data?.rows) || list.rows
  const inside = useMemo(() => source.filter((row) => inScope(row, scope)), [source, scope])
  const rows = useFadingRows(inside, JSON.stringify([list.answers, scope]))
  const urgent = inside.filter(isUrgent)
  const chosen = source.filter((row) => ordering.selected.has(row.id))

  return (
    <>
      <SummaryStrip figures={figuresOf(list)} scope={scope} onScope={setScope} />
      <RadarFilters filter={filter} onChange={setFilter} />
      {rows.length === 0 ? (
        <Panel>
          <EmptyState
            title={t.noneFound}
            hint={t.noneFoundHint}
            action={<Button onClick={clear}>{t.clearFilters}</Button>}
          />
        </Panel>
      ) : (
        <ShortageLines all={rows} rows={rows.slice(0, limit)} {...{ ordering, mayOrder }} />
      )}
      {rows.length > limit && (
        <Button type="text" onClick={() => setLimit(limit + STEP)}>
          {t('showMore', { n: Math.min(STEP, rows.length - limit) })}
        </Button>
      )}
      {capped && scope === 'all' && <p className={css.capped}>{t('capped', { n: MOST_ROWS })}</p>}
      {mayOrder && rows.length > 0 && (
        <OrderBar
          choice={summarise(chosen, ordering.overrides)}
          urgent={urgent.length}
          busy={ordering.ordering.length > 0}
          onPickUrgent={() =>
            ordering.select(
              urgent.map((row) => row.id),
              true,
            )
          }
          onClear={ordering.clear}
          onOrder={() => ordering.order(chosen)}
          onOrderUrgent={() => ordering.order(urgent)}
        />
      )}
    </>
  )
}

type ShortageLinesProps = {
  all: FadingRow[]
  /** Of all, those drawn so far. */
  rows: FadingRow[]
  ordering: Ordering
  mayOrder: boolean
}

function ShortageLines({ all, rows, ordering, mayOrder }: ShortageLinesProps) {
  const t = useText(radarText)
  const phone = usePhone()
  const lineProps = (shortage: FadingRow): ShortageProps => ({
    shortage,
    chosen: ordering.selected.has(shortage.id),
    onChoose: (chosen) => ordering.select([shortage.id], chosen),
    overrides: ordering.overrides,
    onOverride: (override) => ordering.override(shortage.id, override),
    onOrder: () => ordering.order([shortage]),
    busy: ordering.ordering.includes(shortage.id),
    mayOrder,
  })
  if (phone) {
    return (
      <ul className={css.cards} aria-label={t.tableLabel}>
        {rows.map((row) => (
          <ShortageCard key={row.id} {...lineProps(row)} />
        ))}
      </ul>
    )
  }
  return (
    <Panel flush>
      <ShortageTable
        rows={rows}
        count={(severity) => all.filter((row) => row.severity === severity && !row.leaving).length}
        selected={ordering.selected}
        onSelect={ordering.select}
        {...{ mayOrder, lineProps }}
      />
    </Panel>
  )
}
