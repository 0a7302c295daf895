import { LineGrid, type GridColumn, type GridProblem } from '@/components/line-grid'
import { newRow } from '@/documents/form-model'
import { useRowColumns } from '@/documents/row-columns'
import { inUsualUnit, isMeasured, type UsualFor } from '@/documents/units'
import { useLinkTitles } from '@/documents/use-link-titles'
import { useUnits, type UnitsByItem } from '@/documents/use-units'
import type { Field, Links, Row } from '@/lib/api-types'
import type { FieldState } from '@/lib/expression/expression'
import { useLabel } from '@/lib/text'
import { useEffect, useEffectEvent } from 'react'

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
}

export function RowsInput(props: RowsInputProps) {
  const { field, rows, onChange, links, problems, states, usual, readOnly } = props
  const say = useLabel()
  const titles = useLinkTitles(field, rows, links, onChange)
  const units = useUnits(field, rows)
  const plain = useRowColumns(field, titles, units)
  const columns = states ? ruled(plain, field, rows, states) : plain
  useUsualUnits({ field, rows, onChange, units, usual })
  return (
    <LineGrid
      label={say(field.label)}
      columns={columns}
      rows={rows}
      onChange={onChange}
      newRow={() => newRow(field)}
      problems={problems}
      readOnly={readOnly ?? false}
    />
  )
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
