import { LineGrid, type GridColumn, type GridGoal, type GridProblem } from '@/components/line-grid'
import { scalarText } from '@/documents/fields'
import { newRow } from '@/documents/form-model'
import { lookup } from '@/documents/lookup'
import { useRowColumns } from '@/documents/row-columns'
import { countedColumn, isCode, isEager, lineOf, withLine } from '@/documents/scan'
import { ScanBox } from '@/documents/scan-box'
import { inUsualUnit, isMeasured, type UsualFor } from '@/documents/units'
import { type LinkTitles, useLinkTitles } from '@/documents/use-link-titles'
import { useUnits, type UnitsByItem } from '@/documents/use-units'
import type { Field, Links, LookupRow, Row } from '@/lib/api-types'
import { add } from '@/lib/decimal'
import type { FieldState } from '@/lib/expression/expression'
import { useLabel } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import { useEffect, useEffectEvent, useRef, useState } from 'react'

type RowsInputProps = {
  field: Field
  rows: Row[]
  onChange: (rows: Row[]) => void
  links: Links
  problems: GridProblem[]
  /** What rules say of cells now, by path. */
  states?: Map<string, FieldState> | undefined
  /** In which of their units lines start that get an item. */
  usual?: UsualFor | undefined
  readOnly?: boolean | undefined
  /** Opened to be counted: a scanner may begin at once. */
  eager?: boolean | undefined
}

export function RowsInput(props: RowsInputProps) {
  const { field, rows, onChange, links, problems, states, usual, readOnly, eager } = props
  const say = useLabel()
  const titles = useLinkTitles(field, rows, links, onChange)
  const units = useUnits(field, rows)
  const plain = useRowColumns(field, titles, units)
  const columns = states ? ruled(plain, field, rows, states) : plain
  const phone = usePhone()
  const counted = readOnly ? undefined : countedColumn(field)
  const scanned = useScanned({ field, rows, onChange, columns, counted, titles })
  useUsualUnits({ field, rows, onChange, units, usual })
  return (
    <>
      {counted && (phone || isEager(counted)) && (
        <ScanBox {...scanned.box} eager={eager === true && isEager(counted)} />
      )}
      <LineGrid
        goal={scanned.goal}
        label={say(field.label)}
        columns={columns}
        rows={rows}
        onChange={onChange}
        newRow={() => newRow(field)}
        problems={problems}
        readOnly={readOnly ?? false}
      />
    </>
  )
}

type Scanned = Pick<RowsInputProps, 'field' | 'rows' | 'onChange'> & {
  columns: GridColumn<Row>[]
  counted: string | undefined
  titles: LinkTitles
}

/** Codes that are scanned one after the other, each followed by its quantity. */
function useScanned({ field, rows, onChange, columns, counted = '', titles }: Scanned) {
  const box = useRef<HTMLInputElement>(null)
  const [goal, setGoal] = useState<GridGoal | null>(null)
  // What codes that are no numbers meant: they come again.
  const meant = useRef(new Map<string, string>())
  // Of the moment in which it is asked: codes come faster than drawings.
  const latest = useRef({ rows, columns })
  useEffect(() => {
    latest.current = { rows, columns }
  })
  function put(next: Row[]) {
    latest.current = { ...latest.current, rows: next }
    onChange(next)
  }
  function go(at: number) {
    const before = scalarText(latest.current.rows[at]?.[counted])
    const done = (text: string) => {
      if (isCode(text)) {
        // The next code instead of a quantity: that was one of them.
        const write = latest.current.columns.find(({ key }) => key === counted)?.write
        const one = add(before || '0', '1')
        put(latest.current.rows.map((row, nth) => (nth === at && write ? write(row, one) : row)))
        if (!onCode(text)) {
          void lookup('item', text, 1).then(([item]) => item && onItem(item, text))
        }
      } else {
        setGoal(null)
        box.current?.focus()
      }
    }
    setGoal({ row: at, column: counted, done })
  }
  function onCode(code: string): boolean {
    const at = lineOf(latest.current.rows, meant.current.get(code) ?? code, counted)
    if (at >= 0) go(at)
    return at >= 0
  }
  function onItem(item: LookupRow, code: string) {
    meant.current.set(code, item.number)
    titles.remember('item', item.number, item.title)
    if (onCode(item.number)) return
    const more = withLine(field, latest.current.rows, { ...newRow(field), item: item.number })
    put(more.rows)
    go(more.at)
  }
  return { goal, box: { box, onCode, onItem } }
}

/** Columns as the rules want them: gone where no line shows them, fixed in lines that hide or fix them. */
function ruled(
  columns: GridColumn<Row>[],
  field: Field,
  rows: Row[],
  states: Map<string, FieldState>,
): GridColumn<Row>[] {
  const at = (column: string, index: number) => states.get(`${field.name}[${index}].${column}`)
  return columns
    .filter(
      ({ key }) => rows.length === 0 || rows.some((_, index) => at(key, index)?.shown !== false),
    )
    .map((column) => {
      const { key } = column
      const has = rows.some((_, index) => at(key, index))
      if (!has) return column
      return {
        ...column,
        required: rows.some((_, index) => at(key, index)?.required),
        fixedAt: (index: number) => at(key, index)?.shown === false || at(key, index)?.readOnly,
      }
    })
}

type Usual = Pick<RowsInputProps, 'field' | 'rows' | 'onChange' | 'usual'> & { units: UnitsByItem }

/** A line that got its item starts in the item's usual unit, as soon as that is known. */
function useUsualUnits({ field, rows, onChange, units, usual }: Usual) {
  const start = useEffectEvent(() => {
    if (!usual || !isMeasured(field)) return
    const started = rows.map((row) => inUsualUnit(row, units[String(row.item)], usual))
    if (started.some((row, index) => row !== rows[index])) onChange(started)
  })
  const items = rows.map((row) => row.item ?? '').join('\n')
  useEffect(() => start(), [items, units])
}
