import { useState } from 'react'
import { Button, Checkbox } from 'antd'
import { confirm } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { ToneTag } from '@/components/tone-tag'
import { isFixed } from '@/documents/fields'
import type { DocumentType, Field } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import { FieldDialog } from './field-dialog'
import { kindText } from './kind-text'
import { type Overlay, withField, withMark, withoutField, withRules } from './overlay'
import { RenameDialog } from './rename-dialog'
import { RulesDialog } from './rules-dialog'
import css from './section.module.css'
import { settingsText } from './settings-text'

type Props = {
  type: DocumentType
  overlay: Overlay
  save: (overlay: Overlay, options?: { onSuccess?: () => void }) => void
  saving: boolean
}
type FieldRow = { path: string; rows: string; field: Field }
type Dialog = { kind: 'new' } | { kind: 'edit' | 'rename' | 'rules'; row: FieldRow }

/** Every field of a built-in type: what is ours may be changed, what is the system's tightened. */
export function FieldTable({ type, overlay, save, saving }: Props) {
  const t = useText(settingsText)
  const k = useText(kindText)
  const say = useLabel()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const close = () => setDialog(null)
  const rows = fieldRows(type)
  const rowsFields = type.fields.filter((field) => field.kind === 'rows')

  async function remove(row: FieldRow) {
    const name = say(row.field.label)
    const sure = await confirm({
      title: t('deleteFieldAsk', { name }),
      content: t.deleteFieldHint,
      ok: t.remove,
      danger: true,
    })
    if (sure) save(withoutField(overlay, row.path))
  }
  function setRequired({ field, path, rows: where }: FieldRow, required: boolean) {
    save(
      field.added
        ? withField(overlay, { ...field, required }, where)
        : withMark(overlay, 'also_required', path, required),
    )
  }

  const columns: TableColumn<FieldRow>[] = [
    {
      key: 'label',
      title: t.field,
      cardRole: 'title',
      render: ({ field, rows: where, path }) => (
        <span style={where ? { paddingLeft: 20 } : undefined}>
          {say(field.label)} <code className={css.muted}>{field.name}</code>{' '}
          {overlay.rules?.[path] && <ToneTag tone="info">{k.rules}</ToneTag>}
        </span>
      ),
    },
    { key: 'kind', title: t.kind, render: ({ field }) => t[`kind_${field.kind}`] },
    {
      key: 'origin',
      title: t.origin,
      cardRole: 'tag',
      render: ({ field }) => (
        <ToneTag tone={field.added ? 'info' : 'muted'}>{field.added ? t.added : t.system}</ToneTag>
      ),
    },
    {
      key: 'required',
      title: t.must,
      align: 'center',
      render: (row) => (
        <Checkbox
          checked={row.field.required}
          aria-label={t('requiredOf', { what: say(row.field.label) })}
          disabled={
            saving ||
            row.field.kind === 'rows' ||
            isFixed(row.field) ||
            (!row.field.added && row.field.required && !overlay.also_required.includes(row.path))
          }
          onChange={(event) => setRequired(row, event.target.checked)}
        />
      ),
    },
    {
      key: 'shown',
      title: t.shown,
      align: 'center',
      render: ({ field, path }) => (
        <Checkbox
          checked={!field.hidden}
          aria-label={t('shownOf', { what: say(field.label) })}
          disabled={saving || field.required}
          onChange={(event) => save(withMark(overlay, 'hidden', path, !event.target.checked))}
        />
      ),
    },
    {
      key: 'acts',
      title: '',
      align: 'right',
      render: (row) => (
        <div className={css.actions}>
          {row.field.added ? (
            <>
              <Button
                size="small"
                type="text"
                aria-label={t('editOf', { what: say(row.field.label) })}
                onClick={() => setDialog({ kind: 'edit', row })}
              >
                {t.edit}
              </Button>
              <Button
                size="small"
                type="text"
                danger
                aria-label={t('removeOf', { what: say(row.field.label) })}
                onClick={() => void remove(row)}
              >
                {t.remove}
              </Button>
            </>
          ) : (
            <>
              {row.field.kind !== 'rows' && (
                <Button
                  size="small"
                  type="text"
                  aria-label={k('rulesOf', { field: say(row.field.label) })}
                  onClick={() => setDialog({ kind: 'rules', row })}
                >
                  {k.rules}
                </Button>
              )}
              <Button
                size="small"
                type="text"
                aria-label={t('renameOf', { what: say(row.field.label) })}
                onClick={() => setDialog({ kind: 'rename', row })}
              >
                {t.rename}
              </Button>
            </>
          )}
        </div>
      ),
    },
  ]

  return (
    <>
      <Panel
        title={t('fieldsOf', { type: say(type.label) })}
        flush
        extra={
          <Button type="primary" onClick={() => setDialog({ kind: 'new' })}>
            {t.addField}
          </Button>
        }
      >
        <ResponsiveTable
          label={t.fields}
          rows={rows}
          rowKey={(row) => row.path}
          columns={columns}
        />
      </Panel>
      {(dialog?.kind === 'new' || dialog?.kind === 'edit') && (
        <FieldDialog
          field={dialog.kind === 'edit' ? dialog.row.field : null}
          where={dialog.kind === 'edit' ? dialog.row.rows : ''}
          prefix="x_"
          within={type}
          saving={saving}
          takenIn={(where) => rows.filter((row) => row.rows === where).map((row) => row.field.name)}
          places={[
            { value: '', label: t.head },
            ...rowsFields.map((field) => ({
              value: field.name,
              label: t('inRows', { rows: say(field.label) }),
            })),
          ]}
          onSave={(field, where) => save(withField(overlay, field, where), { onSuccess: close })}
          onClose={close}
        />
      )}
      {dialog?.kind === 'rules' && (
        <RulesDialog
          field={dialog.row.field}
          where={dialog.row.rows}
          rules={overlay.rules?.[dialog.row.path] ?? {}}
          within={type}
          saving={saving}
          onSave={(rules) => save(withRules(overlay, dialog.row.path, rules), { onSuccess: close })}
          onClose={close}
        />
      )}
      {dialog?.kind === 'rename' && (
        <RenameDialog
          label={dialog.row.field.label}
          onSave={(label) =>
            save(
              { ...overlay, labels: { ...overlay.labels, [dialog.row.path]: label } },
              { onSuccess: close },
            )
          }
          onClose={close}
        />
      )}
    </>
  )
}

/** Each field, and under a rows field its columns. */
function fieldRows(type: DocumentType): FieldRow[] {
  return type.fields.flatMap((field) => [
    { path: field.name, rows: '', field },
    ...(field.columns ?? []).map((column) => ({
      path: `${field.name}.${column.name}`,
      rows: field.name,
      field: column,
    })),
  ])
}
