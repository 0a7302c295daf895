import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { DocumentLink } from '@/documents/document-link'
import { useMe } from '@/lib/session'
import { useLabel, useText } from '@/lib/text'
import { formatFigure } from './figure'
import { reportText } from './report-text'
import css from './reports.module.css'
import type { Figures, Key, Row, Table, Values } from './types'

type ReportTableProps = {
  table: Table
  label: string
  sort: string
  onSort: (sort: string) => void
  /** What stands behind a figure: its row, and its column if it has one. */
  onOpen?: (row: Row, column: Key | null) => void
}

/** Rows by what they are grouped by, a figure in each place, the total at the foot. */
export function ReportTable({ table, label, sort, onSort, onOpen }: ReportTableProps) {
  const t = useText(reportText)
  const say = useLabel()
  const { columns, measures, axes } = table
  const wide = columns && columns.length > 0
  return (
    <div className={css.scroller}>
      <table className={css.table} aria-label={label}>
        <thead>
          {wide && (
            <tr>
              <th colSpan={axes.length} />
              {columns.map((column) => (
                <th key={column.key} colSpan={measures.length} className={css.column} scope="col">
                  {column.text}
                </th>
              ))}
              <th colSpan={measures.length} className={css.column} scope="col">
                {t.total}
              </th>
            </tr>
          )}
          <tr>
            {axes.map((axis) => (
              <th key={axis.name} scope="col">
                {say(axis.label)}
              </th>
            ))}
            {wide &&
              columns.flatMap((column) =>
                measures.map((measure) => (
                  <th key={`${column.key} ${measure.name}`} className={css.figure} scope="col">
                    {measures.length > 1 && say(measure.label)}
                  </th>
                )),
              )}
            {measures.map((measure) => (
              <SortHead
                key={measure.name}
                name={measure.name}
                title={say(measure.label)}
                sort={sort}
                onSort={onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.keys.map((it) => it.key).join(' ')}>
              {row.keys.map((key, at) => (
                <th key={axes[at]?.name} scope="row">
                  <KeyName name={key} />
                </th>
              ))}
              <FigureCells table={table} values={row} onOpen={(column) => onOpen?.(row, column)} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          {table.rest && (
            <Foot title={t('rest', { n: table.count - table.rows.length })} table={table}>
              <FigureCells table={table} values={table.rest} />
            </Foot>
          )}
          <Foot title={t.total} table={table}>
            <FigureCells table={table} values={table.total} />
          </Foot>
        </tfoot>
      </table>
    </div>
  )
}

function Foot({ title, table, children }: { title: string; table: Table; children: ReactNode }) {
  return (
    <tr>
      {table.axes.length > 0 && (
        <th colSpan={table.axes.length} scope="row">
          {title}
        </th>
      )}
      {children}
    </tr>
  )
}

type SortHeadProps = { name: string; title: string; sort: string; onSort: (sort: string) => void }

function SortHead({ name, title, sort, onSort }: SortHeadProps) {
  const down = sort === `-${name}`
  const up = sort === name
  return (
    <th
      className={css.figure}
      scope="col"
      aria-sort={down ? 'descending' : up ? 'ascending' : 'none'}
    >
      <button type="button" className={css.sort} onClick={() => onSort(down ? name : `-${name}`)}>
        {title}
        {down && <CaretDownFilled />}
        {up && <CaretUpFilled />}
      </button>
    </th>
  )
}

export function KeyName({ name }: { name: Key }) {
  const { document, text } = name
  if (!document) return <span className={name.key ? undefined : css.blank}>{text}</span>
  const title = text === document.number ? undefined : text
  return <DocumentLink {...document} {...(title ? { title } : {})} />
}

type FigureCellsProps = { table: Table; values: Values; onOpen?: (column: Key | null) => void }

function FigureCells({ table, values, onOpen }: FigureCellsProps) {
  const { columns = [] } = table
  return (
    <>
      {columns.map((column, at) => (
        <Cells
          key={column.key}
          table={table}
          figures={values.cells?.[at] ?? null}
          {...(onOpen ? { onOpen: () => onOpen(column) } : {})}
        />
      ))}
      <Cells
        table={table}
        figures={values.values}
        {...(onOpen ? { onOpen: () => onOpen(null) } : {})}
      />
    </>
  )
}

type CellsProps = { table: Table; figures: Figures | null; onOpen?: () => void }

function Cells({ table, figures, onOpen }: CellsProps) {
  const me = useMe()
  return table.measures.map((measure, at) => {
    const value = figures?.[at] ?? null
    const text = formatFigure(value, measure.kind, me.company.currency)
    const tone = value?.startsWith('-') ? css.negative : value === '0' ? css.zero : undefined
    return (
      <td key={measure.name} className={`${css.figure} num ${tone ?? ''}`}>
        {onOpen && text ? (
          <button type="button" className={css.open} onClick={onOpen}>
            {text}
          </button>
        ) : (
          text
        )}
      </td>
    )
  })
}
