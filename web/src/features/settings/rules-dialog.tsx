import { useState } from 'react'
import { Form, Modal, Tabs } from 'antd'
import { isFixed } from '@/documents/fields'
import type { Field } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import { draftOf, type FieldDraft, fieldOf, hasDefault } from './field-draft'
import type { Surroundings } from './kind-settings'
import { kindText } from './kind-text'
import { type FieldRules, rulesOf } from './overlay'
import { RuleSettings } from './rule-settings'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { ValueSettings } from './value-settings'

type Props = {
  /** Of the system, as the company sees it. */
  field: Field
  where: string
  /** What the company has said of it so far. */
  rules: FieldRules
  within: Surroundings
  saving: boolean
  onSave: (rules: FieldRules) => void
  onClose: () => void
}

/** What a company says of a field that is not its own: where its value comes from, and its rules. */
export function RulesDialog({ field, where, rules, within, saving, onSave, onClose }: Props) {
  const t = useText(settingsText)
  const k = useText(kindText)
  const say = useLabel()
  const [draft, setDraft] = useState<FieldDraft>(() => ({
    ...draftOf({ name: field.name, label: field.label, kind: field.kind, ...rules } as Field),
    target: field.target ?? '',
  }))
  const set = (change: Partial<FieldDraft>) => setDraft({ ...draft, ...change })
  const fixed = isFixed(field)
  const place = { draft, set, within, where }
  const value = <ValueSettings {...place} field={field} builtIn />
  const when = (
    <>
      {(fixed || field.required) && (
        <p className={css.hint}>{fixed ? k.rulesFixed : k.rulesRequired}</p>
      )}
      <RuleSettings
        {...place}
        without={{ showing: field.required, asking: fixed || field.required, fixing: fixed }}
      />
    </>
  )
  return (
    <Modal
      open
      title={k('rulesOf', { field: say(field.label) })}
      okText={t.save}
      cancelText={t.cancel}
      confirmLoading={saving}
      width={560}
      onCancel={onClose}
      onOk={() => onSave(rulesOf(fieldOf(draft, field, [], '')))}
    >
      <Form layout="vertical">
        <Tabs
          size="small"
          items={[
            ...(hasDefault(field.kind) && !fixed
              ? [{ key: 'value', label: k.tabValue, children: value }]
              : []),
            { key: 'rules', label: k.tabRules, children: when },
          ]}
        />
      </Form>
    </Modal>
  )
}
