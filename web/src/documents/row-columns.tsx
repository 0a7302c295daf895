import { useMemo, useState } from 'react'
import { Combobox, type ComboOption } from '@/components/combobox'
import { DayInput } from '@/components/day-input'
import type { CellEditor, GridColumn } from '@/components/line-grid'
import { decimalOrText } from '@/documents/field-input'
import { isFixed, isNumeric, rowColumns, scalarText } from '@/documents/fields'
import { linkText, optionOf } from '@/documents/link-picker'
import { useLookup, useTitles } from '@/documents/lookup'
import type { Field, Label, Links, Row } from '@/lib/api-types'
import { formatDecimal, formatQuantity, isPositive, sum } from '@/lib/decimal'
import { parseDay } from '@/lib/parse-day'
import { messages, useLabel, useText, type Text } from '@/lib/text'

const m = messages({
  yes: { zh: '是', en: 'Yes' },
  no: { zh: '否', en: 'No' },
  unknown: { zh: '没有这个编码', en: 'No such code' },
})

/** Titles of linked documents, by type and then by number. */
type Titles = Record<string, Record<string, string>>
type Words = { say: (label: Label) => string; t: Text<typeof m>; titles: Titles }

/** The columns of a line grid, from the definition of a rows field. */
export function useRowColumns(field: Field, rows: Row[], links: Links): GridColumn<Row>[] {
  const say = useLabel()
  const t = useText(m)
  const [picked, setPicked] = useState<Titles>({})
  const titles = useKnownTitles(field, rows, links, picked)
  return useMemo(() => {
    const remember = (type: string, number: string, title: string) =>
      setPicked((known) => ({ ...known, [type]: { ...known[type], [number]: title } }))
    return rowColumns(field).map((column) => gridColumn(column, { say, t, titles }, remember))
    // `say` is made anew at each drawing, but changes its words only together with `t`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [field, t, titles])
}

/** From the stored document, from what was picked, and for pasted numbers from the server. */
function useKnownTitles(field: Field, rows: Row[], links: Links, picked: Titles): Titles {
  const columns = rowColumns(field).filter((column) => column.kind === 'link')
  // Lines mostly link items; one question covers the first link column, pickers cover the others.
  const main = columns[0]
  const target = main?.target ?? ''
  const known = useMemo(() => {
    const all: Titles = {}
    for (const [type, byNumber] of Object.entries(links)) {
      all[type] = Object.fromEntries(Object.entries(byNumber).map(([n, link]) => [n, link.title]))
    }
    for (const [type, byNumber] of Object.entries(picked)) all[type] = { ...all[type], ...byNumber }
    return all
  }, [links, picked])
  const numbers = main ? rows.map((row) => scalarText(row[main.name])).filter(Boolean) : []
  const missing = [...new Set(numbers)].filter((number) => known[target]?.[number] === undefined)
  const asked = useTitles(target, missing)
  return useMemo(
    () => (asked.data ? { ...known, [target]: { ...asked.data, ...known[target] } } : known),
    [known, asked.data, target],
  )
}

type Remember = (type: string, number: string, title: string) => void

function gridColumn(column: Field, words: Words, remember: Remember): GridColumn<Row> {
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
      shown: (row) => {
        const text = scalarText(row[column.name])
        return formatDecimal(text, { max: column.decimals ?? 6 }) || text
      },
      ...(writable && { write: (row, text) => put(row, decimalOrText(text)) }),
      ...(['quantity', 'money'].includes(column.kind) && { foot: (rows) => total(column, rows) }),
    }
  }
  switch (column.kind) {
    case 'link':
      return {
        ...base,
        shown: (row) => {
          const number = scalarText(row[column.name])
          return linkText(number, words.titles[column.target ?? '']?.[number])
        },
        ...(writable && {
          write: (row, text) => put(row, text.trim() || null),
          editor: (cell) => (
            <LinkCell {...cell} column={column} titles={words.titles} remember={remember} />
          ),
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
    default:
      return {
        ...base,
        ...(column.kind === 'barcode' && { width: 160 }),
        ...(writable && { write: (row, text) => put(row, text || null) }),
      }
  }
}

function total(column: Field, rows: Row[]): string {
  const values = rows.map((row) => scalarText(row[column.name]))
  try {
    const all = sum(values)
    return isPositive(all) ? formatQuantity(all) : ''
  } catch {
    return ''
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

type LinkCellProps = CellEditor<Row> & { column: Field; titles: Titles; remember: Remember }

function LinkCell({ row, onChange, input, onKey, next, column, titles, remember }: LinkCellProps) {
  const t = useText(m)
  const [query, setQuery] = useState<string | null>(null)
  const type = column.target ?? ''
  const { rows, loading } = useLookup(type, query)
  const number = scalarText(row[column.name])
  const title = titles[type]?.[number]
  const put = (value: string | null) => onChange({ ...row, [column.name]: value })
  const unknown = number !== '' && titles[type] !== undefined && title === undefined
  return (
    <Combobox
      text={linkText(number, title)}
      query={query}
      onQuery={setQuery}
      options={rows.map(optionOf)}
      loading={loading}
      onPick={(option) => {
        const found = rows.find((r) => r.number === option.value)
        if (found) remember(type, found.number, found.title)
        put(option.value)
      }}
      onClear={() => put(null)}
      onLeave={put}
      onKey={onKey}
      onPicked={next}
      input={unknown ? { ...input, title: input.title ?? t.unknown } : input}
    />
  )
}
