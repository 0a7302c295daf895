import { useState } from 'react'
import { Button } from 'antd'
import { confirm, notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { useMe } from '@/lib/session'
import { useLabel, useText } from '@/lib/text'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { UserDialog } from './user-dialog'
import { useRoles } from './use-roles'
import { type UserRow, useSaveUser, useUsers } from './use-users'

export function UsersSection() {
  const t = useText(settingsText)
  const say = useLabel()
  const me = useMe()
  const query = useUsers()
  const roles = useRoles().data?.rows ?? []
  const save = useSaveUser()
  const [editing, setEditing] = useState<UserRow | 'new' | null>(null)
  const roleName = (name: string) => say(roles.find((role) => role.name === name)?.label) || name

  async function setActive(user: UserRow, active: boolean) {
    const sure =
      active ||
      (await confirm({
        title: t('deactivateAsk', { name: user.name }),
        content: t.deactivateHint,
        ok: t.deactivate,
        danger: true,
      }))
    if (sure) save.mutate({ id: user.id, change: { active } }, { onError: notify.problem })
  }

  const columns: TableColumn<UserRow>[] = [
    {
      key: 'name',
      title: t.name,
      cardRole: 'title',
      render: (user) => (
        <>
          {user.name} {user.id === me.user.id && <span className={css.muted}>{t.you}</span>}
        </>
      ),
    },
    { key: 'login', title: t.account, render: (user) => user.login },
    { key: 'roles', title: t.role, render: (user) => user.roles.map(roleName).join(t.comma) },
    {
      key: 'active',
      title: t.state,
      cardRole: 'tag',
      render: (user) => (
        <ToneTag tone={user.active ? 'ok' : 'muted'}>{user.active ? t.active : t.inactive}</ToneTag>
      ),
    },
    {
      key: 'acts',
      title: '',
      align: 'right',
      render: (user) => (
        <div className={css.actions}>
          <Button
            size="small"
            type="text"
            aria-label={t('editOf', { what: user.name })}
            onClick={() => setEditing(user)}
          >
            {t.edit}
          </Button>
          {user.id !== me.user.id && (
            <Button
              size="small"
              type="text"
              danger={user.active}
              onClick={() => void setActive(user, !user.active)}
            >
              {user.active ? t.deactivate : t.activate}
            </Button>
          )}
        </div>
      ),
    },
  ]
  return (
    <>
      <Panel
        title={t.users}
        flush
        extra={
          <Button type="primary" onClick={() => setEditing('new')}>
            {t.addUser}
          </Button>
        }
      >
        <QueryState query={query}>
          {({ rows }) => (
            <ResponsiveTable
              label={t.users}
              rows={rows}
              rowKey={(user) => user.id}
              columns={columns}
            />
          )}
        </QueryState>
      </Panel>
      {editing && (
        <UserDialog
          user={editing === 'new' ? null : editing}
          roles={roles}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  )
}
