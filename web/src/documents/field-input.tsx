import { Input, Select, Switch } from 'antd'
import { DayInput } from '@/components/day-input'
import { DecimalInput } from '@/components/decimal-input'
import {
  asScalar,
  isFilledOnSave,
  isFixed,
  isLong,
  isNumeric,
  scalarText,
} from '@/documents/fields'
import css from '@/documents/inputs.module.css'
import { AddressInput } from '@/documents/kinds/address-input'
import { ChoicesFromInput } from '@/documents/kinds/choices-from'
import { FilesInput } from '@/documents/kinds/files-input'
import { LocationInput } from '@/documents/kinds/location-input'
import { asTexts } from '@/documents/kinds/parts'
import { RichTextInput } from '@/documents/kinds/rich-text-input'
import { SignatureInput } from '@/documents/kinds/signature-input'
import { LinkPicker } from '@/documents/link-picker'
import { useMembers } from '@/documents/lookup'
import { MomentInput } from '@/documents/moment-input'
import type { Field, FieldContent, FieldParts, FieldScalar, Links } from '@/lib/api-types'
import { formatDecimal, parseDecimal } from '@/lib/decimal'
import { messages, useLabel, useText } from '@/lib/text'

const m = messages({
  generated: { zh: '保存时生成', en: 'Made when saved' },
  computed: { zh: '自动计算', en: 'Computed' },
  onSave: { zh: '不填则为保存时', en: 'Empty: when saved' },
})

/** What a phone's keyboard should offer. */
const TYPED = {
  phone: { type: 'tel', inputMode: 'tel' },
  email: { type: 'email', inputMode: 'email', placeholder: 'name@example.com' },
  url: { type: 'url', inputMode: 'url', placeholder: 'https://' },
} as const

type FieldInputProps = {
  field: Field
  value: FieldContent
  onChange: (value: FieldScalar | FieldParts, title?: string) => void
  links?: Links | undefined
  id?: string
  status?: 'error' | undefined
  disabled?: boolean | undefined
  autoFocus?: boolean
}

/** The editor of one value, for any kind but rows (those are a LineGrid). */
export function FieldInput(props: FieldInputProps) {
  const { field, value, onChange, links, id, status, autoFocus } = props
  const t = useText(m)
  const say = useLabel()
  const fixed = isFixed(field)
  const disabled = props.disabled || fixed
  const text = scalarText(value)
  const common = {
    id,
    status,
    disabled,
    autoFocus,
    'aria-required': (field.required && !isFilledOnSave(field)) || undefined,
    'aria-invalid': status === 'error' || undefined,
  }
  const placeholder = fixed ? (field.formula ? t.computed : t.generated) : undefined
  if (isNumeric(field)) {
    return (
      <DecimalInput
        {...common}
        text={text}
        shown={shownDecimal(field, text)}
        suffix={field.kind === 'percent' ? '%' : undefined}
        onChange={(typed) => onChange(decimalOrText(typed))}
        placeholder={placeholder}
      />
    )
  }
  switch (field.kind) {
    case 'date':
    case 'date_time': {
      const Editor = field.kind === 'date' ? DayInput : MomentInput
      return (
        <Editor
          value={text}
          onChange={onChange}
          input={{
            id,
            disabled,
            autoFocus,
            className: css.box,
            ...(isFilledOnSave(field) && { placeholder: t.onSave }),
            'aria-required': common['aria-required'],
            'aria-invalid': common['aria-invalid'],
          }}
        />
      )
    }
    case 'yes_no':
      return (
        <Switch
          id={id}
          disabled={disabled}
          autoFocus={autoFocus}
          checked={value === true || text === 'true'}
          onChange={(checked) => onChange(checked)}
        />
      )
    case 'choice':
      return (
        <Select
          {...common}
          className={css.full}
          allowClear={!field.required}
          showSearch={(field.choices?.length ?? 0) > 8 ? { optionFilterProp: 'label' } : false}
          value={text || null}
          options={field.choices?.map((c) => ({ value: c.value, label: say(c.label) })) ?? []}
          onChange={(next: string | undefined) => onChange(next ?? null)}
        />
      )
    case 'choices':
      return (
        <Select
          {...common}
          mode="multiple"
          className={css.full}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={asTexts(value)}
          options={field.choices?.map((c) => ({ value: c.value, label: say(c.label) })) ?? []}
          onChange={(next: string[]) => onChange(next)}
        />
      )
    case 'long_text':
      return (
        <Input.TextArea
          {...common}
          value={text}
          maxLength={field.max_length}
          autoSize={{ minRows: 3, maxRows: 14 }}
          onChange={(event) => onChange(event.target.value)}
        />
      )
    case 'rich_text':
      return (
        <RichTextInput
          id={id}
          label={say(field.label)}
          value={text}
          disabled={disabled}
          invalid={status === 'error'}
          onChange={onChange}
        />
      )
    case 'attachment':
    case 'image':
      return (
        <FilesInput
          field={field}
          id={id}
          value={value}
          disabled={disabled}
          invalid={status === 'error'}
          onChange={onChange}
        />
      )
    case 'signature':
      return (
        <SignatureInput
          field={field}
          id={id}
          value={value}
          disabled={disabled}
          onChange={onChange}
        />
      )
    case 'address':
    case 'location': {
      const Editor = field.kind === 'address' ? AddressInput : LocationInput
      return (
        <Editor
          field={field}
          id={id}
          value={value}
          disabled={disabled}
          invalid={status === 'error'}
          onChange={onChange}
        />
      )
    }
    case 'phone':
    case 'email':
    case 'url':
      return (
        <Input
          {...common}
          value={text}
          maxLength={field.max_length}
          {...TYPED[field.kind]}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )
    case 'member':
      return <MemberSelect {...common} text={text} onChange={onChange} />
    case 'link':
      return (
        <LinkPicker
          type={field.target ?? ''}
          value={text || null}
          title={links?.[field.target ?? '']?.[text]?.title}
          onChange={(number, row) => onChange(number, row?.title)}
          id={id}
          disabled={disabled}
          autoFocus={autoFocus}
          invalid={status === 'error'}
        />
      )
    default:
      if (field.choices_from) {
        return (
          <ChoicesFromInput
            field={field}
            id={id}
            status={status}
            disabled={disabled}
            autoFocus={autoFocus}
            className={css.full}
            value={text}
            onChange={onChange}
          />
        )
      }
      return isLong(field) ? (
        <Input.TextArea
          {...common}
          value={text}
          maxLength={field.max_length}
          autoSize={{ minRows: 2, maxRows: 8 }}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Input
          {...common}
          value={text}
          maxLength={field.max_length}
          placeholder={placeholder}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )
  }
}

type PartProps = {
  id?: string | undefined
  status?: 'error' | undefined
  disabled?: boolean | undefined
  autoFocus?: boolean | undefined
  placeholder?: string | undefined
  text: string
  onChange: (value: FieldScalar) => void
}

/** At rest: grouped, money with its two decimals; what is no number stays as it was typed. */
export function shownDecimal(field: Field, text: string): string {
  const min = field.kind === 'money' ? 2 : 0
  return formatDecimal(text, { min, max: field.decimals ?? 6 }) || text
}

/** A canonical decimal, or the text as it is for the server to refuse with its own words. */
export function decimalOrText(typed: string): FieldScalar {
  const text = typed.trim()
  return text === '' ? null : (parseDecimal(text) ?? text)
}

function MemberSelect({ text, onChange, ...common }: PartProps) {
  const members = useMembers()
  return (
    <Select
      {...common}
      className={css.full}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={asScalar(text)}
      options={members.map((member) => ({ value: member.id, label: member.name }))}
      onChange={(next: FieldScalar | undefined) => onChange(next ?? null)}
    />
  )
}
