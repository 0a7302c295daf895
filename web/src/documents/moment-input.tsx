import { useState } from 'react'
import type { InputProps } from '@/components/input-props'
import { formatInstant } from '@/lib/dates'
import { parseMoment } from '@/lib/parse-day'
import { messages, useText } from '@/lib/text'

const m = messages({ hint: { zh: '年-月-日 时:分', en: 'YYYY-MM-DD HH:MM' } })

type MomentInputProps = {
  /** An instant, or whatever was typed that is none. */
  value: string
  onChange: (value: string | null) => void
  input?: InputProps
}

/** A moment by this place's clock. */
export function MomentInput({ value, onChange, input }: MomentInputProps) {
  const t = useText(m)
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <input
      placeholder={t.hint}
      autoComplete="off"
      {...input}
      value={typed ?? (formatInstant(value) || value)}
      onFocus={(event) => {
        event.currentTarget.select()
        input?.onFocus?.(event)
      }}
      onChange={(event) => {
        const text = event.target.value
        setTyped(text)
        onChange(parseMoment(text) ?? (text.trim() || null))
      }}
      onBlur={(event) => {
        setTyped(null)
        input?.onBlur?.(event)
      }}
    />
  )
}
