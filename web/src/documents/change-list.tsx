import { FieldValue } from '@/documents/field-value'
import { asRows, isEmpty, rowColumns, systemFields } from '@/documents/fields'
import type { Change, DocumentType, Field, FieldContent, Row } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import { Fragment } from 'react'
import css from './change-list.module.css'

const m = messages({
  line: { zh: '第 {n} 行', en: 'line {n}' },
  rows: { zh: '{n} 行', en: '{n} lines' },
  empty: { zh: '空', en: 'empty' },
  to: { zh: '改为', en: 'to' },
})

/** Field by field: what it was, what it is. */
export function ChangeList({ type, changes }: { type: DocumentType; changes: Change[] }) {
  const t = useText(m)
  const say = useLabel()
  return (
    <ul className={css.changes}>
      {changes.map((change, index) => {
        const place = placeOf(type, change.path)
        const given = typeof change.label === 'string' ? change.label : say(change.label)
        const name = place.field ? say(place.field.label) : given || change.path
        return (
          <li key={index}>
            <span className={css.name}>
              {place.line !== null && `${t('line', { n: place.line })} `}
              {name}
            </span>
            <Side field={place.field} value={change.before} old />
            <span className={css.arrow} aria-label={t.to}>
              →
            </span>
            <Side field={place.field} value={change.after} />
          </li>
        )
      })}
    </ul>
  )
}

function Side({ field, value, old }: { field: Field | undefined; value: unknown; old?: boolean }) {
  const t = useText(m)
  if (isEmpty(value)) return <span className={css.empty}>{t.empty}</span>
  const rows = Array.isArray(value)
  return (
    <span className={old ? css.old : undefined}>
      {rows ? (
        t('rows', { n: asRows(value).length })
      ) : field && field.kind !== 'rows' ? (
        <FieldValue field={field} value={value as FieldContent} />
      ) : field && typeof value === 'object' ? (
        <WholeLine columns={rowColumns(field)} line={value as Row} />
      ) : typeof value === 'object' ? (
        JSON.stringify(value)
      ) : (
        String(value)
      )}
    </span>
  )
}

/** A line that came or went: what stood in it. */
function WholeLine({ columns, line }: { columns: Field[]; line: Row }) {
  const say = useLabel()
  const filled = columns.filter(({ name, hidden }) => !hidden && !isEmpty(line[name]))
  return (
    <>
      {filled.map((column, at) => (
        <Fragment key={column.name}>
          {at > 0 && ' · '}
          {say(column.label)} <FieldValue field={column} value={line[column.name]} />
        </Fragment>
      ))}
    </>
  )
}

/** `lines[2].quantity` is the quantity of line 2: history knows lines by their numbers, not their places. */
export function placeOf(type: DocumentType, path: string): { field?: Field; line: number | null } {
  const [, name, index, column] = path.match(/^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?$/) ?? []
  const line = index === undefined ? null : Number(index)
  const head = [...type.fields, ...systemFields(type)].find((field) => field.name === name)
  const field = column && head ? rowColumns(head).find((c) => c.name === column) : head
  return field ? { field, line } : { line }
}
