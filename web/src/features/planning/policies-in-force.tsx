import { Button } from 'antd'
import { Link, useNavigate } from '@tanstack/react-router'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { FieldValue } from '@/documents/field-value'
import { useDocumentType } from '@/documents/use-document-types'
import type { DocumentRow, DocumentType } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import css from './policies.module.css'
import { policiesText } from './policies-text'
import { usePolicies } from './use-policies'

/** The policies that hold now. What a policy consists of is said by its definition. */
export function PoliciesInForce() {
  const t = useText(policiesText)
  const navigate = useNavigate()
  const type = useDocumentType('stock_policy')
  const columns = usePolicyColumns(type)
  const query = usePolicies()
  return (
    <Panel
      flush
      title={t.list}
      extra={
        <span className={css.links}>
          <Link to="/d/$type" params={{ type: 'stock_policy' }}>
            {t.all}
          </Link>
          {type?.permitted.create && (
            <Link to="/d/$type/new" params={{ type: 'stock_policy' }}>
              <Button size="small" tabIndex={-1}>
                {t.newPolicy}
              </Button>
            </Link>
          )}
        </span>
      }
    >
      <QueryState
        query={query}
        empty={({ rows }) =>
          rows.length === 0 && <EmptyState title={t.noPolicies} hint={t.noPoliciesHint} />
        }
      >
        {({ rows, links }) => (
          <ResponsiveTable
            label={t.list}
            rows={rows.map((row) => ({ ...row, links: { ...links, ...row.links } }))}
            rowKey={(row) => row.id}
            columns={columns}
            onOpen={(row) =>
              void navigate({ to: '/d/$type/$id', params: { type: 'stock_policy', id: row.id } })
            }
          />
        )}
      </QueryState>
    </Panel>
  )
}

function usePolicyColumns(type: DocumentType | undefined): TableColumn<DocumentRow>[] {
  const t = useText(policiesText)
  const say = useLabel()
  const shown = (type?.fields ?? []).filter(
    (field) => !['rows'].includes(field.kind) && field.name !== type?.title_field,
  )
  return [
    {
      key: 'title',
      title: t.policy,
      cardRole: 'title',
      render: (row) => (
        <Link to="/d/$type/$id" params={{ type: 'stock_policy', id: row.id }}>
          {row.title || row.number}
        </Link>
      ),
    },
    ...shown.map((field): TableColumn<DocumentRow> => ({
      key: field.name,
      title: say(field.label),
      render: (row) => (
        <FieldValue field={field} value={row.fields[field.name]} links={row.links ?? {}} />
      ),
    })),
  ]
}
