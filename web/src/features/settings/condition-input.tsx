import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { FieldInput } from '@/documents/field-input'
import { isShownOnly, scalarText } from '@/documents/fields'
import type { Field } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import {
  type Condition,
  type ConditionOp,
  type Conditions,
  fromExpression,
  hasValue,
  opsOf,
  toExpression,
} from './condition-text'
import { FormulaInput } from './formula-input'
import css from './condition-input.module.css'
import type { Surroundings } from './kind-settings'

const m = messages({
  add: { zh: '添加条件', en: 'Add a condition' },
  remove: { zh: '去掉条件 {n}', en: 'Remove condition {n}' },
  all: { zh: '全部满足', en: 'All of them' },
  any: { zh: '满足一条', en: 'Any of them' },
  how: { zh: '{label} 的写法', en: 'How to say {label}' },
  which: { zh: '{label} 满足几条', en: 'How many of {label}' },
  byChoice: { zh: '选条件', en: 'Choose' },
  byFormula: { zh: '写公式', en: 'Formula' },
  field: { zh: '{label} 字段 {n}', en: '{label} field {n}' },
  op: { zh: '{label} 比较 {n}', en: '{label} comparison {n}' },
  value: { zh: '{label} 值 {n}', en: '{label} value {n}' },
  chooseField: { zh: '哪个字段', en: 'Which field' },
  'op_=': { zh: '等于', en: 'is' },
  'op_<>': { zh: '不等于', en: 'is not' },
  'op_>': { zh: '大于', en: 'is more than' },
  'op_>=': { zh: '至少', en: 'is at least' },
  'op_<': { zh: '小于', en: 'is less than' },
  'op_<=': { zh: '至多', en: 'is at most' },
  op_contains: { zh: '包含', en: 'contains' },
  op_blank: { zh: '没填', en: 'is empty' },
  op_filled: { zh: '填了', en: 'is filled in' },
  op_yes: { zh: '是', en: 'is yes' },
  op_no: { zh: '否', en: 'is no' },
})

type Props = {
  label: string
  /** An expression that gives yes or no; empty when there is none. */
  value: string
  onChange: (expression: string) => void
  within: Surroundings
  where: string
  extra?: string | undefined
}

/** When something holds: chosen line by line, or as a formula for those who want more. */
export function ConditionInput({ label, value, onChange, within, where, extra }: Props) {
  const t = useText(m)
  const [chosen, setChosen] = useState<Conditions | null>(() => fromExpression(value))
  const rows = within.fields.find((field) => field.name === where)
  const fields = [...(rows?.columns ?? []), ...within.fields].filter(
    (field) => field.kind !== 'rows' && !isShownOnly(field),
  )
  const change = (next: Conditions) => {
    setChosen(next)
    const expression = toExpression(next, fields)
    if (expression !== null || next.list.length === 0) onChange(expression ?? '')
  }
  const how = (
    <div className={css.how}>
      <Segmented
        size="small"
        aria-label={t('how', { label })}
        value={chosen ? 'choice' : 'formula'}
        options={[
          { value: 'choice', label: t.byChoice, disabled: fromExpression(value) === null },
          { value: 'formula', label: t.byFormula },
        ]}
        onChange={(by) => setChosen(by === 'choice' ? fromExpression(value) : null)}
      />
      {chosen && chosen.list.length > 1 && (
        <Segmented
          size="small"
          aria-label={t('which', { label })}
          value={chosen.all ? 'all' : 'any'}
          options={[
            { value: 'all', label: t.all },
            { value: 'any', label: t.any },
          ]}
          onChange={(which) => change({ ...chosen, all: which === 'all' })}
        />
      )}
    </div>
  )
  if (!chosen) {
    return <FormulaInput {...{ label, value, onChange, within, where, extra }} above={how} />
  }
  const set = (at: number, condition: Condition) =>
    change({ ...chosen, list: chosen.list.map((one, index) => (index === at ? condition : one)) })
  return (
    <Form.Item label={label} extra={extra}>
      {how}
      {chosen.list.map((condition, at) => (
        <ConditionLine
          key={at}
          label={label}
          n={at + 1}
          condition={condition}
          fields={fields}
          onChange={(next) => set(at, next)}
          onRemove={() =>
            change({ ...chosen, list: chosen.list.filter((_, index) => index !== at) })
          }
        />
      ))}
      <Button
        size="small"
        icon={<PlusOutlined />}
        aria-label={`${label} ${t.add}`}
        onClick={() =>
          setChosen({ ...chosen, list: [...chosen.list, { field: '', op: 'filled', value: '' }] })
        }
      >
        {t.add}
      </Button>
    </Form.Item>
  )
}

type LineProps = {
  label: string
  n: number
  condition: Condition
  fields: Field[]
  onChange: (condition: Condition) => void
  onRemove: () => void
}

function ConditionLine({ label, n, condition, fields, onChange, onRemove }: LineProps) {
  const t = useText(m)
  const say = useLabel()
  const field = fields.find((one) => one.name === condition.field)
  return (
    <div className={css.line}>
      <Select
        aria-label={t('field', { label, n })}
        placeholder={t.chooseField}
        showSearch={{ optionFilterProp: 'label' }}
        value={condition.field || undefined}
        options={fields.map((one) => ({ value: one.name, label: say(one.label) }))}
        onChange={(name: string) => {
          const next = fields.find((one) => one.name === name)
          onChange({ field: name, op: next ? (opsOf(next)[0] ?? 'filled') : 'filled', value: '' })
        }}
      />
      <Select
        aria-label={t('op', { label, n })}
        value={condition.op}
        disabled={!field}
        options={(field ? opsOf(field) : [condition.op]).map((op) => ({
          value: op,
          label: t[`op_${op}`],
        }))}
        onChange={(op: ConditionOp) => onChange({ ...condition, op })}
      />
      <span className={css.value} role="group" aria-label={t('value', { label, n })}>
        {field &&
          hasValue(condition.op) &&
          (field.kind === 'choice' ? (
            <FieldInput
              field={{ ...field, required: true, read_only: false }}
              value={condition.value}
              onChange={(value) => onChange({ ...condition, value: scalarText(value) })}
            />
          ) : (
            <Input
              aria-label={t('value', { label, n })}
              value={condition.value}
              onChange={(event) => onChange({ ...condition, value: event.target.value })}
            />
          ))}
      </span>
      <Button
        type="text"
        icon={<DeleteOutlined />}
        aria-label={t('remove', { n })}
        onClick={onRemove}
      />
    </div>
  )
}
