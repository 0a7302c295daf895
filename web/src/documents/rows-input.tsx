import { LineGrid, type GridProblem } from '@/components/line-grid'
import { newRow } from '@/documents/form-model'
import { useRowColumns } from '@/documents/row-columns'
import { useLinkTitles } from '@/documents/use-link-titles'
import type { Field, Links, Row } from '@/lib/api-types'
import { useLabel } from '@/lib/text'

type RowsInputProps = {
  field: Field
  rows: Row[]
  onChange: (rows: Row[]) => void
  links: Links
  problems: GridProblem[]
}

export function RowsInput({ field, rows, onChange, links, problems }: RowsInputProps) {
  const say = useLabel()
  const titles = useLinkTitles(field, rows, links, onChange)
  const columns = useRowColumns(field, titles)
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
