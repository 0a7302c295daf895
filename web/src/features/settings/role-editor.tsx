import { useState } from 'react'
import { Alert, Button, Checkbox, Form, Input } from 'antd'
import { useNavigate } from '@tanstack/react-router'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { useDocumentTypes } from '@/documents/use-document-types'
import { useLabel, useText } from '@/lib/text'
import { filled, identifierFrom, isIdentifier } from './identifier'
import { LabelInputs } from './label-inputs'
import { spelledOut } from './role-grants'
import { RoleMatrix } from './role-matrix'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { ABILITIES, ADMINISTRATOR, type Role, useSaveRole } from './use-roles'

type Props = {
  /** Without a name it is a new one. */
  role: Role
  taken: string[]
}

/** One role: its name, its abilities, and the matrix of types and actions. */
export function RoleEditor({ role, taken }: Props) {
  const t = useText(settingsText)
  const say = useLabel()
  const navigate = useNavigate()
  const types = useDocumentTypes()
  const [draft, setDraft] = useState<Role>(() => ({
    ...role,
    grants: spelledOut(role.grants, types),
  }))
  const save = useSaveRole()
  const isNew = role.name === ''
  const name = role.name || draft.name || identifierFrom(draft.label, 'role', taken)
  const label = filled(draft.label)
  const fixed = role.built_in
  const faulty = !label.zh || !isIdentifier(name) || (isNew && taken.includes(name))
  const go = (_splat: string) => void navigate({ to: '/settings/$', params: { _splat } })

  const submit = () =>
    save.mutate(
      { ...draft, name, label },
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
      {fixed && (
        <Alert
          type="info"
          showIcon
          title={role.name === ADMINISTRATOR ? t.everything : t.builtInRole}
          action={
            role.name !== ADMINISTRATOR && (
              <Button onClick={() => go(`roles/new-from-${role.name}`)}>{t.copyRole}</Button>
            )
          }
        />
      )}
      <Panel title={isNew ? t.addRole : say(role.label)}>
        <Form layout="vertical" disabled={fixed}>
          <LabelInputs
            value={draft.label}
            onChange={(changed) => setDraft({ ...draft, label: changed })}
            autoFocus={isNew}
          />
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
        <RoleMatrix
          grants={draft.grants}
          onChange={(grants) => setDraft({ ...draft, grants })}
          readOnly={fixed}
        />
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
