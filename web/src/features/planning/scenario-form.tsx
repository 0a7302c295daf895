import { AutoComplete, Button, Segmented } from 'antd'
import { Panel } from '@/components/page'
import { LinkPicker } from '@/documents/link-picker'
import { useText } from '@/lib/text'
import { NumberField } from './number-field'
import { daysOf, percentOf, type ScenarioDraft, scenarioOf, SCOPES } from './scenario-draft'
import css from './scenario-form.module.css'
import { useCategories } from './use-policies'
import { whatIfText } from './what-if-text'

const KINDS = ['supplier_closed', 'demand', 'late'] as const

type Props = {
  draft: ScenarioDraft
  onChange: (draft: ScenarioDraft) => void
  onRun: () => void
  running: boolean
}
type PartProps = { draft: ScenarioDraft; change: (part: Partial<ScenarioDraft>) => void }

/** What happens, to whom, for how long. */
export function ScenarioForm({ draft, onChange, onRun, running }: Props) {
  const t = useText(whatIfText)
  const change = (part: Partial<ScenarioDraft>) => onChange({ ...draft, ...part })
  return (
    <Panel>
      <form
        className={css.form}
        aria-label={t.form}
        onSubmit={(event) => {
          event.preventDefault()
          onRun()
        }}
      >
        <Segmented
          className={css.kinds}
          aria-label={t.scenario}
          value={draft.kind}
          onChange={(kind) => change({ kind })}
          options={KINDS.map((kind) => ({ value: kind, label: t[kind] }))}
        />
        <div className={css.fields}>
          {draft.kind === 'demand' ? (
            <DemandFields draft={draft} change={change} />
          ) : (
            <SupplierFields draft={draft} change={change} />
          )}
          <Button
            className={css.run}
            type="primary"
            htmlType="submit"
            loading={running}
            disabled={scenarioOf(draft) === null}
          >
            {t.run}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

function SupplierFields({ draft, change }: PartProps) {
  const t = useText(whatIfText)
  const late = draft.kind === 'late'
  const days = late ? draft.lateDays : draft.days
  return (
    <>
      <label className={css.wide}>
        {t.supplier}
        <LinkPicker
          type="supplier"
          label={t.supplier}
          value={draft.supplier}
          onChange={(supplier) => change({ supplier })}
          {...(late ? { placeholder: t.anySupplier } : {})}
        />
      </label>
      <NumberField
        label={late ? t.lateDays : t.days}
        value={days}
        faulty={daysOf(days) === null ? t.daysFaulty : ''}
        onChange={(typed) => change(late ? { lateDays: typed } : { days: typed })}
      />
    </>
  )
}

function DemandFields({ draft, change }: PartProps) {
  const t = useText(whatIfText)
  const categories = useCategories()
  return (
    <>
      <div className={css.wide}>
        {t.scope}
        <div className={css.scope}>
          <Segmented
            aria-label={t.scope}
            value={draft.scope}
            onChange={(scope) => change({ scope })}
            options={SCOPES.map((scope) => ({ value: scope, label: t[`scope_${scope}`] }))}
          />
          {draft.scope === 'category' && (
            <AutoComplete
              className={css.box}
              value={draft.category}
              aria-label={t.category}
              placeholder={t.category}
              onChange={(category?: string) => change({ category: category ?? '' })}
              options={categories.map((value) => ({ value }))}
              showSearch={{
                filterOption: (typed, option) => option?.value.includes(typed) ?? false,
              }}
            />
          )}
          {draft.scope === 'item' && (
            <div className={css.box}>
              <LinkPicker
                type="item"
                label={t.item}
                value={draft.item}
                onChange={(item) => change({ item })}
              />
            </div>
          )}
        </div>
      </div>
      <NumberField
        label={t.percent}
        value={draft.percent}
        faulty={percentOf(draft.percent) === null ? t.percentFaulty : ''}
        onChange={(percent) => change({ percent })}
      />
      <NumberField
        label={t.days}
        value={draft.days}
        faulty={daysOf(draft.days) === null ? t.daysFaulty : ''}
        onChange={(days) => change({ days })}
      />
    </>
  )
}
