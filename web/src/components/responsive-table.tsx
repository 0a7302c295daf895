import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'
import { Checkbox } from 'antd'
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { LoadingState } from '@/components/states'
import { messages, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-phone'
import css from './responsive-table.module.css'

const m = messages({
  selectAll: { zh: '全选', en: 'Select all' },
  select: { zh: '选择', en: 'Select' },
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
  const { rows, rowKey, columns, label, onOpen, selection, sort, onSort } = props
  const t = useText(m)
  const chosen = new Set(selection?.selected)
  const shown = rows.map(rowKey)
  const all = shown.length > 0 && shown.every((key) => chosen.has(key))
  return (
    <div className={css.scroller}>
      <table className={css.table} aria-label={label}>
        <thead>
          <tr>
            {selection && (
              <th className={css.check} scope="col">
                <Checkbox
                  aria-label={t.selectAll}
                  checked={all}
                  indeterminate={!all && shown.some((key) => chosen.has(key))}
                  onChange={() => selection.onChange(toggleAll(selection.selected, shown, all))}
                />
              </th>
            )}
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
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
                aria-selected={selection ? chosen.has(key) : undefined}
                onClick={(event) => onOpen && !isControl(event) && onOpen(row)}
              >
                {selection && (
                  <td className={css.check}>
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
                    className={column.ellipsis ? css.ellipsis : undefined}
                    style={{ textAlign: column.align, maxWidth: column.width }}
                  >
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

type HeadCellProps<R> = Pick<TableProps<R>, 'sort' | 'onSort'> & { column: TableColumn<R> }

function HeadCell<R>({ column, sort, onSort }: HeadCellProps<R>) {
  const active = sort?.field === column.key
  const direction = !active ? undefined : sort.descending ? 'descending' : 'ascending'
  return (
    <th
      scope="col"
      aria-sort={direction}
      style={{ textAlign: column.align, width: column.ellipsis ? undefined : column.width }}
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
    </th>
  )
}

function Cards<R>({ rows, rowKey, columns, label, onOpen, selection, card }: TableProps<R>) {
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
          <li key={key} className={css.cardItem}>
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

function CardOfColumns<R>({ row, columns }: { row: R; columns: TableColumn<R>[] }) {
  const title = columns.find((c) => c.cardRole === 'title') ?? columns[0]
  const tag = columns.find((c) => c.cardRole === 'tag')
  const rest = columns.filter((c) => c !== title && c !== tag && c.cardRole !== 'hidden')
  return (
    <>
      <div className={css.cardHead}>
        <div className={css.cardTitle}>{title?.render(row)}</div>
        {tag?.render(row)}
      </div>
      <dl className={css.facts}>
        {rest.map((column) => (
          <div key={column.key} className={css.fact}>
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
