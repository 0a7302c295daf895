import { ScanOutlined } from '@ant-design/icons'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { lookup } from '@/documents/lookup'
import type { LookupRow } from '@/lib/api-types'
import { messages, useText } from '@/lib/text'
import css from './scan-box.module.css'

const m = messages({
  scan: { zh: '扫码', en: 'Scan' },
  hint: { zh: '扫码或输入编码，回车后填数量', en: 'Scan or type a code, Enter, then the quantity' },
  unknown: { zh: '没有“{code}”这个商品', en: 'No item “{code}”' },
  several: { zh: '“{code}”对应几个商品，请写完整编码', en: '“{code}” means several items' },
})

type ScanBoxProps = {
  box: RefObject<HTMLInputElement | null>
  /** Whether a line was about the code already. */
  onCode: (code: string) => boolean
  onItem: (item: LookupRow, code: string) => void
  /** Stands ready as soon as the paper is opened. */
  eager: boolean
}

/**
 * For a scanner that types: code and Enter lead to the line, or make one; quantity and Enter lead
 * back here.
 */
export function ScanBox({ box, onCode, onItem, eager }: ScanBoxProps) {
  const t = useText(m)
  const [text, setText] = useState('')
  const [fault, setFault] = useState('')
  // The next code may come before the answer for the last one.
  const asked = useRef<Promise<void>>(Promise.resolve())
  useEffect(() => {
    if (eager) box.current?.focus()
  }, [eager, box])

  function take(code: string) {
    setText('')
    setFault('')
    if (onCode(code)) return
    asked.current = asked.current.then(() => find(code))
  }
  async function find(code: string) {
    // Without an answer it is as if nothing was found: the code is there to be tried again.
    const rows = await lookup('item', code, 2).catch(() => [])
    const exact = rows.find((row) => row.number.toLowerCase() === code.toLowerCase())
    const item = exact ?? (rows.length === 1 ? rows[0] : undefined)
    if (item) return onItem(item, code)
    setFault(t(rows.length > 1 ? 'several' : 'unknown', { code }))
    box.current?.focus()
  }
  return (
    <div className={css.scan}>
      <ScanOutlined className={css.icon} aria-hidden />
      <input
        ref={box}
        className={css.box}
        aria-label={t.scan}
        aria-invalid={fault !== '' || undefined}
        placeholder={t.hint}
        title={t.hint}
        value={text}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="next"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          if (text.trim()) take(text.trim())
        }}
      />
      {fault && (
        <span className={css.fault} role="alert">
          {fault}
        </span>
      )}
    </div>
  )
}
