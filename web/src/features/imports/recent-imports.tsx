import { Link, useNavigate } from '@tanstack/react-router'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { QueryState } from '@/components/states'
import { formatInstant } from '@/lib/dates'
import { useText } from '@/lib/text'
import { ImportStateTag } from './import-state-tag'
import { importText } from './import-text'
import css from './recent-imports.module.css'
import { type ImportRow, useImports } from './use-imports'
import { useKinds } from './use-kinds'

export function RecentImports() {
  const t = useText(importText)
  const navigate = useNavigate()
  const { titleOf } = useKinds()
  const query = useImports()
  const columns: TableColumn<ImportRow>[] = [
    {
      key: 'file',
      title: t.file,
      cardRole: 'title',
      render: (row) => (
        <Link to="/imports/$id" params={{ id: row.id }}>
          {row.file_name}
        </Link>
      ),
    },
    { key: 'kind', title: t.kind, render: (row) => titleOf(row.kind) },
    {
      key: 'state',
      title: t.state,
      cardRole: 'tag',
      render: (row) => <ImportStateTag one={row} />,
    },
    {
      key: 'outcome',
      title: t.outcome,
      render: ({ result }) =>
        result &&
        t('outcomeText', {
          created: result.created,
          updated: result.updated,
          bad: result.bad,
        }),
    },
    {
      key: 'when',
      title: t.when,
      width: 150,
      render: (row) => <span className="num">{formatInstant(row.created_at)}</span>,
    },
  ]
  return (
    <Panel title={t.recent} flush>
      <QueryState
        query={query}
        empty={(data) => data.rows.length === 0 && <p className={css.none}>{t.none}</p>}
      >
        {(data) => (
          <ResponsiveTable
            label={t.recent}
            rows={data.rows}
            rowKey={(row) => row.id}
            columns={columns}
            onOpen={(row) => void navigate({ to: '/imports/$id', params: { id: row.id } })}
          />
        )}
      </QueryState>
    </Panel>
  )
}
