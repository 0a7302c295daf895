import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import type { InputProps } from '@/components/input-props'
import { cellsOf, paste } from '@/components/line-grid-text'
import { messages, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import css from './line-grid.module.css'

const m = messages({
  add: { zh: '添加一行', en: 'Add a line' },
  remove: { zh: '删除第 {n} 行', en: 'Delete line {n}' },
  line: { zh: '第 {n} 行', en: 'Line {n}' },
  hint: {
    zh: '回车到下一格 · 可从 Excel 粘贴 · Ctrl+D 复制上一行 · Ctrl+Delete 删行',
    en: 'Enter: next cell · paste from Excel · Ctrl+D: copy from above · Ctrl+Delete: delete the line',
  },
  full: { zh: '最多 {n} 行', en: '{n} lines at most' },
  count: { zh: '{n} 行', en: 'Lines: {n}' },
})

export type CellEditor<R> = {
  row: R
  index: number
  onChange: (row: R) => void
  /** Spread on the input: name, look, position. */
  input: InputProps
  /** Give keys that the editor does not need back to the grid. */
  onKey: (event: KeyboardEvent<HTMLInputElement>) => void
  /** Move on, as Enter does. */
  next: () => void
}

export type GridColumn<R> = {
  key: string
  title: string
  /** Pixels; a column without takes what is left. */
  width?: number
  align?: 'right'
  required?: boolean
  /** The cell's text while it is edited. */
  text: (row: R) => string
  /** How it reads at rest; the same text by default. */
  shown?: (row: R) => string
  /** The row after someone typed or pasted `text`; without it the cell is read only. */
  write?: (row: R, text: string) => R
  /** An editor of its own instead of a plain text box. */
  editor?: (cell: CellEditor<R>) => ReactNode
  /** Lines in which the cell is read only all the same. */
  fixedAt?: (index: number) => boolean | undefined
  /** Drawn instead of a text box where the cell is read only. */
  view?: (row: R) => ReactNode
  inputMode?: 'text' | 'decimal' | 'numeric'
  /** What stands below the column, such as a sum. */
  foot?: (rows: R[]) => ReactNode
}

export type GridProblem = { row: number; column: string; message: string }

type LineGridProps<R> = {
  columns: GridColumn<R>[]
  rows: R[]
  onChange: (rows: R[]) => void
  /** What the lines are, for screen readers. */
  label: string
  newRow?: () => R
  problems?: GridProblem[]
  readOnly?: boolean
  /** Height in pixels before the lines scroll. */
  height?: number
  maxRows?: number
  /** A cell to go to. Enter in it leads on from there, with what stands in it. */
  goal?: GridGoal | null
}

export type GridGoal = { row: number; column: string; done: (text: string) => void }

const ROW = 37
const WINDOW_FROM = 60
const AROUND = 10

/**
 * Line entry as in a spreadsheet: Enter and arrows move, Enter in the last cell adds a line,
 * a block copied from Excel fills cells. Long documents draw only the lines in view.
 */
export function LineGrid<R>(props: LineGridProps<R>) {
  const { columns, rows, onChange, label, newRow, problems = [], readOnly } = props
  const { height = 520, maxRows = 1000, goal = null } = props
  const t = useText(m)
  const phone = usePhone()
  const body = useRef<HTMLDivElement>(null)
  const [scrolled, setScrolled] = useState(0)
  const [focus, setFocus] = useState<{ row: number; column: number } | null>(null)
  const [held, setHeld] = useState<number | null>(null)
  const writable = columns.flatMap((column, index) => (column.write && !readOnly ? [index] : []))
  const canAdd = Boolean(newRow) && !readOnly && rows.length < maxRows

  const [reached, setReached] = useState(goal)
  if (goal !== reached) {
    setReached(goal)
    if (goal) {
      setFocus({ row: goal.row, column: columns.findIndex(({ key }) => key === goal.column) })
    }
  }
  useEffect(() => {
    if (!focus) return
    const host = body.current
    const find = () =>
      host?.querySelector<HTMLInputElement>(`[data-cell="${focus.row}:${focus.column}"]`)
    let cell = find()
    if (!cell && host) {
      // Outside the drawn window: bring it in; the next drawing finds it.
      host.scrollTop = focus.row * ROW - height / 2
      setScrolled(host.scrollTop)
      cell = find()
    }
    if (cell) {
      cell.focus()
      cell.select()
      setFocus(null)
    }
  }, [focus, scrolled, rows.length, height])

  function addRow() {
    if (!canAdd || !newRow) return
    onChange([...rows, newRow()])
    setFocus({ row: rows.length, column: writable[0] ?? 0 })
  }
  function remove(index: number) {
    const rest = rows.filter((_, at) => at !== index)
    onChange(rest.length === 0 && newRow ? [newRow()] : rest)
    setFocus({ row: Math.max(0, Math.min(index, rest.length - 1)), column: writable[0] ?? 0 })
  }
  function change(index: number, row: R) {
    onChange(rows.map((old, at) => (at === index ? row : old)))
  }
  function step(row: number, column: number) {
    const later = writable.find((at) => at > column)
    if (later !== undefined) setFocus({ row, column: later })
    else if (row + 1 < rows.length) setFocus({ row: row + 1, column: writable[0] ?? 0 })
    else addRow()
  }

  function onKey(event: KeyboardEvent<HTMLInputElement>, row: number, column: number) {
    if (event.nativeEvent.isComposing) return
    const control = event.ctrlKey || event.metaKey
    const move = (to: { row: number; column: number }) => {
      event.preventDefault()
      setFocus(to)
    }
    if (event.key === 'Enter' && !control) {
      event.preventDefault()
      if (goal?.row === row && goal.column === columns[column]?.key) {
        const { value } = event.currentTarget
        // It may be led back here, to another value than what was typed.
        event.currentTarget.blur()
        goal.done(value)
      } else {
        step(row, column)
      }
    } else if (event.key === 'ArrowDown' && row + 1 < rows.length) move({ row: row + 1, column })
    else if (event.key === 'ArrowUp' && row > 0) move({ row: row - 1, column })
    else if (event.key === 'ArrowRight' && caretAt(event.currentTarget, 'end')) {
      const right = writable.find((at) => at > column)
      if (right !== undefined) move({ row, column: right })
    } else if (event.key === 'ArrowLeft' && caretAt(event.currentTarget, 'start')) {
      const left = writable.findLast((at) => at < column)
      if (left !== undefined) move({ row, column: left })
    } else if (control && (event.key === 'Delete' || event.key === 'Backspace') && !readOnly) {
      event.preventDefault()
      remove(row)
    } else if (control && event.key.toLowerCase() === 'd' && !readOnly) {
      event.preventDefault()
      const above = rows[row - 1]
      const here = rows[row]
      const target = columns[column]
      if (above && here && target?.write) change(row, target.write(here, target.text(above)))
    }
  }
  function onPaste(event: ClipboardEvent, row: number, column: number) {
    const text = event.clipboardData.getData('text/plain')
    const cells = cellsOf(text)
    if (readOnly || !newRow || (cells.length === 1 && cells[0]?.length === 1)) return
    event.preventDefault()
    onChange(paste(rows, columns, { row, column }, cells, newRow, maxRows))
    if (event.target instanceof HTMLElement) event.target.blur()
    setFocus({ row: Math.min(row + cells.length, maxRows) - 1, column })
  }

  const cell = (row: R, index: number, column: GridColumn<R>, at: number) => (
    <Cell
      column={column}
      row={row}
      index={index}
      at={at}
      readOnly={readOnly ?? false}
      problem={problems.find((p) => p.row === index && p.column === column.key)?.message}
      onChange={(changed) => change(index, changed)}
      onKey={(event) => onKey(event, index, at)}
      onPaste={(event) => onPaste(event, index, at)}
      next={() => step(index, at)}
      onFocus={() => setHeld(index)}
    />
  )

  const [from, to] = phone ? [0, rows.length] : visible(rows.length, scrolled, height)
  // A focused line stays drawn when it scrolls away, or its text and the focus would be lost.
  const outside = held !== null && held < rows.length && (held < from || held >= to) ? held : null
  const drawn = Array.from({ length: to - from }, (_, index) => from + index)
  if (outside !== null) drawn.push(outside)
  const template = columns.map((c) => (c.width ? `${c.width}px` : 'minmax(180px, 1fr)')).join(' ')

  return (
    <div className={css.grid} style={{ '--columns': `40px ${template} ${readOnly ? '' : '36px'}` }}>
      <div
        ref={body}
        className={phone ? css.cards : css.body}
        style={phone ? undefined : { maxHeight: height }}
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) setHeld(null)
        }}
      >
        {!phone && (
          <div className={css.head} role="row">
            <span className={css.number} role="columnheader" />
            {columns.map((column) => (
              <span
                key={column.key}
                role="columnheader"
                className={column.align === 'right' ? css.rightHead : css.headCell}
              >
                {column.title}
                {column.required && <i className={css.required}>*</i>}
              </span>
            ))}
          </div>
        )}
        <div className={css.lines} style={phone ? undefined : { height: rows.length * ROW }}>
          {drawn.map((index) => {
            const row = rows[index] as R
            return (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 1}
                className={phone ? css.card : css.row}
                style={phone ? undefined : { transform: `translateY(${index * ROW}px)` }}
              >
                <span className={css.number} role="rowheader">
                  {phone ? t('line', { n: index + 1 }) : index + 1}
                </span>
                {columns.map((column, at) =>
                  phone ? (
                    <label key={column.key} className={css.field}>
                      <span>
                        {column.title}
                        {column.required && <i className={css.required}>*</i>}
                      </span>
                      {cell(row, index, column, at)}
                    </label>
                  ) : (
                    <div key={column.key} role="gridcell" className={css.cell}>
                      {cell(row, index, column, at)}
                    </div>
                  ),
                )}
                {!readOnly && (
                  <button
                    type="button"
                    className={css.remove}
                    tabIndex={-1}
                    aria-label={t('remove', { n: index + 1 })}
                    onClick={() => remove(index)}
                  >
                    <DeleteOutlined />
                  </button>
                )}
              </div>
            )
          })}
        </div>
        {!phone && columns.some((column) => column.foot) && (
          <div className={css.foot}>
            <span />
            {columns.map((column) => (
              <span
                key={column.key}
                className={column.align === 'right' ? css.rightHead : css.headCell}
              >
                {column.foot?.(rows)}
              </span>
            ))}
          </div>
        )}
      </div>
      {problems.length > 0 && (
        <ul className={css.problems} role="alert" data-faulty>
          {problems.slice(0, 8).map((problem, index) => (
            <li key={index}>
              {t('line', { n: problem.row + 1 })} {titleOf(columns, problem.column)}
              {': '}
              {problem.message}
            </li>
          ))}
        </ul>
      )}
      {!readOnly && (
        <div className={css.below}>
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            disabled={!canAdd}
            onClick={addRow}
          >
            {t.add}
          </Button>
          <span className={css.hint}>
            {rows.length >= maxRows ? t('full', { n: maxRows }) : phone ? null : t.hint}
          </span>
          <span className={css.count}>{t('count', { n: rows.length })}</span>
        </div>
      )}
    </div>
  )
}

type CellProps<R> = {
  column: GridColumn<R>
  row: R
  index: number
  at: number
  readOnly: boolean
  problem: string | undefined
  onChange: (row: R) => void
  onKey: (event: KeyboardEvent<HTMLInputElement>) => void
  onPaste: (event: ClipboardEvent) => void
  onFocus: () => void
  next: () => void
}

function Cell<R>(props: CellProps<R>) {
  const { column, row, index, at, readOnly, problem, onChange, onKey, onPaste, onFocus, next } =
    props
  // While the cell has focus it shows what was typed; at rest, the formatted value.
  const [typed, setTyped] = useState<string | null>(null)
  const box = useRef<HTMLInputElement>(null)
  const editing = typed !== null
  // In the same turn as the focus: a later selection would swallow what was typed meanwhile.
  useLayoutEffect(() => {
    if (editing) box.current?.select()
  }, [editing])
  const fixed = readOnly || !column.write || column.fixedAt?.(index) === true
  const input: InputProps = {
    'data-cell': `${index}:${at}`,
    'aria-label': `${column.title} ${index + 1}`,
    'aria-invalid': problem ? true : undefined,
    'aria-required': column.required ? true : undefined,
    title: problem,
    className: `${css.input} ${column.align === 'right' ? css.right : ''}`,
    inputMode: column.inputMode,
    readOnly: fixed,
    tabIndex: fixed ? -1 : undefined,
    onPaste,
    onFocus,
  }
  if (column.editor && !fixed) {
    return <>{column.editor({ row, index, onChange, input, onKey, next })}</>
  }
  if (column.view && fixed) return <div className={css.view}>{column.view(row)}</div>
  return (
    <input
      {...input}
      ref={box}
      type="text"
      autoComplete="off"
      value={typed ?? (column.shown ?? column.text)(row)}
      onFocus={() => {
        onFocus()
        if (fixed) return
        setTyped(column.text(row))
      }}
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        setTyped(event.target.value)
        if (column.write) onChange(column.write(row, event.target.value))
      }}
      onKeyDown={onKey}
    />
  )
}

/** The first and the one after the last line to draw. */
export function visible(count: number, scrolled: number, height: number): [number, number] {
  if (count <= WINDOW_FROM) return [0, count]
  const from = Math.max(0, Math.floor(scrolled / ROW) - AROUND)
  return [Math.min(from, count), Math.min(count, from + Math.ceil(height / ROW) + 2 * AROUND)]
}

function caretAt(box: HTMLInputElement, side: 'start' | 'end'): boolean {
  const whole = box.selectionStart === 0 && box.selectionEnd === box.value.length
  if (whole) return true
  const at = side === 'start' ? 0 : box.value.length
  return box.selectionStart === at && box.selectionEnd === at
}

function titleOf<R>(columns: GridColumn<R>[], key: string): string {
  return columns.find((column) => column.key === key)?.title ?? key
}
