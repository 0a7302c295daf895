import { Link, useNavigate } from '@tanstack/react-router'
import { Panel } from '@/components/page'
import { ResponsiveTable } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { useDocumentType, useDocumentTypes } from '@/documents/use-document-types'
import type { DocumentType, Reminder } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import { OverlayChecks } from './overlay-checks'
import { OverlayReminders } from './designer-reminders'
import { FieldTable } from './field-table'
import { ListColumns } from './list-columns'
import css from './section.module.css'
import { settingsText } from './settings-text'
import type { SectionProps } from './settings-page'
import { useOverlay, useSaveOverlay } from './use-overlay'

/** The built-in types, or one of them with its fields (`fields/item`). */
export function FieldsSection({ detail }: SectionProps) {
  return detail === '' ? <TypesToExtend /> : <FieldsOfType name={detail} />
}

function TypesToExtend() {
  const t = useText(settingsText)
  const say = useLabel()
  const navigate = useNavigate()
  const types = useDocumentTypes().filter((type) => type.built_in)
  return (
    <>
      <p className={css.hint}>{t.fieldsHint}</p>
      <Panel title={t.fields} flush>
        <ResponsiveTable
          label={t.fields}
          rows={types}
          rowKey={(type) => type.name}
          onOpen={(type) =>
            void navigate({ to: '/settings/$', params: { _splat: `fields/${type.name}` } })
          }
          columns={[
            {
              key: 'type',
              title: t.type,
              cardRole: 'title',
              render: (type) => (
                <Link to="/settings/$" params={{ _splat: `fields/${type.name}` }}>
                  {say(type.label)}
                </Link>
              ),
            },
            {
              key: 'fields',
              title: t.fields,
              render: (type) => (
                <span className={css.muted}>
                  {type.fields
                    .filter((field) => !field.hidden)
                    .slice(0, 6)
                    .map((field) => say(field.label))
                    .join(t.comma)}
                  {type.fields.length > 6 && '…'}
                </span>
              ),
            },
            {
              key: 'added',
              title: t.added,
              cardRole: 'tag',
              render: (type) => addedCount(type) > 0 && t('addedCount', { n: addedCount(type) }),
            },
          ]}
        />
      </Panel>
    </>
  )
}

const noReminders: Reminder[] = []

function FieldsOfType({ name }: { name: string }) {
  const t = useText(settingsText)
  const type = useDocumentType(name)
  const query = useOverlay(name)
  const save = useSaveOverlay(name)
  if (!type) {
    return (
      <Panel>
        <EmptyState title={t.notFound} />
      </Panel>
    )
  }
  return (
    <QueryState query={query}>
      {(overlay) => (
        <>
          <FieldTable {...{ type, overlay }} save={save.mutate} saving={save.isPending} />
          <OverlayChecks
            key={JSON.stringify(overlay.checks)}
            type={type}
            checks={overlay.checks ?? []}
            onSave={(checks) => save.mutate({ ...overlay, checks })}
            saving={save.isPending}
          />
          <OverlayReminders
            key={JSON.stringify(overlay.reminders ?? [])}
            type={type}
            reminders={overlay.reminders ?? noReminders}
            onSave={(reminders) => save.mutate({ ...overlay, reminders })}
            saving={save.isPending}
          />
          <ListColumns
            type={type}
            list={overlay.list ?? type.list}
            onChange={(list) => save.mutate({ ...overlay, list })}
          />
        </>
      )}
    </QueryState>
  )
}

function addedCount(type: DocumentType): number {
  const all = type.fields.flatMap((field) => [field, ...(field.columns ?? [])])
  return all.filter((field) => field.added).length
}
