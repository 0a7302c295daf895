import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { FieldInput } from '@/documents/field-input'
import {
  needsValue,
  newCondition,
  opsFor,
  toConditions,
  toFilter,
  type Condition,
  type Conditions,
} from '@/documents/filter-model'
import { asScalar } from '@/documents/fields'
import type { Field, Filter, FilterOp } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './filter-builder.module.css'

const m = messages({
  all: { zh: '满足全部', en: 'All of' },
  any: { zh: '满足任一', en: 'Any of' },
  add: { zh: '添加条件', en: 'Add a condition' },
  remove: { zh: '删除条件 {n}', en: 'Remove condition {n}' },
  field: { zh: '字段', en: 'Field' },
  op: { zh: '比较', en: 'Comparison' },
  value: { zh: '值', en: 'Value' },
  deep: {
    zh: '这个筛选由多层条件组成，这里不能逐项修改。',
    en: 'This filter has nested conditions that cannot be edited here.',
  },
  clear: { zh: '清除', en: 'Clear' },
  yes: { zh: '是', en: 'Yes' },
  no: { zh: '否', en: 'No' },
})

const OPS = messages({
  '=': { zh: '等于', en: 'is' },
  '!=': { zh: '不等于', en: 'is not' },
  '<': { zh: '小于', en: 'less than' },
  '<=': { zh: '不大于', en: 'at most' },
  '>': { zh: '大于', en: 'more than' },
  '>=': { zh: '不小于', en: 'at least' },
  in: { zh: '属于', en: 'is one of' },
  contains: { zh: '包含', en: 'contains' },
  starts_with: { zh: '开头是', en: 'starts with' },
  empty: { zh: '为空', en: 'is empty' },
  not_empty: { zh: '不为空', en: 'is not empty' },
})
const DAY_OPS = messages({
  '<': { zh: '早于', en: 'before' },
  '<=': { zh: '不晚于', en: 'on or before' },
  '>': { zh: '晚于', en: 'after' },
  '>=': { zh: '不早于', en: 'on or after' },
})

type FilterBuilderProps = {
  fields: Field[]
  value: Filter | null
  onChange: (filter: Filter | null) => void
}

/** Conditions on any field; the server compiles them. */
export function FilterBuilder({ fields, value, onChange }: FilterBuilderProps) {
  const t = useText(m)
  // Unfinished lines live here; the finished ones are the value.
  const [draft, setDraft] = useState<Conditions | null>(() => {
    const read = toConditions(value)
    const first = fields[0]
    return read?.list.length === 0 && first ? { join: 'all', list: [newCondition(first)] } : read
  })
  if (!draft) {
    return (
      <div className={css.deep}>
        {t.deep}
        <Button
          size="small"
          onClick={() => {
            setDraft({ join: 'all', list: [] })
            onChange(null)
          }}
        >
          {t.clear}
        </Button>
      </div>
    )
  }
  const change = (next: Conditions) => {
    setDraft(next)
    onChange(toFilter(next, fields))
  }
  const put = (at: number, condition: Condition) =>
    change({ ...draft, list: draft.list.map((old, index) => (index === at ? condition : old)) })
  return (
    <div className={css.builder}>
      {draft.list.map((condition, index) => (
        <Line
          key={index}
          n={index + 1}
          fields={fields}
          condition={condition}
          onChange={(next) => put(index, next)}
          onRemove={() => change({ ...draft, list: draft.list.filter((_, at) => at !== index) })}
        />
      ))}
      <div className={css.below}>
        <Button
          size="small"
          type="text"
          icon={<PlusOutlined />}
          onClick={() => {
            const first = fields[0]
            if (first) setDraft({ ...draft, list: [...draft.list, newCondition(first)] })
          }}
        >
          {t.add}
        </Button>
        {draft.list.length > 1 && (
          <Segmented<'all' | 'any'>
            size="small"
            value={draft.join}
            options={[
              { value: 'all', label: t.all },
              { value: 'any', label: t.any },
            ]}
            onChange={(join) => change({ ...draft, join })}
          />
        )}
      </div>
    </div>
  )
}

type LineProps = {
  n: number
  fields: Field[]
  condition: Condition
  onChange: (condition: Condition) => void
  onRemove: () => void
}

function Line({ n, fields, condition, onChange, onRemove }: LineProps) {
  const t = useText(m)
  const opText = useText(OPS)
  const dayText = useText(DAY_OPS)
  const say = useLabel()
  const field = fields.find((f) => f.name === condition.field)
  const isDay = field?.kind === 'date' || field?.kind === 'date_time'
  const words = (op: FilterOp) =>
    isDay && op in DAY_OPS ? dayText(op as keyof typeof DAY_OPS) : opText(op)
  return (
    <div className={css.line}>
      <Select
        aria-label={`${t.field} ${n}`}
        className={css.field}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        value={condition.field}
        options={fields.map((f) => ({ value: f.name, label: say(f.label) }))}
        onChange={(name: string) => {
          const next = fields.find((f) => f.name === name)
          if (next) onChange(newCondition(next))
        }}
      />
      <Select
        aria-label={`${t.op} ${n}`}
        className={css.op}
        popupMatchSelectWidth={false}
        value={condition.op}
        options={(field ? opsFor(field) : []).map((op) => ({ value: op, label: words(op) }))}
        onChange={(op: FilterOp) => {
          const many = op === 'in'
          const fits = many === Array.isArray(condition.value)
          onChange({ ...condition, op, value: fits ? condition.value : null })
        }}
      />
      <div className={css.value}>
        {field && needsValue(condition.op) && (
          <ValueInput n={n} field={field} condition={condition} onChange={onChange} />
        )}
      </div>
      <Button
        type="text"
        icon={<CloseOutlined />}
        aria-label={t('remove', { n })}
        onClick={onRemove}
      />
    </div>
  )
}

type ValueInputProps = Pick<LineProps, 'n' | 'condition' | 'onChange'> & { field: Field }

function ValueInput({ n, field, condition, onChange }: ValueInputProps) {
  const t = useText(m)
  const say = useLabel()
  const id = `filter-value-${n}`
  if (condition.op === 'in') {
    return (
      <Select
        mode="multiple"
        aria-label={`${t.value} ${n}`}
        style={{ width: '100%' }}
        maxTagCount="responsive"
        value={Array.isArray(condition.value) ? condition.value : []}
        options={field.choices?.map((c) => ({ value: c.value, label: say(c.label) })) ?? []}
        onChange={(value) => onChange({ ...condition, value })}
      />
    )
  }
  if (field.kind === 'yes_no') {
    return (
      <Select
        aria-label={`${t.value} ${n}`}
        style={{ width: '100%' }}
        value={Array.isArray(condition.value) ? null : condition.value}
        options={[
          { value: true, label: t.yes },
          { value: false, label: t.no },
        ]}
        onChange={(value) => onChange({ ...condition, value })}
      />
    )
  }
  // Asking about a field is not filling it in: nothing is required, fixed or limited here.
  const asked: Field = {
    name: field.name,
    label: field.label,
    kind: field.kind,
    required: false,
    added: false,
  }
  if (field.target) asked.target = field.target
  if (field.choices) asked.choices = field.choices
  return (
    <>
      <label className="visually-hidden" htmlFor={id}>{`${t.value} ${n}`}</label>
      <FieldInput
        id={id}
        field={asked}
        value={Array.isArray(condition.value) ? null : condition.value}
        onChange={(value) => onChange({ ...condition, value: asScalar(value) })}
      />
    </>
  )
}
