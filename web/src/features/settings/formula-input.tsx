import { CheckOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Popover, type GetRef } from 'antd'
import { useRef, useState, type ReactNode } from 'react'
import { SearchInput } from '@/components/search-input'
import { isShownOnly, rowColumns } from '@/documents/fields'
import { problemOf } from '@/lib/expression/expression'
import type { Field } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import { expressionText, sentenceOf } from './expression-text'
import css from './formula-input.module.css'
import type { Surroundings } from './kind-settings'
import { kindText } from './kind-text'
import { type FunctionHelp, useFunctions } from './use-functions'

type Props = {
  label: string
  value: string
  onChange: (formula: string) => void
  within: Surroundings
  /** The table whose lines it is computed for, or ''. */
  where: string
  extra?: string | undefined
  placeholder?: string | undefined
  /** What stands between the label and the box. */
  above?: ReactNode
}

/** A formula with the fields and functions it may name; says at once what is wrong with it. */
export function FormulaInput(props: Props) {
  const { label, value, onChange, within, where, extra, placeholder, above } = props
  const t = useText(kindText)
  const words = useText(expressionText)
  const box = useRef<GetRef<typeof Input.TextArea>>(null)
  const rows = within.fields.find((field) => field.name === where)
  const problem = value.trim()
    ? problemOf(value, { document: within, ...(rows && { rows }) })
    : null
  const insert = (text: string, back = 0) => {
    const area = box.current?.resizableTextArea?.textArea
    const from = area?.selectionStart ?? value.length
    const to = area?.selectionEnd ?? from
    onChange(value.slice(0, from) + text + value.slice(to))
    const caret = from + text.length - back
    requestAnimationFrame(() => {
      area?.focus()
      area?.setSelectionRange(caret, caret)
    })
  }
  return (
    <Form.Item
      label={label}
      extra={extra}
      {...(problem
        ? { validateStatus: 'error' as const, help: sentenceOf(problem, words) }
        : value.trim()
          ? {
              help: (
                <span className={css.good}>
                  <CheckOutlined /> {t.formulaGood}
                </span>
              ),
            }
          : {})}
    >
      {above}
      <Input.TextArea
        ref={box}
        aria-label={label}
        className={css.formula}
        autoSize={{ minRows: 2, maxRows: 8 }}
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <div className={css.tools}>
        <FieldPicker within={within} where={where} onPick={(name) => insert(name)} />
        <FunctionPicker onPick={(name) => insert(`${name}()`, 1)} />
      </div>
    </Form.Item>
  )
}

type Named = { name: string; label: string; field: Field }

/** What a formula may read: the head, the line it stands in, and the columns of tables. */
export function namesIn(within: Surroundings, where: string, say: (it: Field) => string): Named[] {
  const head = within.fields.filter((field) => field.kind !== 'rows' && !isShownOnly(field))
  const named = (field: Field, name: string, label: string) => ({ name, label, field })
  return within.fields
    .filter((field) => field.kind === 'rows')
    .flatMap((rows) =>
      rowColumns(rows).map((column) =>
        rows.name === where
          ? named(column, column.name, say(column))
          : named(column, `${rows.name}.${column.name}`, `${say(rows)} · ${say(column)}`),
      ),
    )
    .toSorted((a, b) => Number(a.name.includes('.')) - Number(b.name.includes('.')))
    .concat(head.map((field) => named(field, field.name, say(field))))
    .toSorted((a, b) => Number(a.name.includes('.')) - Number(b.name.includes('.')))
}

function FieldPicker({
  within,
  where,
  onPick,
}: {
  within: Surroundings
  where: string
  onPick: (name: string) => void
}) {
  const t = useText(kindText)
  const say = useLabel()
  const [open, setOpen] = useState(false)
  const names = namesIn(within, where, (field) => say(field.label))
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      content={
        <ul className={css.names}>
          {names.map(({ name, label }) => (
            <li key={name}>
              <button
                type="button"
                className={css.name}
                onClick={() => {
                  setOpen(false)
                  onPick(name)
                }}
              >
                {label} <code>{name}</code>
              </button>
            </li>
          ))}
        </ul>
      }
    >
      <Button size="small" icon={<PlusOutlined />} disabled={names.length === 0}>
        {t.insertField}
      </Button>
    </Popover>
  )
}

function FunctionPicker({ onPick }: { onPick: (name: string) => void }) {
  const t = useText(kindText)
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      content={
        <FunctionList
          onPick={(name) => {
            setOpen(false)
            onPick(name)
          }}
        />
      }
    >
      <Button size="small" icon={<PlusOutlined />}>
        {t.functions}
      </Button>
    </Popover>
  )
}

function FunctionList({ onPick }: { onPick: (name: string) => void }) {
  const t = useText(kindText)
  const say = useLabel()
  const functions = useFunctions()
  const [query, setQuery] = useState('')
  const wanted = query.trim().toLowerCase()
  const fits = (it: FunctionHelp) =>
    [it.name, it.label.zh, it.label.en].some((text) => text.toLowerCase().includes(wanted))
  return (
    <div className={css.functions}>
      <SearchInput
        value={query}
        onChange={setQuery}
        placeholder={t.findFunction}
        label={t.findFunction}
      />
      <ul className={css.names}>
        {functions.filter(fits).map((it) => (
          <li key={it.name}>
            <button
              type="button"
              className={css.name}
              aria-label={t('insert', { name: it.name })}
              onClick={() => onPick(it.name)}
            >
              <code>{it.name}</code>
              <span className={css.about}>{say(it.label)}</span>
              {it.examples?.[0] && (
                <span className={css.example}>
                  {t.example}: <code>{it.examples[0].expression}</code> → {it.examples[0].gives}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
