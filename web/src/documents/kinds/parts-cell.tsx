import { Modal } from 'antd'
import { useState, type KeyboardEvent } from 'react'
import type { CellEditor } from '@/components/line-grid'
import { FieldInput } from '@/documents/field-input'
import { scalarText } from '@/documents/fields'
import { addressText, asFiles, asTexts, locationText, wordsOf } from '@/documents/kinds/parts'
import type { Field, FieldContent, Row } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './parts.module.css'

const m = messages({
  open: { zh: '空格键或点击打开', en: 'Space or click opens it' },
  done: { zh: '完成', en: 'Done' },
  files: { zh: '{n} 个文件', en: '{n} files' },
})

type PartsCellProps = CellEditor<Row> & { column: Field }

/** A cell whose value does not fit on a line: the cell shows it, a dialog edits it. */
export function PartsCell({ row, onChange, input, onKey, column }: PartsCellProps) {
  const t = useText(m)
  const say = useLabel()
  const [open, setOpen] = useState(false)
  const value = row[column.name]
  const text = usePartsText()
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === ' ' || event.key === 'F2') {
      event.preventDefault()
      setOpen(true)
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (!event.ctrlKey && !event.metaKey) onChange({ ...row, [column.name]: null })
      else onKey(event)
    } else onKey(event)
  }
  return (
    <>
      <input
        {...input}
        readOnly
        value={text(column, value)}
        title={input.title ?? t.open}
        className={`${input.className ?? ''} ${css.opens ?? ''}`}
        aria-haspopup="dialog"
        onKeyDown={onKeyDown}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Modal
          open
          title={say(column.label)}
          okText={t.done}
          cancelButtonProps={{ hidden: true }}
          width={column.kind === 'rich_text' ? 720 : 520}
          onOk={() => setOpen(false)}
          onCancel={() => setOpen(false)}
        >
          <FieldInput
            field={column}
            value={value}
            autoFocus
            onChange={(next) => onChange({ ...row, [column.name]: next })}
          />
        </Modal>
      )}
    </>
  )
}

/** A value of several parts on one line. */
export function usePartsText() {
  const t = useText(m)
  const say = useLabel()
  return (field: Field, value: FieldContent): string => {
    switch (field.kind) {
      case 'choices':
        return asTexts(value)
          .map((one) => field.choices?.find((choice) => choice.value === one))
          .map((choice) => (choice ? say(choice.label) : ''))
          .filter(Boolean)
          .join('、')
      case 'address':
        return addressText(value) || scalarText(value)
      case 'location':
        return locationText(value) || scalarText(value)
      case 'rich_text':
        return wordsOf(scalarText(value))
      case 'attachment':
      case 'image':
      case 'signature': {
        const files = asFiles(value)
        return files.length === 1
          ? (files[0]?.name ?? '')
          : files.length > 1
            ? t('files', { n: files.length })
            : ''
      }
      default:
        return scalarText(value).replace(/\s+/g, ' ')
    }
  }
}
