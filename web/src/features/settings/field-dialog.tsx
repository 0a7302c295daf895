import { useState } from 'react'
import { Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useDocumentTypes } from '@/documents/use-document-types'
import type { Field, FieldKind } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import {
  blankField,
  draftOf,
  faultOf,
  type FieldDraft,
  fieldOf,
  hasDecimals,
  KINDS,
} from './field-draft'
import { LabelInputs } from './label-inputs'
import css from './section.module.css'
import { settingsText } from './settings-text'

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
  /** Kinds beyond the usual, as `rows` in the designer. */
  moreKinds?: FieldKind[]
  saving?: boolean
  onSave: (field: Field, where: string) => void
  onClose: () => void
}

/** Makes or changes one field. */
export function FieldDialog(props: Props) {
  const { field, takenIn, places, prefix, moreKinds = [], saving = false, onSave, onClose } = props
  const t = useText(settingsText)
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
        <LabelInputs value={draft.label} onChange={(label) => set({ label })} autoFocus={!field} />
        {shown === 'label' && <Form.Item {...error('label', t.required)} />}
        <div className={css.pair}>
          <Form.Item label={t.kind}>
            <Select
              aria-label={t.kind}
              value={draft.kind}
              disabled={field !== null}
              onChange={(kind) => set({ kind })}
              options={[...KINDS, ...moreKinds].map((kind) => ({
                value: kind,
                label: t[`kind_${kind}`],
              }))}
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
        {draft.kind === 'choice' && (
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
        {draft.kind !== 'rows' && (
          <div className={css.bar}>
            <Checkbox
              checked={draft.required}
              onChange={(e) => set({ required: e.target.checked })}
            >
              {t.must}
            </Checkbox>
            {(draft.kind === 'text' || draft.kind === 'barcode') && (
              <>
                <Checkbox
                  checked={draft.unique}
                  onChange={(e) => set({ unique: e.target.checked })}
                >
                  {t.unique}
                </Checkbox>
                <Checkbox
                  checked={draft.searchable}
                  onChange={(e) => set({ searchable: e.target.checked })}
                >
                  {t.searchable}
                </Checkbox>
              </>
            )}
          </div>
        )}
      </Form>
    </Modal>
  )
}
