import { useState } from 'react'
import { Checkbox, Form, Input, InputNumber, Modal, Select, Tabs } from 'antd'
import { FieldInput } from '@/documents/field-input'
import { isShownOnly, scalarText } from '@/documents/fields'
import { useDocumentTypes } from '@/documents/use-document-types'
import type { Field } from '@/lib/api-types'
import { type Text, useLabel, useText } from '@/lib/text'
import {
  blankField,
  draftOf,
  faultOf,
  type FieldDraft,
  fieldOf,
  hasChoices,
  hasDecimals,
  hasDefault,
  hasFormula,
  hasSearch,
  hasUnique,
  isBounded,
  kindsFor,
} from './field-draft'
import { KindSettings, type Surroundings } from './kind-settings'
import { kindText } from './kind-text'
import { LabelInputs } from './label-inputs'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { RuleSettings } from './rule-settings'
import { ValueSettings } from './value-settings'

type Props = {
  /** Null makes a new field. */
  field: Field | null
  /** Names in use, by where the field would stand. */
  takenIn: (where: string) => string[]
  /** Where a new field may stand: '' is the head. */
  places: { value: string; label: string }[]
  where?: string
  /** What new names begin with. */
  prefix: string
  /** The type as far as it is made: what formulas and lookups may name. */
  within: Surroundings
  /** Whether a table of lines may be made, as in the designer. */
  withRows?: boolean
  saving?: boolean
  onSave: (field: Field, where: string) => void
  onClose: () => void
}

/** Makes or changes one field. */
export function FieldDialog(props: Props) {
  const { field, takenIn, places, prefix, within, withRows = false } = props
  const { saving = false, onSave, onClose } = props
  const t = useText(settingsText)
  const k = useText(kindText)
  const say = useLabel()
  const types = useDocumentTypes()
  const [where, setWhere] = useState(props.where ?? places[0]?.value ?? '')
  const [draft, setDraft] = useState<FieldDraft>(() => (field ? draftOf(field) : blankField()))
  const [tried, setTried] = useState(false)
  const set = (change: Partial<FieldDraft>) => setDraft({ ...draft, ...change })

  const taken = takenIn(where)
  const made = fieldOf(draft, field, taken, prefix)
  const fault = faultOf(draft, made, taken, field === null)
  const shown = tried ? fault : null
  const error = (is: string, help: string) =>
    shown === is ? { validateStatus: 'error' as const, help } : {}

  const basics = (
    <>
      <LabelInputs value={draft.label} onChange={(label) => set({ label })} autoFocus={!field} />
      {shown === 'label' && <Form.Item {...error('label', t.required)} />}
      <div className={css.pair}>
        <Form.Item label={t.kind}>
          <Select
            aria-label={t.kind}
            value={draft.kind}
            disabled={field !== null}
            onChange={(kind) => set({ kind })}
            listHeight={400}
            showSearch={{ optionFilterProp: 'label' }}
            options={kindsFor(where !== '', withRows).map(([group, kinds]) => ({
              label: k[`group_${group}`],
              title: k[`group_${group}`],
              options: kinds.map((kind) => ({ value: kind, label: t[`kind_${kind}`] })),
            }))}
            optionRender={({ value, label }) => (
              <>
                {label} <span className={css.muted}>{aboutOf(k, String(value))}</span>
              </>
            )}
          />
        </Form.Item>
        {places.length > 1 && (
          <Form.Item label={t.where}>
            <Select
              aria-label={t.where}
              value={where}
              disabled={field !== null}
              onChange={setWhere}
              options={places}
            />
          </Form.Item>
        )}
      </div>
      {hasChoices(draft.kind) && (
        <Form.Item label={t.choices} extra={t.choicesHint} {...error('choices', t.choicesNeeded)}>
          <Input.TextArea
            aria-label={t.choices}
            autoSize={{ minRows: 3, maxRows: 10 }}
            value={draft.choices}
            onChange={(event) => set({ choices: event.target.value })}
          />
        </Form.Item>
      )}
      {draft.kind === 'link' && (
        <Form.Item label={t.target} {...error('target', t.required)}>
          <Select
            aria-label={t.target}
            value={draft.target || undefined}
            disabled={field !== null}
            onChange={(target) => set({ target })}
            showSearch={{ optionFilterProp: 'label' }}
            options={types.map((type) => ({ value: type.name, label: say(type.label) }))}
          />
        </Form.Item>
      )}
      {hasDecimals(draft.kind) && (
        <Form.Item label={t.decimals}>
          <InputNumber
            aria-label={t.decimals}
            min={0}
            max={6}
            precision={0}
            value={draft.decimals}
            onChange={(decimals) => set({ decimals })}
          />
        </Form.Item>
      )}
      <KindSettings draft={draft} set={set} within={within} where={where} fault={shown} />
      {isBounded(draft.kind) && (
        <div className={css.pair}>
          <Form.Item label={k.min}>
            <Bound field={made} value={draft.min} onChange={(min) => set({ min })} />
          </Form.Item>
          <Form.Item label={k.max}>
            <Bound field={made} value={draft.max} onChange={(max) => set({ max })} />
          </Form.Item>
        </div>
      )}
      <Form.Item label={t.help}>
        <Input
          aria-label={t.help}
          placeholder={t.optional}
          value={draft.help.zh}
          onChange={(event) => set({ help: { ...draft.help, zh: event.target.value } })}
        />
      </Form.Item>
      {!field && (
        <Form.Item
          label={t.identifier}
          extra={t.identifierHint}
          {...error('name', t.identifierFaulty)}
          {...(shown === 'taken' ? error('taken', t.identifierTaken) : {})}
        >
          <Input
            aria-label={t.identifier}
            value={made.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        </Form.Item>
      )}
      {draft.kind !== 'rows' && !isShownOnly(draft) && draft.kind !== 'qr' && (
        <div className={css.bar}>
          <Checkbox checked={draft.required} onChange={(e) => set({ required: e.target.checked })}>
            {t.must}
          </Checkbox>
          {hasUnique(draft.kind) && (
            <Checkbox checked={draft.unique} onChange={(e) => set({ unique: e.target.checked })}>
              {t.unique}
            </Checkbox>
          )}
          {hasSearch(draft.kind) && (
            <Checkbox
              checked={draft.searchable}
              onChange={(e) => set({ searchable: e.target.checked })}
            >
              {t.searchable}
            </Checkbox>
          )}
        </div>
      )}
    </>
  )
  const rules = <RuleSettings draft={draft} set={set} within={within} where={where} />
  const value = <ValueSettings draft={draft} set={set} field={made} within={within} where={where} />
  return (
    <Modal
      open
      title={field ? t.editField : t.addField}
      okText={t.save}
      cancelText={t.cancel}
      confirmLoading={saving}
      width={560}
      onCancel={onClose}
      onOk={() => {
        setTried(true)
        if (!fault) onSave(made, where)
      }}
    >
      <Form layout="vertical">
        <Tabs
          size="small"
          items={[
            { key: 'basics', label: k.tabBasics, children: basics },
            ...(hasDefault(draft.kind) || hasFormula(draft.kind)
              ? [{ key: 'value', label: k.tabValue, children: value }]
              : []),
            { key: 'rules', label: k.tabRules, children: rules },
          ]}
        />
      </Form>
    </Modal>
  )
}

type BoundProps = { field: Field; value: string; onChange: (value: string) => void }

/** The least or most that is accepted, filled in as the field itself would be. */
function Bound({ field, value, onChange }: BoundProps) {
  return (
    <FieldInput
      field={{ ...field, required: false, formula: '', read_only: false }}
      value={value}
      onChange={(next) => onChange(scalarText(next))}
    />
  )
}

function aboutOf(k: Text<typeof kindText>, kind: string): string {
  const name = `about_${kind}`
  return name in kindText ? k[name as keyof typeof kindText] : ''
}
