import { ApartmentOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { Panel } from '@/components/page'
import { EmptyState, QueryState } from '@/components/states'
import { useMembers } from '@/documents/lookup'
import { api } from '@/lib/api-client'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import { accessText } from './access-text'
import css from './section.module.css'
import { type UserRow, useUsers } from './use-users'

type Department = {
  id: string
  number: string
  title: string
  state: string
  fields: { parent?: string; head?: string }
}

/** Departments as a tree, with who belongs to them. */
export function DepartmentsSection() {
  const t = useText(accessText)
  const query = useQuery({
    queryKey: keys.documents('department', 'tree'),
    queryFn: () =>
      api.get<{ rows: Department[] }>('/api/documents/department', { limit: 500, sort: 'number' }),
  })
  const users = (useUsers().data?.rows ?? []).filter((one) => one.active)
  return (
    <>
      <p className={css.hint}>{t.departmentsHint}</p>
      <Panel
        title={t.departments}
        extra={
          <Link to="/d/$type/new" params={{ type: 'department' }}>
            <Button type="primary">{t.addDepartment}</Button>
          </Link>
        }
      >
        <QueryState query={query}>
          {({ rows }) =>
            rows.length === 0 ? (
              <EmptyState
                icon={<ApartmentOutlined />}
                title={t.noDepartments}
                hint={t.noDepartmentsHint}
              />
            ) : (
              <>
                <Tree rows={rows} users={users} parent={null} />
                <People
                  title={t.without_department}
                  users={users.filter((one) => !one.department)}
                />
              </>
            )
          }
        </QueryState>
      </Panel>
    </>
  )
}

function Tree({
  rows,
  users,
  parent,
}: {
  rows: Department[]
  users: UserRow[]
  parent: string | null
}) {
  const t = useText(accessText)
  const members = useMembers()
  const here = rows.filter((one) => (one.fields.parent ?? null) === parent)
  if (here.length === 0) return null
  const name = (login: string) => members.find((one) => one.id === login)?.name ?? login
  return (
    <ul className={css.tree}>
      {here.map((one) => (
        <li key={one.id}>
          <Link to="/d/$type/$id" params={{ type: 'department', id: one.number }}>
            {one.title}
          </Link>{' '}
          {one.fields.head && (
            <span className={css.muted}>{t('head', { name: name(one.fields.head) })}</span>
          )}
          <People users={users.filter((user) => user.department === one.number)} />
          <Tree rows={rows} users={users} parent={one.number} />
        </li>
      ))}
    </ul>
  )
}

function People({ users, title }: { users: UserRow[]; title?: string }) {
  const t = useText(accessText)
  if (users.length === 0) return null
  return (
    <p className={css.people}>
      {title ?? t('people', { n: users.length })}
      {t.colon}
      {users.map((one) => one.name).join(t.comma)}
    </p>
  )
}
