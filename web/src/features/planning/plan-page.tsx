import { useMemo, useState } from 'react'
import { Segmented } from 'antd'
import { ExportButton } from '@/components/export-button'
import { Figure, Figures } from '@/components/figures'
import { Panel } from '@/components/page'
import { EmptyState, QueryState } from '@/components/states'
import { formatInstant } from '@/lib/dates'
import { formatMoney } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useLanguage, useText } from '@/lib/text'
import { AcceptBar } from './accept-bar'
import { AcceptedDialog } from './accepted-dialog'
import { OtherLines } from './other-lines'
import { PlanGroupPanel } from './plan-group-panel'
import { type ChangeFilter, groupLines, isOrder, ofChange, summarise } from './plan-lines'
import css from './plan-page.module.css'
import { PlanQuestions } from './plan-questions'
import { planTable } from './plan-table'
import { planText } from './plan-text'
import { PlanningFrame } from './planning-frame'
import type { Plan } from './types'
import { useAccepting, usePlan, usePlanQuestion } from './use-plan'

/** 补货计划: what to order and to move, why, and the button that makes the documents. */
export default function PlanPage() {
  const t = useText(planText)
  const { question } = usePlanQuestion()
  const query = usePlan(question)
  return (
    <PlanningFrame
      tab="plan"
      subtitle={t.subtitle}
      actions={
        query.data && (
          <span className={css.made}>{t('made', { when: formatInstant(query.data.made_at) })}</span>
        )
      }
    >
      <PlanQuestions kept={query.data?.kept ?? []} />
      <QueryState query={query}>
        {(plan) => (
          <div className={css.plan} aria-busy={query.isPlaceholderData}>
            <PlanShown plan={plan} compared={question.compare} />
          </div>
        )}
      </QueryState>
    </PlanningFrame>
  )
}

function PlanShown({ plan, compared }: { plan: Plan; compared: string | undefined }) {
  const t = useText(planText)
  const me = useMe()
  const [wanted, setWanted] = useState<ChangeFilter>('all')
  const filter = compared ? wanted : 'all'
  const lines = useMemo(() => ofChange(plan.lines, filter), [plan.lines, filter])
  const orders = lines.filter(isOrder)
  const accepting = useAccepting(plan)
  const chosen = plan.lines.filter((line) => accepting.selected.has(line.id))
  if (plan.lines.length === 0 && plan.dropped.length === 0 && plan.left_out.length === 0) {
    return (
      <Panel>
        <EmptyState title={t.empty} hint={t.emptyHint} />
      </Panel>
    )
  }
  return (
    <>
      <PlanTotals plan={plan} />
      <LinesHead
        {...{ plan, compared, filter, lines, overrides: accepting.overrides }}
        onFilter={setWanted}
      />
      {lines.length === 0 && (
        <Panel>
          <EmptyState
            title={filter === 'all' ? t.empty : t.noneOfThese}
            hint={filter === 'all' && plan.left_out.length > 0 ? t.emptyBudget : undefined}
          />
        </Panel>
      )}
      {groupLines(lines).map((group) => (
        <PlanGroupPanel key={group.key} group={group} accepting={accepting} may={me.may.plan} />
      ))}
      {compared && <OtherLines title={t.dropped} lines={plan.dropped} />}
      <OtherLines title={t.leftOut} lines={plan.left_out} />
      {me.may.plan && orders.length > 0 && (
        <AcceptBar
          choice={summarise(chosen, accepting.overrides)}
          shown={orders.length}
          busy={accepting.busy}
          onSelectAll={() =>
            accepting.select(
              orders.map((line) => line.id),
              true,
            )
          }
          onClear={accepting.clear}
          onAccept={() => accepting.accept(chosen)}
        />
      )}
      {accepting.made && <AcceptedDialog documents={accepting.made} onClose={accepting.close} />}
    </>
  )
}

function PlanTotals({ plan }: { plan: Plan }) {
  const t = useText(planText)
  const { currency } = useMe().company
  const { totals, budget } = plan
  return (
    <Figures label={t.totals}>
      <Figure
        label={t.lines}
        value={totals.lines}
        hint={t('linesHint', { purchases: totals.purchases, transfers: totals.transfers })}
      />
      {totals.amount !== null && (
        <Figure
          label={t.amount}
          value={formatMoney(totals.amount, currency)}
          hint={budget ? t('withinBudget', { money: formatMoney(budget, currency) }) : undefined}
        />
      )}
      <Figure
        label={t.customers}
        value={totals.customers}
        hint={t.customersHint}
        tone={totals.customers > 0 ? 'danger' : undefined}
      />
      {totals.money_at_risk !== null && (
        <Figure
          label={t.risk}
          value={formatMoney(totals.money_at_risk, currency)}
          hint={t.riskHint}
          tone="warning"
        />
      )}
    </Figures>
  )
}

type LinesHeadProps = {
  plan: Plan
  compared: string | undefined
  filter: ChangeFilter
  onFilter: (filter: ChangeFilter) => void
  lines: Plan['lines']
  overrides: ReturnType<typeof useAccepting>['overrides']
}

/** What is compared, which lines are shown, and the way to take them along. */
function LinesHead({ plan, compared, filter, onFilter, lines, overrides }: LinesHeadProps) {
  const t = useText(planText)
  const me = useMe()
  const { language } = useLanguage()
  const earlier = plan.kept.find((one) => one.id === compared)
  const counted = (what: 'added' | 'changed') =>
    t('counted', { what: t[what], n: ofChange(plan.lines, what).length })
  return (
    <div className={css.head}>
      {compared && (
        <>
          <Segmented
            aria-label={t.show}
            value={filter}
            onChange={onFilter}
            options={[
              { value: 'all', label: t('all', { n: plan.lines.length }) },
              { value: 'added', label: counted('added') },
              { value: 'changed', label: counted('changed') },
            ]}
          />
          {earlier && (
            <span className={css.made}>
              {t('comparedWith', { when: formatInstant(earlier.made_at) })}
            </span>
          )}
        </>
      )}
      <div className={css.export}>
        <ExportButton
          size="middle"
          name={t.fileName}
          disabled={lines.length === 0}
          lines={() => planTable(lines, { t, language, overrides, money: me.may.see_cost })}
        />
      </div>
    </div>
  )
}
