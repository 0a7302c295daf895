import { LineGrid, type GridProblem } from '@/components/line-grid'
import { newRow } from '@/documents/form-model'
import { useRowColumns } from '@/documents/row-columns'
import { inUsualUnit, isMeasured, type UsualFor } from '@/documents/units'
import { useLinkTitles } from '@/documents/use-link-titles'
import { useUnits, type UnitsByItem } from '@/documents/use-units'
import type { Field, Links, Row } from '@/lib/api-types'
import { useLabel } from '@/lib/text'
import { useEffect, useEffectEvent } from 'react'

type RowsInputProps = {
  field: Field
  rows: Row[]
  onChange: (rows: Row[]) => void
  links: Links
  problems: GridProblem[]
  /** In which of their units lines start that get an item. */
  usual?: UsualFor | undefined
}

export function RowsInput({ field, rows, onChange, links, problems, usual }: RowsInputProps) {
  const say = useLabel()
  const titles = useLinkTitles(field, rows, links, onChange)
  const units = useUnits(field, rows)
  const columns = useRowColumns(field, titles, units)
  useUsualUnits({ field, rows, onChange, units, usual })
  return (
    <LineGrid
      label={say(field.label)}
      columns={columns}
      rows={rows}
      onChange={onChange}
      newRow={() => newRow(field)}
      problems={problems}
    />
  )
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
