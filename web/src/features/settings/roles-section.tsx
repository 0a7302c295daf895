import { useState } from 'react'
import { Button } from 'antd'
import { Link, useNavigate } from '@tanstack/react-router'
import { confirm, notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { useDocumentTypes } from '@/documents/use-document-types'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import { grantsSummary, spelledOut } from './role-grants'
import { RoleEditor } from './role-editor'
import css from './section.module.css'
import { settingsText } from './settings-text'
import type { SectionProps } from './settings-page'
import { ABILITIES, ADMINISTRATOR, type Role, useDeleteRole, useRoles } from './use-roles'

/** The list of roles, or one role's matrix (`roles/buyer`, `roles/new`, `roles/new-from-buyer`). */
export function RolesSection({ detail }: SectionProps) {
  const t = useText(settingsText)
  const query = useRoles()
  return (
    <QueryState query={query}>
      {({ rows }) => {
        if (detail === '') return <RoleList roles={rows} />
        const role = roleToEdit(detail, rows)
        if (!role) {
          return (
            <Panel>
              <EmptyState title={t.notFound} />
            </Panel>
          )
        }
        return <RoleEditor key={detail} role={role} taken={rows.map((one) => one.name)} />
      }}
    </QueryState>
  )
}

const COPY = 'new-from-'

/** The role of the address: an existing one, a blank one, or a copy without a name. */
function roleToEdit(detail: string, roles: Role[]): Role | undefined {
  const blank = { name: '', label: { zh: '', en: '' }, built_in: false, changed: false }
  if (detail === 'new') return { ...blank, grants: {}, abilities: [] }
  if (!detail.startsWith(COPY)) return roles.find((one) => one.name === detail)
  const model = roles.find((one) => one.name === detail.slice(COPY.length))
  return model && { ...model, ...blank }
}

function RoleList({ roles }: { roles: Role[] }) {
  const t = useText(settingsText)
  const a = useText(accessText)
  const say = useLabel()
  const types = useDocumentTypes()
  const navigate = useNavigate()
  const remove = useDeleteRole()
  const [busy, setBusy] = useState('')

  async function drop(role: Role) {
    const name = say(role.label)
    const sure = await confirm({
      title: t('deleteRoleAsk', { name }),
      content: t.deleteRoleHint,
      ok: t.remove,
      danger: true,
    })
    if (!sure) return
    setBusy(role.name)
    remove.mutate(role.name, { onError: notify.problem, onSettled: () => setBusy('') })
  }

  const columns: TableColumn<Role>[] = [
    {
      key: 'name',
      title: t.role,
      cardRole: 'title',
      render: (role) => (
        <Link to="/settings/$" params={{ _splat: `roles/${role.name}` }}>
          {say(role.label)}
        </Link>
      ),
    },
    {
      key: 'origin',
      title: t.origin,
      cardRole: 'tag',
      render: (role) => (
        <ToneTag tone={role.built_in && !role.changed ? 'muted' : 'info'}>
          {role.changed ? a.changed : role.built_in ? t.builtIn : t.own}
        </ToneTag>
      ),
    },
    {
      key: 'grants',
      cardRole: 'hidden',
      title: t.matrix,
      render: (role) =>
        role.name === ADMINISTRATOR
          ? t.everything
          : t('summary', grantsSummary(spelledOut(role.grants, types))),
    },
    {
      key: 'abilities',
      cardRole: 'hidden',
      title: t.abilities,
      render: (role) =>
        role.name !== ADMINISTRATOR &&
        ABILITIES.filter((one) => role.abilities.includes(one))
          .map((one) => t[`ability_${one}`])
          .join(t.comma),
    },
    {
      key: 'acts',
      title: '',
      align: 'right',
      render: (role) =>
        !role.built_in && (
          <Button
            size="small"
            type="text"
            danger
            loading={busy === role.name}
            aria-label={t('removeOf', { what: say(role.label) })}
            onClick={() => void drop(role)}
          >
            {t.remove}
          </Button>
        ),
    },
  ]
  return (
    <>
      <p className={css.hint}>{t.rolesHint}</p>
      <Panel
        title={t.roles}
        flush
        extra={
          <Link to="/settings/$" params={{ _splat: 'roles/new' }}>
            <Button type="primary">{t.addRole}</Button>
          </Link>
        }
      >
        <ResponsiveTable
          label={t.roles}
          rows={roles}
          rowKey={(role) => role.name}
          columns={columns}
          onOpen={(role) =>
            void navigate({ to: '/settings/$', params: { _splat: `roles/${role.name}` } })
          }
        />
      </Panel>
    </>
  )
}
