import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Select } from 'antd'
import { Panel } from '@/components/page'
import type { Colour } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import css from './designer.module.css'
import { settingsText } from './settings-text'
import {
  type StateDraft,
  type TransitionDraft,
  withNewState,
  withNewTransition,
  withoutState,
} from './type-draft'
import type { DesignerProps } from './type-designer'
import { ADMINISTRATOR, useRoles } from './use-roles'

const COLOURS: Colour[] = ['default', 'blue', 'green', 'orange', 'red']

/** The states, and the buttons that lead from one to another. */
export function DesignerFlow({ draft, onChange, kept }: DesignerProps) {
  const t = useText(settingsText)
  const blank = { zh: '', en: '' }
  return (
    <Panel title={t.flow}>
      <p className={css.hint}>{t.flowHint}</p>
      {draft.states.map((state, index) => (
        <StateRow
          key={state.name}
          state={state}
          first={index === 0}
          fixed={index === 0 || kept.has(`state:${state.name}`)}
          onChange={(changed) =>
            onChange({
              ...draft,
              states: draft.states.map((one) => (one.name === state.name ? changed : one)),
            })
          }
          onRemove={() => onChange(withoutState(draft, state.name))}
        />
      ))}
      <Button icon={<PlusOutlined />} onClick={() => onChange(withNewState(draft, blank))}>
        {t.addState}
      </Button>
      <div className={css.sub}>{t.buttons}</div>
      {draft.transitions.map((transition) => (
        <TransitionRow
          key={transition.name}
          transition={transition}
          states={draft.states}
          onChange={(changed) =>
            onChange({
              ...draft,
              transitions: draft.transitions.map((one) =>
                one.name === transition.name ? changed : one,
              ),
            })
          }
          onRemove={() =>
            onChange({
              ...draft,
              transitions: draft.transitions.filter((one) => one.name !== transition.name),
            })
          }
        />
      ))}
      <Button icon={<PlusOutlined />} onClick={() => onChange(withNewTransition(draft, blank))}>
        {t.addTransition}
      </Button>
    </Panel>
  )
}

type StateRowProps = {
  state: StateDraft
  first: boolean
  fixed: boolean
  onChange: (state: StateDraft) => void
  onRemove: () => void
}

function StateRow({ state, first, fixed, onChange, onRemove }: StateRowProps) {
  const t = useText(settingsText)
  const { label } = state
  return (
    <div className={`${css.row} ${css.states}`}>
      <span className={css.first}>{first && t.firstState}</span>
      <Input
        aria-label={`${t.state} ${t.inChinese}`}
        placeholder={t.inChinese}
        value={label.zh}
        status={label.zh || label.en ? '' : 'error'}
        onChange={(event) => onChange({ ...state, label: { ...label, zh: event.target.value } })}
      />
      <Input
        aria-label={`${t.state} ${t.inEnglish}`}
        placeholder={t.inEnglish}
        value={label.en}
        onChange={(event) => onChange({ ...state, label: { ...label, en: event.target.value } })}
      />
      <Select
        aria-label={t.colour}
        value={state.colour}
        onChange={(colour) => onChange({ ...state, colour })}
        options={COLOURS.map((value) => ({ value, label: t[`colour_${value}`] }))}
      />
      <Checkbox
        checked={state.editable}
        onChange={(event) => onChange({ ...state, editable: event.target.checked })}
      >
        {t.editable}
      </Checkbox>
      <Button
        type="text"
        danger
        disabled={fixed}
        aria-label={t('removeOf', { what: label.zh })}
        onClick={onRemove}
      >
        {t.remove}
      </Button>
    </div>
  )
}

type TransitionRowProps = {
  transition: TransitionDraft
  states: StateDraft[]
  onChange: (transition: TransitionDraft) => void
  onRemove: () => void
}

function TransitionRow({ transition, states, onChange, onRemove }: TransitionRowProps) {
  const t = useText(settingsText)
  const say = useLabel()
  const roles = (useRoles().data?.rows ?? []).filter((role) => role.name !== ADMINISTRATOR)
  const { label } = transition
  const options = states.map((state) => ({
    value: state.name,
    label: say(state.label) || state.name,
  }))
  return (
    <div className={`${css.row} ${css.transitions}`}>
      <Input
        aria-label={`${t.buttonLabel} ${t.inChinese}`}
        placeholder={t.buttonLabel}
        value={label.zh}
        status={label.zh || label.en ? '' : 'error'}
        onChange={(event) =>
          onChange({ ...transition, label: { ...label, zh: event.target.value } })
        }
      />
      <Input
        aria-label={`${t.buttonLabel} ${t.inEnglish}`}
        placeholder={t.inEnglish}
        value={label.en}
        onChange={(event) =>
          onChange({ ...transition, label: { ...label, en: event.target.value } })
        }
      />
      <Select
        mode="multiple"
        aria-label={t.from}
        placeholder={t.from}
        value={transition.from}
        onChange={(from) => onChange({ ...transition, from })}
        options={options}
      />
      <Select
        aria-label={t.to}
        prefix="→"
        value={transition.to || undefined}
        onChange={(to) => onChange({ ...transition, to })}
        options={options}
      />
      <Select
        mode="multiple"
        aria-label={t.whoMay}
        placeholder={t.whoEdits}
        value={transition.roles}
        onChange={(chosen) => onChange({ ...transition, roles: chosen })}
        options={roles.map((role) => ({ value: role.name, label: say(role.label) }))}
      />
      <Checkbox
        checked={transition.confirm}
        onChange={(event) => onChange({ ...transition, confirm: event.target.checked })}
      >
        {t.askFirst}
      </Checkbox>
      <Button type="text" danger aria-label={t('removeOf', { what: label.zh })} onClick={onRemove}>
        {t.remove}
      </Button>
    </div>
  )
}
