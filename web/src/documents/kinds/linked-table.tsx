import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { handOver } from '@/documents/draft-handover'
import { FieldValue } from '@/documents/field-value'
import { filterableFields, isNumeric, listableFields } from '@/documents/fields'
import { PaperContext } from '@/documents/kinds/paper'
import { StateTag } from '@/documents/state-tag'
import { useDocumentType } from '@/documents/use-document-types'
import { api, seg } from '@/lib/api-client'
import type {
  Document,
  DocumentRow,
  DocumentType,
  Field,
  Filter,
  Linked,
  Page,
} from '@/lib/api-types'
import { keys } from '@/lib/query'
import { inSentence, messages, useLabel, useText } from '@/lib/text'

const m = messages({
  add: { zh: '新增{type}', en: 'Add {type}' },
  none: { zh: '还没有{type}', en: 'No {type} yet' },
  all: { zh: '在列表中查看全部', en: 'See all in the list' },
})

const SHOWN = 20

type LinkedTableProps = { type: DocumentType; field: Field; document: Document }

/** Documents of another type that point at this one; each may be opened, and another one added. */
export function LinkedTable({ type, field, document }: LinkedTableProps) {
  const of = useDocumentType(field.linked?.of ?? '')
  // Whoever may not see the other type has no such table.
  if (!field.linked || !of) return null
  return <Table type={type} field={field} document={document} linked={field.linked} of={of} />
}

function Table({ type, field, document, linked, of }: LinkedTableProps & LinkedOf) {
  const t = useText(m)
  const say = useLabel()
  const navigate = useNavigate()
  const filter = filterOf(linked, document.number)
  const asked = {
    filter: JSON.stringify(filter),
    sort: linked.sort ?? null,
    limit: SHOWN,
    fields: 'all',
  }
  const query = useQuery({
    queryKey: keys.documents(of.name, asked),
    queryFn: () => api.get<Page<DocumentRow>>(`/api/documents/${seg(of.name)}`, asked),
  })
  const add = () => {
    const own = {
      [type.name]: { [document.number]: { id: document.id, title: document.title } },
    }
    const [rows, column] = linked.by.split('.')
    const fields =
      column === undefined
        ? { [linked.by]: document.number }
        : { [rows ?? '']: [{ [column]: document.number }] }
    handOver(of.name, fields, { ...document.links, ...own })
    void navigate({ to: '/d/$type/new', params: { type: of.name } })
  }
  return (
    <Panel
      flush
      title={say(field.label)}
      extra={
        of.permitted.create && (
          <Button size="small" icon={<PlusOutlined />} onClick={add}>
            {t('add', { type: inSentence(say(of.label)) })}
          </Button>
        )
      }
    >
      <QueryState query={query}>
        {({ rows, links, next }) => (
          <ResponsiveTable
            label={say(field.label)}
            rows={rows}
            rowKey={(row) => row.id}
            columns={columnsOf(of, linked, say, links ?? {})}
            onOpen={(row) =>
              void navigate({ to: '/d/$type/$id', params: { type: of.name, id: row.id } })
            }
            empty={<EmptyState title={t('none', { type: inSentence(say(of.label)) })} />}
            footer={
              next ? (
                <Link
                  to="/d/$type"
                  params={{ type: of.name }}
                  search={{ filter: JSON.stringify(filter) }}
                >
                  {t.all}
                </Link>
              ) : undefined
            }
          />
        )}
      </QueryState>
    </Panel>
  )
}

type LinkedOf = { linked: Linked; of: DocumentType }

function filterOf(linked: Linked, number: string): Filter {
  const here: Filter = { field: linked.by, op: '=', value: number }
  return linked.filter ? { all: [here, linked.filter] } : here
}

function columnsOf(
  of: DocumentType,
  linked: Linked,
  say: (label: Field['label']) => string,
  links: Document['links'],
): TableColumn<DocumentRow>[] {
  const known = [...listableFields(of), ...filterableFields(of)]
  const names = linked.columns?.length ? linked.columns : of.list.filter((it) => it !== linked.by)
  const fields = names.flatMap((name) => known.find((field) => field.name === name) ?? [])
  return fields.map((field, at) => ({
    key: field.name,
    title: say(field.label),
    align: isNumeric(field) ? ('right' as const) : ('left' as const),
    ...(at === 0 && { cardRole: 'title' as const }),
    ...(field.name === 'state' && { cardRole: 'tag' as const }),
    render: (row: DocumentRow) => <Cell of={of} field={field} row={row} links={links} />,
  }))
}

type CellProps = { of: DocumentType; field: Field; row: DocumentRow; links: Document['links'] }

function Cell({ of, field, row, links }: CellProps) {
  if (field.name === 'state') return <StateTag type={of} state={row.state} />
  if (field.name === 'number') {
    return (
      <Link
        to="/d/$type/$id"
        params={{ type: of.name, id: row.id }}
        onClick={(event) => event.stopPropagation()}
      >
        {row.number}
      </Link>
    )
  }
  const system: Partial<Record<string, unknown>> = row
  const value = field.name in row.fields ? row.fields[field.name] : system[field.name]
  return (
    <PaperContext value={{ type: of.name, id: row.id }}>
      <FieldValue field={field} value={value as never} links={row.links ?? links} quiet />
    </PaperContext>
  )
}
