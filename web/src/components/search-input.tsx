import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useEffect, useRef, useState } from 'react'

type SearchInputProps = {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  /** For screen readers. */
  label: string
  autoFocus?: boolean
}

const REST_MS = 250

/** Searches when typing rests. Half-composed pinyin is not a search; Enter searches at once. */
export function SearchInput({ value, onChange, placeholder, label, autoFocus }: SearchInputProps) {
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  const composing = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  if (value !== known) {
    setKnown(value)
    setTyped(value)
  }
  useEffect(() => () => clearTimeout(timer.current), [])

  function send(text: string) {
    clearTimeout(timer.current)
    setKnown(text.trim())
    onChange(text.trim())
  }
  function type(text: string) {
    setTyped(text)
    clearTimeout(timer.current)
    if (text === '') send('')
    else if (!composing.current) timer.current = setTimeout(() => send(text), REST_MS)
  }
  return (
    <Input
      allowClear
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={placeholder ?? label}
      title={placeholder}
      prefix={<SearchOutlined style={{ color: 'var(--ink-3)' }} />}
      value={typed}
      autoFocus={autoFocus}
      onChange={(event) => type(event.target.value)}
      onPressEnter={(event) => {
        if (!event.nativeEvent.isComposing) send(event.currentTarget.value)
      }}
      onCompositionStart={() => {
        composing.current = true
      }}
      onCompositionEnd={(event) => {
        composing.current = false
        type(event.currentTarget.value)
      }}
    />
  )
}
