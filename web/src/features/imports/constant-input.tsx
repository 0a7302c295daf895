import { useState } from 'react'
import { Input } from 'antd'
import { useDocumentType } from '@/documents/use-document-types'
import { LinkPicker } from '@/documents/link-picker'
import { useLabel, useText } from '@/lib/text'
import { SALES_HISTORY, type Target } from './import-model'
import { importText } from './import-text'

type Props = { kind: string; target: Target; value: string; onChange: (value: string) => void }

/** One value for every row, where the file has no column for the field. */
export function ConstantInput({ kind, target, value, onChange }: Props) {
  const t = useText(importText)
  const say = useLabel()
  const [typed, setTyped] = useState(value)
  const linked = useLinkTarget(kind, target.field)
  const label = t('constantFor', { field: say(target.label) })
  if (linked) {
    return (
      <LinkPicker
        type={linked}
        value={value || null}
        label={label}
        placeholder={t.constant}
        onChange={(number) => onChange(number ?? '')}
      />
    )
  }
  return (
    <Input
      aria-label={label}
      placeholder={t.constant}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => typed !== value && onChange(typed)}
      onPressEnter={() => onChange(typed)}
    />
  )
}

/** The document type a field links to, so that its value can be picked instead of typed. */
function useLinkTarget(kind: string, field: string): string | undefined {
  const type = useDocumentType(kind)
  if (kind === SALES_HISTORY) {
    return ['warehouse', 'channel', 'customer'].find((name) => name === field)
  }
  const [name, column] = field.split('.')
  const found = type?.fields.find((one) => one.name === name)
  return (column ? found?.columns?.find((one) => one.name === column) : found)?.target
}
