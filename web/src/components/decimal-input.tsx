import { Input, type InputProps, type InputRef } from 'antd'
import { useLayoutEffect, useRef, useState } from 'react'
import { formatDecimal } from '@/lib/decimal'

type DecimalInputProps = Omit<InputProps, 'value' | 'onChange' | 'onFocus' | 'onBlur'> & {
  text: string
  /** How it reads at rest; thousands separated unless it is no number. */
  shown?: string
  onChange: (typed: string) => void
}

/** A number as people read it, and, while it is edited, as they type it. */
export function DecimalInput({ text, shown, onChange, className, ...input }: DecimalInputProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const box = useRef<InputRef>(null)
  const editing = typed !== null
  // In the same turn as the focus: a later selection would swallow what was typed meanwhile.
  useLayoutEffect(() => {
    if (editing) box.current?.select()
  }, [editing])
  return (
    <Input
      {...input}
      ref={box}
      inputMode="decimal"
      autoComplete="off"
      className={className ? `num ${className}` : 'num'}
      value={typed ?? shown ?? (formatDecimal(text) || text)}
      onFocus={() => setTyped(text)}
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        setTyped(event.target.value)
        onChange(event.target.value)
      }}
    />
  )
}
