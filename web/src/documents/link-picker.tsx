import { useState } from 'react'
import { Combobox } from '@/components/combobox'
import { useLookup, useTitles } from '@/documents/lookup'
import type { LookupRow } from '@/lib/api-types'
import { messages, useText } from '@/lib/text'
import css from './inputs.module.css'

const m = messages({ placeholder: { zh: '编码、名称、拼音或条码', en: 'Code, name or barcode' } })

export type LinkPickerProps = {
  /** The document type linked to. */
  type: string
  /** The number of the chosen document. */
  value: string | null
  onChange: (number: string | null, row?: LookupRow) => void
  /** The title when it is known already; else it is asked for. */
  title?: string
  /** For screen readers, where no <label> stands beside it. */
  label?: string
  id?: string
  disabled?: boolean
  placeholder?: string
  autoFocus?: boolean
  invalid?: boolean
  /** `small` for use inside table rows. */
  size?: 'small' | 'middle'
}

export function LinkPicker(props: LinkPickerProps) {
  const {
    type,
    value,
    onChange,
    title,
    label,
    id,
    disabled,
    placeholder,
    autoFocus,
    invalid,
    size,
  } = props
  const t = useText(m)
  const [query, setQuery] = useState<string | null>(null)
  const { rows, loading } = useLookup(type, query)
  const titles = useTitles(type, value && !title ? [value] : [])
  const known = title ?? (value ? titles.data?.[value] : undefined)
  return (
    <Combobox
      text={linkText(value, known)}
      query={query}
      onQuery={setQuery}
      options={rows.map(optionOf)}
      loading={loading}
      onPick={(option) => {
        onChange(
          option.value,
          rows.find((row) => row.number === option.value),
        )
      }}
      onClear={() => onChange(null)}
      input={{
        id,
        'aria-label': label,
        'aria-invalid': invalid || undefined,
        className: size === 'small' ? `${css.box} ${css.small}` : css.box,
        disabled: disabled,
        placeholder: placeholder ?? t.placeholder,
        autoFocus: autoFocus,
      }}
    />
  )
}

export function optionOf(row: LookupRow) {
  const named = row.title && row.title !== row.number
  return {
    value: row.number,
    title: named ? row.title : row.number,
    hint: [named ? row.number : null, row.subtitle].filter(Boolean).join(' · '),
  }
}

/** A number and its title on one line: "A1 龙井茶". */
export function linkText(number: string | null | undefined, title: string | undefined): string {
  if (!number) return ''
  return title && title !== number ? `${number} ${title}` : number
}
