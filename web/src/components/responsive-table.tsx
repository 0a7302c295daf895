import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'
import { Checkbox } from 'antd'
import type { CSSProperties, KeyboardEvent, MouseEvent, PointerEvent, ReactNode } from 'react'
import { LoadingState } from '@/components/states'
import type { Tone } from '@/components/tone-tag'
import { messages, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import css from './responsive-table.module.css'

const m = messages({
  selectAll: { zh: '全选', en: 'Select all' },
  select: { zh: '选择', en: 'Select' },
  width: { zh: '调整宽度', en: 'Set the width' },
})

export type Sort = { field: string; descending: boolean }
export type TableColumn<R> = {
  key: string
  title: ReactNode
  render: (row: R) => ReactNode
  align?: 'left' | 'right' | 'center'
  width?: number | string
  sortable?: boolean
  ellipsis?: boolean
  /** On a phone: the card's title, its tag at the right, or not shown. */
  cardRole?: 'title' | 'tag' | 'hidden'
  /** Whether a row says nothing here: a card leaves it out. */
  isBlank?: (row: R) => boolean
  /** Stays in sight when the table is scrolled sideways; wants a width in pixels. */
  frozen?: boolean
  /** The colour of a cell. */
  tone?: (row: R) => Tone | undefined
  /** What stands below the column. */
  total?: ReactNode
}

export type TableProps<R> = {
  rows: R[]
  rowKey: (row: R) => string
  columns: TableColumn<R>[]
  /** What the table lists, for screen readers. */
  label: string
  onOpen?: (row: R) => void
  selection?: { selected: string[]; onChange: (selected: string[]) => void }
  /** Replaces the card drawn from the columns. */
  card?: (row: R) => ReactNode
  footer?: ReactNode
  sort?: Sort | null
  onSort?: (sort: Sort) => void
  /** A heading's edge was dragged. */
  onResize?: (key: string, width: number) => void
  /** The colour of a whole row. */
  rowTone?: (row: R) => Tone | undefined
  loading?: boolean
  empty?: ReactNode
}

/** A dense table on a desk, a list of cards in the hand. */
export function ResponsiveTable<R>(props: TableProps<R>) {
  const phone = usePhone()
  const { rows, loading, empty, footer } = props
  if (rows.length === 0 && loading) return <LoadingState rows={8} />
  if (rows.length === 0 && empty) return <>{empty}</>
  return (
    <div className={loading ? css.stale : undefined} aria-busy={loading ?? false}>
      {phone ? <Cards {...props} /> : <Table {...props} />}
      {footer && <div className={css.footer}>{footer}</div>}
    </div>
  )
}

function Table<R>(props: TableProps<R>) {
  const { rows, rowKey, columns, label, onOpen, selection, rowTone } = props
  const t = useText(m)
  const chosen = new Set(selection?.selected)
  const shown = rows.map(rowKey)
  const all = shown.length > 0 && shown.every((key) => chosen.has(key))
  const places = placesOf(columns, selection ? CHECK_WIDTH : 0)
  const sticky = columns.some((column) => column.frozen)
  const check = sticky ? `${css.check} ${css.frozen}` : css.check
  return (
    <div className={css.scroller}>
      <table className={css.table} aria-label={label}>
        <thead>
          <tr>
            {selection && (
              <th className={check} scope="col" style={sticky ? { left: 0 } : undefined}>
                <Checkbox
                  aria-label={t.selectAll}
                  checked={all}
                  indeterminate={!all && shown.some((key) => chosen.has(key))}
                  onChange={() => selection.onChange(toggleAll(selection.selected, shown, all))}
                />
              </th>
            )}
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} left={places[column.key]} {...props} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row)
            return (
              <tr
                key={key}
                className={onOpen ? css.openable : undefined}
                data-tone={rowTone?.(row)}
                aria-selected={selection ? chosen.has(key) : undefined}
                onClick={(event) => onOpen && !isControl(event) && onOpen(row)}
              >
                {selection && (
                  <td className={check} style={sticky ? { left: 0 } : undefined}>
                    <Checkbox
                      aria-label={`${t.select} ${key}`}
                      checked={chosen.has(key)}
                      onChange={() => selection.onChange(toggle(selection.selected, key))}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td
                    key={column.key}
                    className={cellClass(column)}
                    style={cellStyle(column, places[column.key])}
                    data-tone={column.tone?.(row)}
                  >
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
        {columns.some((column) => column.total !== undefined) && (
          <tfoot>
            <tr>
              {selection && <td className={check} style={sticky ? { left: 0 } : undefined} />}
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={cellClass(column)}
                  style={cellStyle(column, places[column.key])}
                >
                  {column.total}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

const CHECK_WIDTH = 40
/** Of frozen columns, which have to know where the next one begins. */
const FROZEN_WIDTH = 160
const WIDTH_MIN = 60

/** How far from the left each frozen column stays. */
function placesOf<R>(columns: TableColumn<R>[], start: number): Record<string, number> {
  const places: Record<string, number> = {}
  let left = start
  for (const column of columns.filter((it) => it.frozen)) {
    places[column.key] = left
    left += typeof column.width === 'number' ? column.width : FROZEN_WIDTH
  }
  return places
}

function cellClass<R>(column: TableColumn<R>): string | undefined {
  const names = [column.ellipsis && css.ellipsis, column.frozen && css.frozen].filter(Boolean)
  return names.length > 0 ? names.join(' ') : undefined
}

function cellStyle<R>(column: TableColumn<R>, left: number | undefined): CSSProperties {
  const width = column.frozen ? (column.width ?? FROZEN_WIDTH) : column.width
  return { textAlign: column.align, maxWidth: width, ...(left !== undefined && { left }) }
}

type HeadCellProps<R> = Pick<TableProps<R>, 'sort' | 'onSort' | 'onResize'> & {
  column: TableColumn<R>
  left: number | undefined
}

function HeadCell<R>({ column, sort, onSort, onResize, left }: HeadCellProps<R>) {
  const t = useText(m)
  const active = sort?.field === column.key
  const direction = !active ? undefined : sort.descending ? 'descending' : 'ascending'
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={column.frozen ? css.frozen : undefined}
      style={headStyle(column, left)}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          className={css.sorter}
          onClick={() => onSort({ field: column.key, descending: active && !sort.descending })}
        >
          {column.title}
          <span className={active ? css.sorted : css.unsorted} aria-hidden>
            {active && !sort.descending ? <CaretUpFilled /> : <CaretDownFilled />}
          </span>
        </button>
      ) : (
        column.title
      )}
      {onResize && (
        <span
          className={css.resizer}
          title={t.width}
          aria-hidden
          onPointerDown={(event) => resize(event, (width) => onResize(column.key, width))}
        />
      )}
    </th>
  )
}

function headStyle<R>(column: TableColumn<R>, left: number | undefined): CSSProperties {
  const width = column.frozen ? (column.width ?? FROZEN_WIDTH) : column.width
  const fixed = column.frozen || typeof width === 'number'
  return {
    textAlign: column.align,
    ...(fixed && !(column.ellipsis && !column.frozen && width === 320)
      ? { width, minWidth: width, maxWidth: width }
      : { width: column.ellipsis ? undefined : width }),
    ...(left !== undefined && { left }),
  }
}

/** Follows the pointer and tells the width when it is let go. */
function resize(event: PointerEvent<HTMLSpanElement>, onDone: (width: number) => void) {
  event.preventDefault()
  const handle = event.currentTarget
  const head = handle.closest('th')
  if (!head) return
  const [start, before] = [event.clientX, head.getBoundingClientRect().width]
  const width = (at: number) => Math.round(Math.min(1200, Math.max(WIDTH_MIN, before + at - start)))
  handle.setPointerCapture(event.pointerId)
  handle.onpointermove = (move) => {
    const px = `${width(move.clientX)}px`
    Object.assign(head.style, { width: px, minWidth: px, maxWidth: px })
  }
  handle.onpointerup = (up) => {
    handle.onpointermove = null
    handle.onpointerup = null
    if (up.clientX !== start) onDone(width(up.clientX))
  }
}

function Cards<R>(props: TableProps<R>) {
  const { rows, rowKey, columns, label, onOpen, selection, card, rowTone } = props
  const t = useText(m)
  const chosen = new Set(selection?.selected)
  return (
    <ul className={css.cards} aria-label={label}>
      {rows.map((row) => {
        const key = rowKey(row)
        const open = onOpen && {
          role: 'button',
          tabIndex: 0,
          onClick: (event: MouseEvent) => !isControl(event) && onOpen(row),
          onKeyDown: (event: KeyboardEvent) => {
            if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(row)
          },
        }
        return (
          <li key={key} className={css.cardItem} data-tone={rowTone?.(row)}>
            {selection && (
              <label className={css.cardCheck}>
                <Checkbox
                  aria-label={`${t.select} ${key}`}
                  checked={chosen.has(key)}
                  onChange={() => selection.onChange(toggle(selection.selected, key))}
                />
              </label>
            )}
            <div className={css.card} {...open}>
              {card ? card(row) : <CardOfColumns row={row} columns={columns} />}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

/** A row as a card: its title, its tag, and what else is known of it. */
export function CardOfColumns<R>({ row, columns }: { row: R; columns: TableColumn<R>[] }) {
  const title = columns.find((c) => c.cardRole === 'title') ?? columns[0]
  const tag = columns.find((c) => c.cardRole === 'tag')
  const rest = columns.filter(
    (c) => c !== title && c !== tag && c.cardRole !== 'hidden' && !c.isBlank?.(row),
  )
  return (
    <>
      <div className={css.cardHead}>
        <div className={css.cardTitle}>{title?.render(row)}</div>
        {tag?.render(row)}
      </div>
      <dl className={css.facts}>
        {rest.map((column) => (
          <div key={column.key} className={css.fact} data-tone={column.tone?.(row)}>
            <dt>{column.title}</dt>
            <dd>{column.render(row)}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function toggle(selected: string[], key: string): string[] {
  return selected.includes(key) ? selected.filter((k) => k !== key) : [...selected, key]
}

function toggleAll(selected: string[], shown: string[], all: boolean): string[] {
  const others = selected.filter((key) => !shown.includes(key))
  return all ? others : [...others, ...shown]
}

/** A click on a link, button or box inside the row, or one that ends a text selection, opens nothing. */
function isControl(event: MouseEvent): boolean {
  const inner = (event.target as Element).closest(
    'a, button, input, label, [role=button], [role=menuitem]',
  )
  const insideRow = inner && inner !== event.currentTarget
  return Boolean(insideRow) || Boolean(getSelection()?.toString())
}
