import { Modal, Select } from 'antd'
import { useState } from 'react'
import { FieldInput } from '@/documents/field-input'
import { headFields, isEmpty, isFixed, isNumeric } from '@/documents/fields'
import type { DocumentType, Field, FieldParts, FieldScalar } from '@/lib/api-types'
import { parseDecimal } from '@/lib/decimal'
import { messages, useLabel, useText } from '@/lib/text'
import css from './bulk-actions.module.css'

const m = messages({
  title: { zh: '批量修改 {n} 条', en: 'Change {n}' },
  field: { zh: '修改字段', en: 'Field to change' },
  value: { zh: '新的值', en: 'New value' },
  clear: { zh: '不填就是清空这个字段。', en: 'Left empty, the field is cleared.' },
  hint: {
    zh: '每张单据各自检查；不能修改的会原样留下并说明原因。',
    en: 'Each document is checked by itself. What cannot be changed stays, with the reason.',
  },
  ok: { zh: '修改', en: 'Change' },
})

/** What can have the same value in many documents: nothing unique, nothing the server writes. */
export function batchFields(type: DocumentType): Field[] {
  return headFields(type).filter(
    (field) => !isFixed(field) && !field.unique && field.name !== type.key_field,
  )
}

type BatchEditProps = {
  type: DocumentType
  count: string
  onEdit: (fields: Record<string, FieldScalar | FieldParts>) => void
  onClose: () => void
}

/** One field of many documents gets one value. */
export function BatchEdit({ type, count, onEdit, onClose }: BatchEditProps) {
  const t = useText(m)
  const say = useLabel()
  const fields = batchFields(type)
  const [name, setName] = useState(fields[0]?.name ?? '')
  const [value, setValue] = useState<FieldScalar | FieldParts>(null)
  const field = fields.find((it) => it.name === name)
  const written = field && isNumeric(field) ? parseDecimal(String(value ?? '')) : value
  const complete = field && (!field.required || !isEmpty(written))
  return (
    <Modal
      open
      centered
      width={420}
      title={t('title', { n: count })}
      okText={t.ok}
      okButtonProps={{ disabled: !complete }}
      onOk={() => onEdit({ [name]: isEmpty(written) ? null : written })}
      onCancel={onClose}
    >
      <div className={css.form}>
        <label htmlFor="batch-field">{t.field}</label>
        <Select
          id="batch-field"
          showSearch={{ optionFilterProp: 'label' }}
          value={name}
          options={fields.map((it) => ({ value: it.name, label: say(it.label) }))}
          onChange={(next: string) => {
            setName(next)
            setValue(null)
          }}
        />
        <label htmlFor="batch-value">{t.value}</label>
        {field && (
          <FieldInput key={name} id="batch-value" field={field} value={value} onChange={setValue} />
        )}
        {field && !field.required && <p className={css.hint}>{t.clear}</p>}
        <p className={css.hint}>{t.hint}</p>
      </div>
    </Modal>
  )
}
