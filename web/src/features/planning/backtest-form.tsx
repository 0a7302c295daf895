import { useEffect, useState } from 'react'
import { AutoComplete, Button, Select } from 'antd'
import { Panel } from '@/components/page'
import { useAllOf } from '@/documents/lookup'
import { useText } from '@/lib/text'
import { NumberField } from './number-field'
import { policiesText } from './policies-text'
import css from './policies.module.css'
import { ABC, KINDS, type PolicyDraft, requestOf, reviewOf, serviceOf } from './policy-draft'
import { useCategories } from './use-policies'

type Props = {
  draft: PolicyDraft
  onChange: (draft: PolicyDraft) => void
  onRun: () => void
  running: boolean
}

/** A policy to try, for which items, over how long. */
export function BacktestForm({ draft, onChange, onRun, running }: Props) {
  const t = useText(policiesText)
  const change = (part: Partial<PolicyDraft>) => onChange({ ...draft, ...part })
  return (
    <Panel title={t.form}>
      <form
        className={css.form}
        aria-label={t.form}
        onSubmit={(event) => {
          event.preventDefault()
          onRun()
        }}
      >
        <label className={css.field}>
          {t.kind}
          <Select
            value={draft.kind}
            aria-label={t.kind}
            onChange={(kind) => change({ kind })}
            options={KINDS.map((kind) => ({ value: kind, label: t[`kind_${kind}`] }))}
          />
        </label>
        <NumberField
          label={t.service}
          value={draft.service}
          faulty={serviceOf(draft) === null ? t.serviceFaulty : ''}
          onChange={(service) => change({ service })}
        />
        <NumberField
          label={t.review}
          value={draft.review_days}
          faulty={reviewOf(draft) === null ? t.reviewFaulty : ''}
          onChange={(review_days) => change({ review_days })}
        />
        <Filters draft={draft} change={change} />
        <label className={css.field}>
          {t.months}
          <Select
            value={draft.months}
            aria-label={t.months}
            onChange={(months) => change({ months })}
            options={[1, 2, 3, 6, 9, 12].map((n) => ({
              value: n,
              label: t('monthsCount', { n }),
            }))}
          />
        </label>
        <div className={css.run}>
          <Button
            type="primary"
            htmlType="submit"
            loading={running}
            disabled={requestOf(draft) === null}
          >
            {t.backtest}
          </Button>
          {running && <Elapsed />}
        </div>
      </form>
    </Panel>
  )
}

function Filters({
  draft,
  change,
}: {
  draft: PolicyDraft
  change: (part: Partial<PolicyDraft>) => void
}) {
  const t = useText(policiesText)
  const warehouses = useAllOf('warehouse').data ?? []
  const categories = useCategories()
  return (
    <fieldset className={css.filters}>
      <legend>{t.filter}</legend>
      <Select
        value={draft.abc}
        aria-label="ABC"
        onChange={(abc) => change({ abc })}
        options={[
          { value: '', label: t.anyAbc },
          ...ABC.map((code) => ({ value: code, label: t('onlyAbc', { code }) })),
        ]}
      />
      <AutoComplete
        value={draft.category}
        aria-label={t.category}
        placeholder={t.category}
        allowClear
        onChange={(category?: string) => change({ category: category ?? '' })}
        options={categories.map((value) => ({ value }))}
        showSearch={{ filterOption: (typed, option) => option?.value.includes(typed) ?? false }}
      />
      <Select
        value={draft.warehouse}
        aria-label={t.warehouse}
        onChange={(warehouse) => change({ warehouse })}
        options={[
          { value: '', label: t.allWarehouses },
          ...warehouses.map((one) => ({ value: one.number, label: one.title })),
        ]}
      />
    </fieldset>
  )
}

/** Seconds since it was asked, so that nobody thinks it hangs. */
function Elapsed() {
  const t = useText(policiesText)
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((n) => n + 1), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <span className={css.elapsed} role="status">
      {t('running', { n: seconds })}
    </span>
  )
}
