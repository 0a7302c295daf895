import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Modal, Segmented, Select } from 'antd'
import { today } from '@/lib/dates'
import type { DocumentType } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import {
  composeNumber,
  formatNumber,
  type DatePart,
  type Numbering,
  type NumberPart,
  type Reset,
  RESETS,
} from './numbering'
import css from './section.module.css'
import { settingsText } from './settings-text'

type Kind = 'text' | 'date' | 'field' | 'counter'
const KINDS: Kind[] = ['text', 'date', 'field', 'counter']
const DATES: DatePart[] = ['year', 'short_year', 'month', 'day']
/** Kinds whose values are short enough to stand in a number. */
const SHORT = ['link', 'member', 'choice', 'text', 'barcode', 'department']

type Props = {
  type: DocumentType
  value: Numbering
  /** Where the counter stands. */
  count: string
  saving: boolean
  onChange: (value: Numbering) => void
  onSave: () => void
  onClose: () => void
}

/** How documents of a type are numbered: a prefix and a counter, or piece by piece; and what comes of it. */
export function NumberingParts({ type, value, count, saving, onChange, onSave, onClose }: Props) {
  const t = useText(accessText)
  const s = useText(settingsText)
  const say = useLabel()
  const parts = value.parts ?? []
  const composed = parts.length > 0
  const fields = type.fields.filter((field) => SHORT.includes(field.kind))
  const said = (name: string) => `<${say(fields.find((one) => one.name === name)?.label) || name}>`
  const put = (next: NumberPart[]) => onChange({ ...value, parts: next })
  const of = (kind: Kind): NumberPart =>
    kind === 'counter'
      ? 'counter'
      : kind === 'text'
        ? { text: '-' }
        : kind === 'date'
          ? { date: 'year' }
          : { field: fields[0]?.name ?? '' }
  return (
    <Modal
      open
      title={t('partsOf', { type: say(type.label) })}
      okText={t.save}
      cancelText={t.cancel}
      confirmLoading={saving}
      onOk={onSave}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item>
          <Segmented
            block
            aria-label={t.parts}
            value={composed}
            options={[
              { value: false, label: t.simple },
              { value: true, label: t.compose },
            ]}
            onChange={(next) => put(next ? [{ text: value.prefix }, 'counter'] : [])}
          />
        </Form.Item>
        {!composed && (
          <Form.Item label={s.prefix}>
            <Input
              aria-label={s.prefix}
              maxLength={20}
              value={value.prefix}
              onChange={(event) => onChange({ ...value, prefix: event.target.value })}
            />
          </Form.Item>
        )}
        {composed && (
          <Form.Item label={t.parts} extra={t.perValue}>
            {parts.map((part, at) => (
              <div key={at} className={css.part}>
                <Select<Kind>
                  aria-label={t('partAt', { n: at + 1 })}
                  value={kindOf(part)}
                  onChange={(kind) => put(parts.map((one, here) => (here === at ? of(kind) : one)))}
                  options={KINDS.map((kind) => ({ value: kind, label: t[`part_${kind}`] }))}
                />
                <PartValue
                  part={part}
                  label={`${t('partAt', { n: at + 1 })} ${t[`part_${kindOf(part)}`]}`}
                  fields={fields.map((one) => ({ value: one.name, label: say(one.label) }))}
                  onChange={(next) => put(parts.map((one, here) => (here === at ? next : one)))}
                />
                <Button
                  type="text"
                  icon={<CloseOutlined />}
                  aria-label={t('removePart', { n: at + 1 })}
                  onClick={() => put(parts.filter((_, here) => here !== at))}
                />
              </div>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => put([...parts, { text: '-' }])}>
              {t.addPart}
            </Button>
          </Form.Item>
        )}
        <div className={css.pair}>
          <Form.Item label={t.digits}>
            <InputNumber
              aria-label={t.digits}
              min={1}
              max={12}
              precision={0}
              value={value.digits}
              onChange={(digits) => onChange({ ...value, digits: digits ?? value.digits })}
            />
          </Form.Item>
          <Form.Item label={t.reset}>
            <Select<Reset>
              aria-label={t.reset}
              value={value.reset}
              onChange={(reset) => onChange({ ...value, reset })}
              options={RESETS.map((one) => ({ value: one, label: s[`reset_${one}`] }))}
            />
          </Form.Item>
        </div>
        <Form.Item label={t.preview}>
          <output className="num">
            {composed
              ? composeNumber(parts, value.digits, '1', today(), said)
              : formatNumber(value, count, today())}
          </output>
        </Form.Item>
      </Form>
    </Modal>
  )
}

function kindOf(part: NumberPart): Kind {
  if (part === 'counter') return 'counter'
  if ('text' in part) return 'text'
  return 'date' in part ? 'date' : 'field'
}

type PartProps = {
  part: NumberPart
  label: string
  fields: { value: string; label: string }[]
  onChange: (part: NumberPart) => void
}

function PartValue({ part, label, fields, onChange }: PartProps) {
  const t = useText(accessText)
  if (part === 'counter') return <span />
  if ('text' in part) {
    return (
      <Input
        aria-label={label}
        maxLength={20}
        value={part.text}
        onChange={(event) => onChange({ text: event.target.value })}
      />
    )
  }
  if ('date' in part) {
    return (
      <Select<DatePart>
        aria-label={label}
        value={part.date}
        onChange={(date) => onChange({ date })}
        options={DATES.map((one) => ({ value: one, label: t[`date_${one}`] }))}
      />
    )
  }
  return (
    <Select
      aria-label={label}
      value={part.field}
      onChange={(field) => onChange({ field })}
      options={fields}
    />
  )
}
