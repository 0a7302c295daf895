import { Link } from '@tanstack/react-router'
import type { TableColumn } from '@/components/responsive-table'
import { tonesOf } from '@/documents/colouring'
import { FieldValue } from '@/documents/field-value'
import { isEmpty, isNumeric } from '@/documents/fields'
import type { ShownColumn } from '@/documents/use-look'
import type { DocumentRow, DocumentType, Field, FieldContent, Links } from '@/lib/api-types'
import type { Colouring } from '@/lib/record-types'
import css from './document-list.module.css'

type Shown = {
  type: DocumentType
  columns: ShownColumn[]
  colours: Colouring[]
  links: Links | undefined
  say: (label: Field['label']) => string
}

/** The columns of a list, as a table or a card draws them. */
export function listColumns(shown: Shown): TableColumn<DocumentRow>[] {
  const { type, columns, colours, links, say } = shown
  const title = type.title_field ?? type.key_field ?? 'number'
  const cardTitle = columns.some(({ field }) => field === title) ? title : columns[0]?.field
  const coloured = new Set(colours.map(({ field }) => field))
  return columns.map(({ definition: field, width, frozen }) => ({
    key: field.name,
    title: say(field.label),
    align: isNumeric(field) ? 'right' : 'left',
    sortable: field.kind !== 'member',
    isBlank: (row) => isEmpty(valueOf(row, field)),
    render: (row) => <Cell type={type} field={field} row={row} links={row.links ?? links} />,
    ...(field.name === cardTitle && { cardRole: 'title' as const }),
    ...(field.name === 'state' && { cardRole: 'tag' as const }),
    // One line each: who wants to read a very long name opens it, or makes the column wider.
    ...(wordy(field) && { ellipsis: true, width: 320 }),
    ...(width && { ellipsis: true, width }),
    ...(frozen && { frozen }),
    ...(coloured.has(field.name) && {
      tone: (row: DocumentRow) => tonesOf(type, colours, row).cells[field.name],
    }),
  }))
}

function wordy({ kind, name }: Field): boolean {
  return (kind === 'text' && name !== 'number') || kind === 'link'
}

function valueOf(row: DocumentRow, field: Field): FieldContent | undefined {
  const own: Record<string, unknown> = {
    number: row.number,
    state: row.state,
    created_at: row.created_at,
    updated_at: row.updated_at,
    created_by: row.created_by,
  }
  return row.fields[field.name] ?? (own[field.name] as string | undefined)
}

type CellProps = { type: DocumentType; field: Field; row: DocumentRow; links: Links | undefined }

function Cell({ type, field, row, links }: CellProps) {
  const value = valueOf(row, field)
  const names = field.name === (type.key_field ?? 'number') || field.name === type.title_field
  const text = <FieldValue field={field} value={value} links={links} quiet />
  // A real link, for the keyboard, for screen readers, and for a second tab.
  return names && value ? (
    <Link
      to="/d/$type/$id"
      params={{ type: type.name, id: row.id }}
      // A number does not break at its dash.
      className={field.name === 'number' ? `${css.name} num` : (css.name ?? '')}
    >
      {text}
    </Link>
  ) : (
    text
  )
}
