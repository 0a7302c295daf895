import { useState } from 'react'
import { Input, Select } from 'antd'
import { useAllOf } from '@/documents/lookup'
import { formatInstant } from '@/lib/dates'
import { formatMoney, formatQuantity, isPositive, parseDecimal } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import css from './plan-questions.module.css'
import { planText } from './plan-text'
import type { Plan } from './types'
import { usePlanQuestion } from './use-plan'

/** How much may be spent, for which warehouse, and against which earlier plan. */
export function PlanQuestions({ kept }: { kept: Plan['kept'] }) {
  const t = useText(planText)
  const { currency } = useMe().company
  const { question, ask } = usePlanQuestion()
  const warehouses = useAllOf('warehouse').data ?? []
  return (
    <div className={css.questions} role="group" aria-label={t.questions}>
      <Budget
        key={question.budget ?? ''}
        value={question.budget}
        onChange={(budget) => ask({ budget })}
      />
      <Select
        className={css.warehouse}
        aria-label={t.warehouse}
        value={question.warehouse ?? ''}
        onChange={(warehouse) => ask({ warehouse })}
        popupMatchSelectWidth={false}
        options={[
          { value: '', label: t.allWarehouses },
          ...warehouses.map((one) => ({ value: one.number, label: one.title })),
        ]}
      />
      {(kept.length > 0 || question.compare) && (
        <Select
          className={css.compare}
          aria-label={t.compare}
          placeholder={t.compare}
          allowClear
          value={question.compare ?? null}
          onChange={(compare) => ask({ compare: compare ?? '' })}
          popupMatchSelectWidth={false}
          options={kept.map((one) => {
            const when = formatInstant(one.made_at)
            const money = one.budget && formatMoney(one.budget, currency)
            return { value: one.id, label: money ? t('keptWithBudget', { when, money }) : when }
          })}
        />
      )}
    </div>
  )
}

/** Asks again when the amount is finished, not with every digit. */
function Budget({
  value = '',
  onChange,
}: {
  value: string | undefined
  onChange: (budget: string) => void
}) {
  const t = useText(planText)
  const [typed, setTyped] = useState(value && formatQuantity(value))
  const parsed = parseDecimal(typed)
  const faulty = typed.trim() !== '' && !isPositive(parsed)
  const finish = () => {
    const budget = parsed ?? ''
    if (!faulty && budget !== value) onChange(budget)
  }
  return (
    <label className={css.budget}>
      {t.budget}
      <Input
        className={css.amount}
        inputMode="decimal"
        placeholder={t.noBudget}
        value={typed}
        allowClear
        status={faulty ? 'error' : ''}
        aria-invalid={faulty}
        title={faulty ? t.budgetFaulty : undefined}
        onChange={(event) => {
          setTyped(event.target.value)
          // The cross at the end of the box.
          if (event.type === 'click') onChange('')
        }}
        onBlur={finish}
        onPressEnter={finish}
      />
    </label>
  )
}
