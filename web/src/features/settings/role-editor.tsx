import { useState } from 'react'
import { Button, Checkbox, Form, Input } from 'antd'
import { useNavigate } from '@tanstack/react-router'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { useLabel, useText } from '@/lib/text'
import { filled, identifierFrom, isIdentifier } from './identifier'
import { LabelInputs } from './label-inputs'
import { RoleMatrix } from './role-matrix'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { ABILITIES, ADMINISTRATOR, type Role, useSaveRole } from './use-roles'

const BLANK: Role = {
  name: '',
  label: { zh: '', en: '' },
  built_in: false,
  grants: {},
  abilities: [],
}

/** One role: its name, its abilities, and the matrix of types and actions. */
export function RoleEditor({ role, taken }: { role: Role | null; taken: string[] }) {
  const t = useText(settingsText)
  const say = useLabel()
  const navigate = useNavigate()
  const [draft, setDraft] = useState<Role>(role ?? BLANK)
  const save = useSaveRole()
  const name = role?.name ?? (draft.name || identifierFrom(draft.label, 'role', taken))
  const label = filled(draft.label)
  const all = name === ADMINISTRATOR
  const faulty = !label.zh || !isIdentifier(name) || (!role && taken.includes(name))

  const submit = () =>
    save.mutate(
      { ...draft, name, label },
      {
        onSuccess: () => {
          notify.success(t.saved)
          void navigate({ to: '/settings/$', params: { _splat: 'roles' } })
        },
        onError: notify.problem,
      },
    )

  return (
    <>
      <Panel title={role ? say(role.label) : t.addRole}>
        <Form layout="vertical">
          <LabelInputs
            value={draft.label}
            onChange={(changed) => setDraft({ ...draft, label: changed })}
            autoFocus={!role}
          />
          {!role && (
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
            {all ? (
              <span className={css.muted}>{t.everything}</span>
            ) : (
              <Checkbox.Group
                aria-label={t.abilities}
                value={draft.abilities}
                onChange={(abilities) => setDraft({ ...draft, abilities })}
                options={ABILITIES.map((value) => ({ value, label: t[`ability_${value}`] }))}
              />
            )}
          </Form.Item>
        </Form>
      </Panel>
      {!all && (
        <Panel title={t.matrix} flush>
          <RoleMatrix grants={draft.grants} onChange={(grants) => setDraft({ ...draft, grants })} />
        </Panel>
      )}
      <div className={css.bar}>
        <span className={css.grow} />
        <Button onClick={() => void navigate({ to: '/settings/$', params: { _splat: 'roles' } })}>
          {t.cancel}
        </Button>
        <Button type="primary" disabled={faulty} loading={save.isPending} onClick={submit}>
          {t.save}
        </Button>
      </div>
    </>
  )
}
