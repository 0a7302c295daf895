import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, Navigate, useNavigate } from '@tanstack/react-router'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { useDocumentType, useDocumentTypes } from '@/documents/use-document-types'
import { api, seg } from '@/lib/api-client'
import type { DocumentType } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { useLabel, useText } from '@/lib/text'
import css from './section.module.css'
import { settingsText } from './settings-text'
import type { SectionProps } from './settings-page'
import { blankType, type DesignedType, draftOfType } from './type-draft'
import { TypeDesigner } from './type-designer'

/** All types, a new one (`types/new`), or one of the company's own (`types/repair`). */
export function TypesSection({ detail }: SectionProps) {
  if (detail === '') return <TypeList />
  if (detail === 'new') return <TypeDesigner initial={blankType()} isNew />
  return <ExistingType name={detail} />
}

function ExistingType({ name }: { name: string }) {
  // Built-in types keep their shape; what a company may change about them are their fields.
  const builtIn = useDocumentType(name)?.built_in
  return builtIn ? (
    <Navigate to="/settings/$" params={{ _splat: `fields/${name}` }} replace />
  ) : (
    <OwnType name={name} />
  )
}

function OwnType({ name }: { name: string }) {
  const query = useQuery({
    queryKey: keys.settings('type', name),
    queryFn: () => api.get<DesignedType>(`/api/document-types/${seg(name)}`),
  })
  return (
    <QueryState query={query}>
      {(type) => <TypeDesigner key={type.version} initial={draftOfType(type)} isNew={false} />}
    </QueryState>
  )
}

function TypeList() {
  const t = useText(settingsText)
  const say = useLabel()
  const navigate = useNavigate()
  const types = useDocumentTypes()
  const own = types.filter((type) => !type.built_in)
  const address = (type: DocumentType) =>
    type.built_in ? `fields/${type.name}` : `types/${type.name}`
  const columns: TableColumn<DocumentType>[] = [
    {
      key: 'label',
      title: t.type,
      cardRole: 'title',
      render: (type) => (
        <Link to="/settings/$" params={{ _splat: address(type) }}>
          {say(type.label)}
        </Link>
      ),
    },
    {
      key: 'name',
      title: t.identifier,
      render: (type) => <code className={css.muted}>{type.name}</code>,
    },
    {
      key: 'states',
      title: t.states,
      render: (type) => type.states.map((state) => say(state.label)).join(' → '),
    },
    {
      key: 'version',
      title: '',
      cardRole: 'tag',
      align: 'right',
      render: (type) => <span className={css.muted}>{t('version', { n: type.version })}</span>,
    },
  ]
  const table = (rows: DocumentType[], title: string) => (
    <ResponsiveTable
      label={title}
      rows={rows}
      rowKey={(type) => type.name}
      columns={columns}
      onOpen={(type) => void navigate({ to: '/settings/$', params: { _splat: address(type) } })}
    />
  )
  return (
    <>
      <p className={css.hint}>{t.typesHint}</p>
      <Panel
        title={t.typesOwn}
        flush
        extra={
          <Link to="/settings/$" params={{ _splat: 'types/new' }}>
            <Button type="primary">{t.addType}</Button>
          </Link>
        }
      >
        {own.length > 0 ? (
          table(own, t.typesOwn)
        ) : (
          <EmptyState title={t.noOwnTypes} hint={t.noOwnTypesHint} />
        )}
      </Panel>
      <Panel title={t.typesBuiltIn} flush>
        {table(
          types.filter((type) => type.built_in),
          t.typesBuiltIn,
        )}
      </Panel>
    </>
  )
}
