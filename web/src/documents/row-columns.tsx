import { use, useMemo, useState } from 'react'
import { Combobox, type ComboOption } from '@/components/combobox'
import { DayInput } from '@/components/day-input'
import type { CellEditor, GridColumn } from '@/components/line-grid'
import { decimalOrText, shownDecimal } from '@/documents/field-input'
import { asRows, isFiles, isFixed, isNumeric, rowColumns, scalarText } from '@/documents/fields'
import { FieldValue } from '@/documents/field-value'
import { lineSent } from '@/documents/form-model'
import { useChoicesFrom } from '@/documents/kinds/choices-from'
import { FormContext } from '@/documents/kinds/form-context'
import { LiveLookup } from '@/documents/kinds/lookup-value'
import { PartsCell, usePartsText } from '@/documents/kinds/parts-cell'
import { summedColumns, totalsOf, totalTexts } from '@/documents/line-totals'
import { linkText, optionOf } from '@/documents/link-picker'
import { useLookup } from '@/documents/lookup'
import { MomentInput } from '@/documents/moment-input'
import {
  counted,
  factorOf,
  isCounted,
  isMeasured,
  ownColumns,
  withCounted,
  withUnit,
  type Own,
} from '@/documents/units'
import type { LinkTitles } from '@/documents/use-link-titles'
import type { UnitsByItem } from '@/documents/use-units'
import type { Field, Label, Row } from '@/lib/api-types'
import { formatDecimal } from '@/lib/decimal'
import { formatInstant } from '@/lib/dates'
import { parseDay, parseMoment } from '@/lib/parse-day'
import { useMe } from '@/lib/session'
import { messages, useLabel, useText, type Text } from '@/lib/text'

const m = messages({
  yes: { zh: '是', en: 'Yes' },
  no: { zh: '否', en: 'No' },
  unknown: { zh: '没有这个编码', en: 'No such code' },
  holds: { zh: '{unit} = {n} {stock}', en: '{unit} = {n} {stock}' },
})

const NO_UNITS: UnitsByItem = {}

type Words = {
  say: (label: Label) => string
  t: Text<typeof m>
  links: LinkTitles
  parts: ReturnType<typeof usePartsText>
}

/** The columns of a line grid, from the definition of a rows field. */
export function useRowColumns(
  field: Field,
  links: LinkTitles,
  units: UnitsByItem = NO_UNITS,
): GridColumn<Row>[] {
  const say = useLabel()
  const t = useText(m)
  const parts = usePartsText()
  const { currency } = useMe().company
  return useMemo(
    () => {
      const words = { say, t, links, parts }
      const summed = summedColumns(field)
      const plain = rowColumns(field).map((column) => ({
        ...gridColumn(column, words),
        ...(summed.includes(column) && {
          foot: (rows: Row[]) => (
            <Totals texts={totalTexts(column, totalsOf(field, column, rows, units), currency)} />
          ),
        }),
      }))
      const named = ownColumns(field)
      return isMeasured(field)
        ? plain.map((column) => measured(column, named, units, words))
        : plain
    },
    // `say` is made anew at each drawing, but changes its words only together with `t`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [field, t, links, units, currency],
  )
}

function gridColumn(column: Field, words: Words): GridColumn<Row> {
  const base: GridColumn<Row> = {
    key: column.name,
    title: words.say(column.label),
    required: column.required,
    text: (row) => scalarText(row[column.name]),
  }
  const put = (row: Row, value: Row[string]) => ({ ...row, [column.name]: value })
  const writable = !isFixed(column)
  if (isNumeric(column)) {
    return {
      ...base,
      width: 120,
      align: 'right',
      inputMode: 'decimal',
      shown: (row) => shownDecimal(column, scalarText(row[column.name])),
      ...(writable && { write: (row, text) => put(row, decimalOrText(text)) }),
    }
  }
  switch (column.kind) {
    case 'link':
      return {
        ...base,
        shown: (row) => {
          const number = scalarText(row[column.name])
          return linkText(number, words.links.titles[column.target ?? '']?.[number])
        },
        ...(writable && {
          write: (row, text) => put(row, text.trim() || null),
          editor: (cell) => <LinkCell {...cell} column={column} links={words.links} />,
        }),
      }
    case 'choice': {
      const options = (column.choices ?? []).map((c) => ({
        value: c.value,
        title: words.say(c.label),
      }))
      return optionColumn(base, options, 130, (row) => scalarText(row[column.name]), put, writable)
    }
    case 'yes_no': {
      const options = [
        { value: 'true', title: words.t.yes },
        { value: 'false', title: words.t.no },
      ]
      return optionColumn(
        base,
        options,
        80,
        (row) => scalarText(row[column.name]),
        (row, value) => put(row, value === null ? null : value === 'true'),
        writable,
      )
    }
    case 'date':
      return {
        ...base,
        width: 140,
        ...(writable && {
          write: (row, text) => put(row, parseDay(text) ?? (text.trim() || null)),
          editor: ({ row, input, onChange, onKey }) => (
            <DayInput
              value={scalarText(row[column.name])}
              onChange={(day) => onChange(put(row, day))}
              input={{ ...input, onKeyDown: onKey }}
            />
          ),
        }),
      }
    case 'date_time':
      return {
        ...base,
        width: 160,
        shown: (row) => formatInstant(scalarText(row[column.name])),
        ...(writable && {
          write: (row, text) => put(row, parseMoment(text) ?? (text.trim() || null)),
          editor: ({ row, input, onChange, onKey }) => (
            <MomentInput
              value={scalarText(row[column.name])}
              onChange={(moment) => onChange(put(row, moment))}
              input={{ ...input, onKeyDown: onKey }}
            />
          ),
        }),
      }
    case 'choices':
    case 'long_text':
    case 'rich_text':
    case 'address':
    case 'location':
    case 'attachment':
    case 'image':
    case 'signature':
      return {
        ...base,
        ...(isFiles(column) && { width: 150 }),
        text: (row) => words.parts(column, row[column.name]),
        ...(writable
          ? {
              // Pasted from a sheet, it is text that the server reads; files cannot be pasted that way.
              write: (row: Row, text: string) =>
                isFiles(column) && text ? row : put(row, text.trim() || null),
              editor: (cell: CellEditor<Row>) => <PartsCell {...cell} column={column} />,
            }
          : { view: (row: Row) => <FieldValue field={column} value={row[column.name]} quiet /> }),
      }
    case 'lookup':
      return { ...base, width: 150, view: (row) => <LookupCell column={column} row={row} /> }
    case 'qr':
      return { ...base, width: 150, view: (row) => scalarText(row[column.name]) || '—' }
    default:
      if (column.choices_from && writable) {
        return {
          ...base,
          write: (row, text) => put(row, text.trim() || null),
          editor: (cell) => <ChoicesCell {...cell} column={column} put={put} />,
        }
      }
      return {
        ...base,
        ...(column.kind === 'barcode' && { width: 160 }),
        ...(['phone', 'email', 'url'].includes(column.kind) && { width: 170 }),
        ...(writable && { write: (row, text) => put(row, text || null) }),
      }
  }
}

const TOTALS_SHOWN = 3

/** The sum of a column, of each unit below the other. */
function Totals({ texts }: { texts: string[] }) {
  const more = texts.length > TOTALS_SHOWN
  return (
    <span title={more ? texts.join(' · ') : undefined}>
      {texts.slice(0, TOTALS_SHOWN).map((text) => (
        <div key={text}>{text}</div>
      ))}
      {more && '…'}
    </span>
  )
}

/** Unit, quantity and price of a line are read and typed in the line's own unit. */
function measured(
  column: GridColumn<Row>,
  named: Own,
  byItem: UnitsByItem,
  words: Words,
): GridColumn<Row> {
  const unitsOf = (row: Row) => byItem[scalarText(row.item)]
  const name = column.key
  if (name === 'unit') {
    const read = (row: Row) => scalarText(row.unit) || (unitsOf(row)?.stock ?? '')
    const shown = (row: Row) => {
      const [unit, stock] = [read(row), unitsOf(row)?.stock ?? '']
      const n = factorOf(unitsOf(row), unit)
      return n === undefined || unit === stock ? unit : words.t('holds', { unit, n, stock })
    }
    const put = (row: Row, unit: string | null) => withUnit(row, unit, unitsOf(row), named)
    const optionsOf = (row: Row) => {
      const units = unitsOf(row)
      const names = units ? [units.stock, ...units.others.map((other) => other.unit)] : []
      return names.map((unit) => ({ value: unit, title: shown({ ...row, unit }) }))
    }
    return {
      ...column,
      width: 130,
      text: read,
      shown,
      write: (row, text) => put(row, text.trim() || null),
      editor: (cell) => (
        <OptionCell {...cell} options={optionsOf(cell.row)} text={shown(cell.row)} put={put} />
      ),
    }
  }
  if (!isCounted(name)) return column
  return {
    ...column,
    text: (row) => counted(row, name),
    shown: (row) => formatDecimal(counted(row, name)) || counted(row, name),
    write: (row, text) => withCounted(row, name, decimalOrText(text), unitsOf(row)),
  }
}

function optionColumn(
  base: GridColumn<Row>,
  options: ComboOption[],
  width: number,
  read: (row: Row) => string,
  put: (row: Row, value: string | null) => Row,
  writable: boolean,
): GridColumn<Row> {
  const shown = (row: Row) => options.find((o) => o.value === read(row))?.title ?? read(row)
  const write = (row: Row, text: string) => {
    const typed = text.trim()
    const known = options.find((o) => o.value === typed || o.title === typed)
    return put(row, known?.value ?? (typed || null))
  }
  return {
    ...base,
    width,
    shown,
    ...(writable && {
      write,
      editor: (cell) => <OptionCell {...cell} options={options} text={shown(cell.row)} put={put} />,
    }),
  }
}

type OptionCellProps = CellEditor<Row> & {
  options: ComboOption[]
  text: string
  put: (row: Row, value: string | null) => Row
}

function OptionCell({ row, onChange, input, onKey, next, options, text, put }: OptionCellProps) {
  const [query, setQuery] = useState<string | null>(null)
  const wanted = query?.trim().toLowerCase() ?? ''
  const fitting = options.filter(
    (o) => o.title.toLowerCase().includes(wanted) || o.value.toLowerCase().startsWith(wanted),
  )
  return (
    <Combobox
      text={text}
      query={query}
      onQuery={setQuery}
      options={fitting}
      loading={false}
      onPick={(option) => onChange(put(row, option.value))}
      onClear={() => onChange(put(row, null))}
      onKey={onKey}
      onPicked={next}
      input={input}
    />
  )
}

type ChoicesCellProps = CellEditor<Row> & {
  column: Field
  put: (row: Row, value: string | null) => Row
}

/** One of what documents say, as they match this line. */
function ChoicesCell({ row, index, onChange, input, onKey, next, column, put }: ChoicesCellProps) {
  const form = use(FormContext)
  const rows = form?.type.fields.find((field) =>
    field.columns?.some((one) => one.name === column.name && one.choices_from),
  )
  const [query, setQuery] = useState<string | null>(null)
  const line = rows && form ? lineSent(rows, asRows(form.fields[rows.name]), index) : null
  const { choices, loading } = useChoicesFrom(
    column,
    `${rows?.name ?? ''}.${column.name}`,
    query !== null,
    line ?? undefined,
  )
  const wanted = query?.trim().toLowerCase() ?? ''
  return (
    <Combobox
      text={scalarText(row[column.name])}
      query={query}
      onQuery={setQuery}
      options={choices
        .filter((one) => one.toLowerCase().includes(wanted))
        .map((one) => ({ value: one, title: one }))}
      loading={loading}
      onPick={(option) => onChange(put(row, option.value))}
      onClear={() => onChange(put(row, null))}
      onKey={onKey}
      onPicked={next}
      input={input}
    />
  )
}

/** The line's own link comes before one of the head. */
function LookupCell({ column, row }: { column: Field; row: Row }) {
  const form = use(FormContext)
  const name = column.lookup?.link
  const rows = form?.type.fields.find((field) =>
    field.columns?.some((it) => it.name === column.name),
  )
  const own = rows?.columns?.find((it) => it.name === name && it.kind === 'link')
  const link = own ?? form?.type.fields.find((it) => it.name === name)
  return (
    <LiveLookup
      field={column}
      link={link}
      fields={own ? row : (form?.fields ?? {})}
      stored={row[column.name]}
    />
  )
}

type LinkCellProps = CellEditor<Row> & { column: Field; links: LinkTitles }

function LinkCell({ row, onChange, input, onKey, next, column, links }: LinkCellProps) {
  const t = useText(m)
  const [query, setQuery] = useState<string | null>(null)
  const type = column.target ?? ''
  const { rows, loading } = useLookup(type, query)
  const number = scalarText(row[column.name])
  const title = links.titles[type]?.[number]
  const put = (value: string | null) => onChange({ ...row, [column.name]: value })
  const unknown = column.name === links.resolved && links.unknown.includes(number)
  return (
    <Combobox
      text={linkText(number, title)}
      query={query}
      onQuery={setQuery}
      options={rows.map(optionOf)}
      loading={loading}
      onPick={(option) => {
        const found = rows.find((r) => r.number === option.value)
        if (found) links.remember(type, found.number, found.title)
        put(option.value)
      }}
      onClear={() => put(null)}
      onLeave={put}
      onKey={onKey}
      onPicked={next}
      input={unknown ? { ...input, 'aria-invalid': true, title: input.title ?? t.unknown } : input}
    />
  )
}
