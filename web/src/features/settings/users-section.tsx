import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { confirm, notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { api, seg } from '@/lib/api-client'
import { keys } from '@/lib/query'
import { useMe } from '@/lib/session'
import { useLabel, useText } from '@/lib/text'
import { AccessOfUser } from './access-of-user'
import { accessText } from './access-text'
import { HandOver } from './hand-over'
import css from './section.module.css'
import { settingsText } from './settings-text'
import type { SectionProps } from './settings-page'
import { UserDialog } from './user-dialog'
import { useRoles } from './use-roles'
import { type UserRow, useSaveUser, useUsers } from './use-users'

/** Everybody, or what one of them sees (`users/<id>`). */
export function UsersSection({ detail }: SectionProps) {
  return detail === '' ? <UserList /> : <AccessOfUser id={detail} />
}

function UserList() {
  const a = useText(accessText)
  const navigate = useNavigate()
  const client = useQueryClient()
  const [leaving, setLeaving] = useState<UserRow | null>(null)
  const door = useMutation({
    mutationFn: ({ user, what }: { user: UserRow; what: 'sessions' | 'second-factor' }) =>
      api.del(`/api/users/${seg(user.id)}/${what}`),
    onSuccess: () => {
      notify.success(a.done)
      void client.invalidateQueries({ queryKey: keys.settings('users') })
    },
    onError: notify.problem,
  })
  async function shut(user: UserRow, what: 'sessions' | 'second-factor') {
    const { name } = user
    const title = what === 'sessions' ? a('endAllAsk', { name }) : a.resetFactor
    const content = what === 'sessions' ? '' : a('resetFactorAsk', { name })
    if (await confirm({ title, content, danger: true })) door.mutate({ user, what })
  }
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
      key: 'department',
      title: a.department,
      render: (user) => user.department_name ?? user.department ?? '—',
    },
    {
      key: 'factor',
      title: a.secondFactor,
      render: (user) => (user.second_factor ? a.on : <span className={css.muted}>{a.off}</span>),
    },
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
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'access', label: a.whatTheySee },
                { key: 'leave', label: a.handOver },
                { key: 'sessions', label: a.endAll },
                ...(user.second_factor ? [{ key: 'second-factor', label: a.resetFactor }] : []),
              ],
              onClick: ({ key }) => {
                if (key === 'access')
                  void navigate({ to: '/settings/$', params: { _splat: `users/${user.id}` } })
                else if (key === 'leave') setLeaving(user)
                else void shut(user, key as 'sessions' | 'second-factor')
              },
            }}
          >
            <Button size="small" type="text" aria-label={a('moreOf', { name: user.name })}>
              {a.more}
            </Button>
          </Dropdown>
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
      <p className={css.hint}>{t.usersHint}</p>
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
      {leaving && (
        <HandOver user={leaving} users={query.data?.rows ?? []} onClose={() => setLeaving(null)} />
      )}
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
