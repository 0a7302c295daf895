import { useQuery } from '@tanstack/react-query'
import { Panel } from '@/components/page'
import { ResponsiveTable } from '@/components/responsive-table'
import { QueryState } from '@/components/states'
import { useDocumentTypes } from '@/documents/use-document-types'
import { api, seg } from '@/lib/api-client'
import type { Label } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { formatCount, useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import { BASIC, type Rows } from './role-grants'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { type Ability, useRoles } from './use-roles'

type Why = { role: string; actions: string[]; rows: Rows; hidden: string[]; read_only: string[] }
type Row = { type: string; label: Label; count: number; more: boolean; why: Why[] }
type Access = { user: { login: string; name: string }; abilities: Ability[]; rows: Row[] }

/** What one person can see and do, in words, and which role says so. */
export function AccessOfUser({ id }: { id: string }) {
  const t = useText(accessText)
  const s = useText(settingsText)
  const say = useLabel()
  const types = useDocumentTypes()
  const roles = useRoles().data?.rows ?? []
  const query = useQuery({
    queryKey: keys.settings('access', id),
    queryFn: () => api.get<Access>(`/api/users/${seg(id)}/access`),
  })
  const roleName = (name: string) => say(roles.find((one) => one.name === name)?.label) || name
  const rowsInWords = (rows: Rows) => t[`rows_${typeof rows === 'string' ? rows : 'filter'}`]
  function inWords(row: Row, why: Why) {
    const type = types.find((one) => one.name === row.type)
    const basic = BASIC.filter((one) => why.actions.includes(one)).map((one) => t[`action_${one}`])
    const steps = new Map(type?.transitions.map((one) => [one.name, say(one.label)]))
    const others = why.actions.flatMap((one) => steps.get(one) ?? [])
    const actions = [...basic, ...new Set(others)].join(t.comma)
    return t('because', { role: roleName(why.role), rows: rowsInWords(why.rows), actions })
  }
  function fieldName(row: Row, path: string) {
    const [head = '', column] = path.split('.')
    const field = types
      .find((one) => one.name === row.type)
      ?.fields.find((one) => one.name === head)
    const found = column ? field?.columns?.find((one) => one.name === column) : field
    return say(found?.label) || path
  }
  return (
    <QueryState query={query}>
      {({ user, abilities, rows }) => (
        <>
          <p className={css.hint}>{t.accessHint}</p>
          <Panel title={t('whatSees', { name: user.name })} flush>
            <p className={css.filters}>
              {t.abilities}：{abilities.map((one) => s[`ability_${one}`]).join(t.comma) || t.none}
            </p>
            <ResponsiveTable
              label={t('whatSees', { name: user.name })}
              rows={rows}
              rowKey={(row) => row.type}
              columns={[
                { key: 'type', title: t.type, cardRole: 'title', render: (row) => say(row.label) },
                {
                  key: 'count',
                  title: t.count,
                  align: 'right',
                  render: (row) => (
                    <span className="num">
                      {row.why.some((one) => one.actions.includes('read'))
                        ? `${formatCount(row.count)}${row.more ? '+' : ''}`
                        : t.nothing}
                    </span>
                  ),
                },
                {
                  key: 'why',
                  title: t.why,
                  render: (row) => (
                    <ul className={css.because}>
                      {row.why.map((why, at) => (
                        <li key={at}>
                          {inWords(row, why)}
                          {why.hidden.length > 0 && (
                            <p className={css.detail}>
                              {t('without', {
                                fields: why.hidden.map((one) => fieldName(row, one)).join(t.comma),
                              })}
                            </p>
                          )}
                        </li>
                      ))}
                    </ul>
                  ),
                },
              ]}
            />
          </Panel>
        </>
      )}
    </QueryState>
  )
}
