import { useState } from 'react'
import { Alert, Button, Checkbox, Form, Input } from 'antd'
import { useNavigate } from '@tanstack/react-router'
import { confirm, notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { useDocumentTypes } from '@/documents/use-document-types'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import { filled, identifierFrom, isIdentifier } from './identifier'
import { LabelInputs } from './label-inputs'
import { ROWS, saidOf, spelledOut, withRows } from './role-grants'
import { RoleMatrix } from './role-matrix'
import matrix from './role-matrix.module.css'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { ABILITIES, ADMINISTRATOR, type Role, useDeleteRole, useSaveRole } from './use-roles'

type Props = {
  /** Without a name it is a new one. */
  role: Role
  taken: string[]
}

/** One role: its name, its abilities, and the matrix of types and actions. */
export function RoleEditor({ role, taken }: Props) {
  const t = useText(settingsText)
  const a = useText(accessText)
  const say = useLabel()
  const navigate = useNavigate()
  const types = useDocumentTypes()
  const [draft, setDraft] = useState<Role>(role)
  const [grants, setGrants] = useState(() => spelledOut(role.grants, types))
  // Of a built-in role only what differs from what it comes with is kept.
  const usual = role.built_in ? spelledOut(role.usual?.grants ?? role.grants, types) : null
  const save = useSaveRole()
  const remove = useDeleteRole()
  const isNew = role.name === ''
  const name = role.name || draft.name || identifierFrom(draft.label, 'role', taken)
  const label = filled(draft.label)
  const fixed = role.name === ADMINISTRATOR
  const faulty = !label.zh || !isIdentifier(name) || (isNew && taken.includes(name))
  const go = (_splat: string) => void navigate({ to: '/settings/$', params: { _splat } })

  async function restore() {
    const name = say(role.label)
    if (!(await confirm({ title: a('restoreAsk', { name }), ok: a.restore }))) return
    remove.mutate(role.name, { onSuccess: () => go('roles'), onError: notify.problem })
  }
  const submit = () =>
    save.mutate(
      { ...draft, name, label, grants: saidOf(grants, usual) },
      {
        onSuccess: () => {
          notify.success(t.saved)
          go('roles')
        },
        onError: notify.problem,
      },
    )

  return (
    <>
      {role.built_in && (
        <Alert
          type="info"
          showIcon
          title={fixed ? t.everything : a.builtInHint}
          action={
            !fixed && (
              <div className={css.actions}>
                {role.changed && <Button onClick={() => void restore()}>{a.restore}</Button>}
                <Button onClick={() => go(`roles/new-from-${role.name}`)}>{t.copyRole}</Button>
              </div>
            )
          }
        />
      )}
      <Panel title={isNew ? t.addRole : say(role.label)}>
        <Form layout="vertical" disabled={fixed}>
          {!role.built_in && (
            <LabelInputs
              value={draft.label}
              onChange={(changed) => setDraft({ ...draft, label: changed })}
              autoFocus={isNew}
            />
          )}
          {isNew && (
            <Form.Item label={t.identifier} extra={t.identifierHint} className={css.form ?? ''}>
              <Input
                aria-label={t.identifier}
                value={name}
                status={isIdentifier(name) ? '' : 'error'}
                onChange={(event) => setDraft({ ...draft, name: event.target.value })}
              />
            </Form.Item>
          )}
          <Form.Item label={t.abilities} style={{ marginBottom: 0 }}>
            <Checkbox.Group
              aria-label={t.abilities}
              value={draft.abilities}
              onChange={(abilities) => setDraft({ ...draft, abilities })}
              options={ABILITIES.map((value) => ({ value, label: t[`ability_${value}`] }))}
            />
          </Form.Item>
        </Form>
      </Panel>
      <Panel title={t.matrix} flush>
        {!fixed && (
          <div className={matrix.presets}>
            <span>{a.presets}</span>
            {ROWS.map((rows) => (
              <Button key={rows} size="small" onClick={() => setGrants(withRows(grants, rows))}>
                {a[`rows_${rows}`]}
              </Button>
            ))}
            <span className={matrix.under}>{a.rowsHint}</span>
          </div>
        )}
        <RoleMatrix grants={grants} onChange={setGrants} readOnly={fixed} />
      </Panel>
      {!fixed && (
        <div className={css.bar}>
          <span className={css.grow} />
          <Button onClick={() => go('roles')}>{t.cancel}</Button>
          <Button type="primary" disabled={faulty} loading={save.isPending} onClick={submit}>
            {t.save}
          </Button>
        </div>
      )}
    </>
  )
}
