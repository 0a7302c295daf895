import { CalendarOutlined } from '@ant-design/icons'
import { useRef, useState } from 'react'
import type { InputProps } from '@/components/input-props'
import { parseDay } from '@/lib/parse-day'
import { messages, useText } from '@/lib/text'
import css from './day-input.module.css'

const m = messages({
  pick: { zh: '从日历选', en: 'Pick from a calendar' },
  hint: { zh: '年-月-日', en: 'YYYY-MM-DD' },
})

type DayInputProps = {
  /** `2026-11-22`, or whatever was typed that is no day. */
  value: string
  onChange: (value: string | null) => void
  input?: InputProps
}

/** A day that is quick to type (`+7`, `3-8`), with the browser's own calendar beside. */
export function DayInput({ value, onChange, input }: DayInputProps) {
  const t = useText(m)
  const [typed, setTyped] = useState<string | null>(null)
  const calendar = useRef<HTMLInputElement>(null)
  const fixed = input?.disabled || input?.readOnly
  return (
    <span className={css.day}>
      <input
        placeholder={t.hint}
        autoComplete="off"
        inputMode="numeric"
        {...input}
        value={typed ?? value}
        onFocus={(event) => {
          event.currentTarget.select()
          input?.onFocus?.(event)
        }}
        onChange={(event) => {
          const text = event.target.value
          setTyped(text)
          onChange(parseDay(text) ?? (text.trim() || null))
        }}
        onBlur={(event) => {
          setTyped(null)
          input?.onBlur?.(event)
        }}
      />
      {!fixed && (
        <>
          <button
            type="button"
            tabIndex={-1}
            className={css.button}
            aria-label={t.pick}
            onClick={() => calendar.current?.showPicker()}
          >
            <CalendarOutlined />
          </button>
          <input
            ref={calendar}
            type="date"
            tabIndex={-1}
            aria-hidden
            className={css.calendar}
            value={parseDay(value) ?? ''}
            onChange={(event) => onChange(event.target.value || null)}
          />
        </>
      )}
    </span>
  )
}
