import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Select } from 'antd'
import { filterableFields, isShownOnly, listableFields } from '@/documents/fields'
import { useDocumentTypes } from '@/documents/use-document-types'
import type { Field, Matching } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import css from './condition-input.module.css'
import type { Surroundings } from './kind-settings'
import { kindText } from './kind-text'

export type Matched = {
  of: string
  field: string
  conditions?: Matching[]
  sort?: string
  only?: boolean
}

type Props = {
  value: Matched
  onChange: (value: Matched) => void
  within: Surroundings
  where: string
  /** Whether one document is meant, and it matters which comes first. */
  first?: boolean
  /** Where the value goes. */
  into?: Field
}

/** Documents of another type that match this one, and which of their fields is meant. */
export function MatchingInput({ value, onChange, within, where, first, into }: Props) {
  const t = useText(kindText)
  const say = useLabel()
  const types = useDocumentTypes()
  const of = types.find((type) => type.name === value.of)
  const theirs = of ? filterableFields(of) : []
  const rows = within.fields.find((field) => field.name === where)
  const own = [...(rows?.columns ?? []), ...within.fields].filter(
    (field) => field.kind !== 'rows' && !isShownOnly(field),
  )
  const conditions = value.conditions ?? []
  const set = (at: number, change: Partial<Matching>) =>
    onChange({
      ...value,
      conditions: conditions.map((one, index) => (index === at ? { ...one, ...change } : one)),
    })
  return (
    <>
      <Form.Item label={t.matchOf}>
        <Select
          aria-label={t.matchOf}
          showSearch={{ optionFilterProp: 'label' }}
          value={value.of || undefined}
          options={types.map((type) => ({ value: type.name, label: say(type.label) }))}
          onChange={(name: string) => onChange({ of: name, field: '', conditions: [] })}
        />
      </Form.Item>
      {of && (
        <>
          <Form.Item label={t.matchWhen} extra={t.matchWhenHint}>
            {conditions.map((condition, at) => (
              <div key={at} className={css.line}>
                <Select
                  aria-label={`${t.theirs} ${at + 1}`}
                  placeholder={t.theirs}
                  showSearch={{ optionFilterProp: 'label' }}
                  value={condition.field || undefined}
                  options={[
                    ...theirs.map((field) => ({ value: field.name, label: say(field.label) })),
                    ...(own.some((field) => field.target === of.name)
                      ? [{ value: 'id', label: t.itself }]
                      : []),
                  ]}
                  onChange={(field: string) => set(at, { field })}
                />
                <Select
                  aria-label={`${t.compared} ${at + 1}`}
                  value={condition.op ?? '='}
                  options={['=', '!=', '<', '<=', '>', '>=', 'contains'].map((op) => ({
                    value: op,
                    label: op === 'contains' ? t.contains : op,
                  }))}
                  onChange={(op: string) => set(at, { op })}
                />
                <Select
                  aria-label={`${t.ours} ${at + 1}`}
                  placeholder={t.ours}
                  showSearch={{ optionFilterProp: 'label' }}
                  value={condition.value || undefined}
                  options={[
                    ...own.map((field) => ({ value: `[${field.name}]`, label: say(field.label) })),
                    // An expression that somebody wrote by hand stays.
                    ...(condition.value && !own.some((it) => `[${it.name}]` === condition.value)
                      ? [{ value: condition.value, label: condition.value }]
                      : []),
                  ]}
                  onChange={(text: string) => set(at, { value: text })}
                />
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('removeMatch', { n: at + 1 })}
                  onClick={() =>
                    onChange({ ...value, conditions: conditions.filter((_, i) => i !== at) })
                  }
                />
              </div>
            ))}
            <Button
              size="small"
              icon={<PlusOutlined />}
              onClick={() =>
                onChange({ ...value, conditions: [...conditions, { field: '', value: '' }] })
              }
            >
              {t.addMatch}
            </Button>
          </Form.Item>
          <Form.Item label={t.matchField}>
            <Select
              aria-label={t.matchField}
              showSearch={{ optionFilterProp: 'label' }}
              value={value.field || undefined}
              options={[
                ...(into?.target === of.name ? [{ value: 'id', label: t.itself }] : []),
                ...listableFields(of)
                  .filter((field) => !isShownOnly(field))
                  .map((field) => ({ value: field.name, label: say(field.label) })),
              ]}
              onChange={(field: string) => onChange({ ...value, field })}
            />
          </Form.Item>
          {first && (
            <Form.Item label={t.matchSort}>
              <Select
                aria-label={t.matchSort}
                value={value.sort ?? '-created_at'}
                options={listableFields(of)
                  .filter((field) => field.kind !== 'choices' && !isShownOnly(field))
                  .flatMap((field) => [
                    {
                      value: `-${field.name}`,
                      label: t('greatest', { field: say(field.label) }),
                    },
                    { value: field.name, label: t('least', { field: say(field.label) }) },
                  ])}
                disabled={value.only === true}
                onChange={(sort: string) => onChange({ ...value, sort })}
              />
              <Checkbox
                checked={value.only ?? false}
                onChange={(event) => onChange({ ...value, only: event.target.checked })}
              >
                {t.onlyOne}
              </Checkbox>
            </Form.Item>
          )}
        </>
      )}
    </>
  )
}
