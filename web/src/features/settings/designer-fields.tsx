import { useState } from 'react'
import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Panel } from '@/components/page'
import { ToneTag } from '@/components/tone-tag'
import type { Field } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import css from './designer.module.css'
import { FieldDialog } from './field-dialog'
import { moved } from './overlay'
import { settingsText } from './settings-text'
import type { DesignerProps } from './type-designer'

type Editing = { rows: string; field: Field | null }

/** The fields of the head, and under each table of lines its columns. */
export function DesignerFields({ draft, onChange, kept }: DesignerProps) {
  const t = useText(settingsText)
  const say = useLabel()
  const [editing, setEditing] = useState<Editing | null>(null)
  const setFields = (fields: Field[]) => onChange({ ...draft, fields })
  const columnsOf = (rows: string) =>
    draft.fields.find((field) => field.name === rows)?.columns ?? []
  const setColumns = (rows: string, columns: Field[]) =>
    setFields(draft.fields.map((field) => (field.name === rows ? { ...field, columns } : field)))
  const set = (rows: string, fields: Field[]) =>
    rows ? setColumns(rows, fields) : setFields(fields)
  const listOf = (rows: string) => (rows ? columnsOf(rows) : draft.fields)

  const line = (field: Field, index: number, rows: string) => (
    <li key={field.name} className={css.line}>
      <span className={css.name}>
        {say(field.label)} <span className={css.code}>{field.name}</span>
      </span>
      <span className={css.kind}>
        {t[`kind_${field.kind}`]}
        {field.required && <ToneTag tone="caution">{t.must}</ToneTag>}
      </span>
      <Button
        size="small"
        type="text"
        icon={<ArrowUpOutlined />}
        disabled={index === 0}
        aria-label={`${t.up} ${say(field.label)}`}
        onClick={() => set(rows, moved(listOf(rows), index, index - 1))}
      />
      <Button
        size="small"
        type="text"
        icon={<ArrowDownOutlined />}
        disabled={index === listOf(rows).length - 1}
        aria-label={`${t.down} ${say(field.label)}`}
        onClick={() => set(rows, moved(listOf(rows), index, index + 1))}
      />
      <Button
        size="small"
        type="text"
        aria-label={t('editOf', { what: say(field.label) })}
        onClick={() => setEditing({ rows, field })}
      >
        {t.edit}
      </Button>
      <Button
        size="small"
        type="text"
        danger
        disabled={kept.has(rows ? `${rows}.${field.name}` : field.name)}
        aria-label={t('removeOf', { what: say(field.label) })}
        onClick={() =>
          set(
            rows,
            listOf(rows).filter((one) => one.name !== field.name),
          )
        }
      >
        {t.remove}
      </Button>
    </li>
  )

  return (
    <Panel
      title={t.fieldsPanel}
      flush
      extra={
        <Button icon={<PlusOutlined />} onClick={() => setEditing({ rows: '', field: null })}>
          {t.addField}
        </Button>
      }
    >
      {draft.fields.length === 0 && <p className={css.none}>{t.fieldsNeeded}</p>}
      <ul className={css.lines}>
        {draft.fields.map((field, index) => [
          line(field, index, ''),
          field.kind === 'rows' && (
            <li key={`${field.name}.`} className={css.nested}>
              <div className={css.nestedHead}>
                <span>
                  {t('columnsOf', { rows: say(field.label) })}
                  {!field.columns?.length && ` · ${t.noColumns}`}
                </span>
                <Button
                  size="small"
                  icon={<PlusOutlined />}
                  onClick={() => setEditing({ rows: field.name, field: null })}
                >
                  {t('addColumnTo', { rows: say(field.label) })}
                </Button>
              </div>
              <ul className={css.lines}>
                {field.columns?.map((column, at) => line(column, at, field.name))}
              </ul>
            </li>
          ),
        ])}
      </ul>
      {editing && (
        <FieldDialog
          field={editing.field}
          where={editing.rows}
          places={[{ value: editing.rows, label: '' }]}
          prefix=""
          withRows={editing.rows === ''}
          within={draft}
          takenIn={(rows) => listOf(rows).map((field) => field.name)}
          onSave={(field, rows) => {
            const all = listOf(rows)
            set(
              rows,
              editing.field
                ? all.map((one) => (one.name === field.name ? field : one))
                : [...all, field],
            )
            setEditing(null)
          }}
          onClose={() => setEditing(null)}
        />
      )}
    </Panel>
  )
}
