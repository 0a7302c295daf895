import { useState } from 'react'
import { Alert, Button, Form, Input } from 'antd'
import { useNavigate } from '@tanstack/react-router'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { useDocumentTypes } from '@/documents/use-document-types'
import { ApiProblem } from '@/lib/api-client'
import { useText } from '@/lib/text'
import { DesignerAccess } from './designer-access'
import { DesignerChecks } from './designer-checks'
import { DesignerFields } from './designer-fields'
import { DesignerFlow } from './designer-flow'
import { DesignerNumber } from './designer-number'
import { DesignerReminders } from './designer-reminders'
import { filled, identifierFrom } from './identifier'
import { LabelInputs } from './label-inputs'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { type TypeDraft, typeFaults, usedNames } from './type-draft'
import { useSaveType } from './use-save-type'

export type DesignerProps = {
  draft: TypeDraft
  onChange: (draft: TypeDraft) => void
  /** What documents may already hold and so cannot be removed: fields by path, states by name. */
  kept: Set<string>
}

/** A document type on one page: name, fields, flow, number, rights. */
export function TypeDesigner({ initial, isNew }: { initial: TypeDraft; isNew: boolean }) {
  const t = useText(settingsText)
  const navigate = useNavigate()
  const types = useDocumentTypes()
  const taken = isNew ? types.map((type) => type.name) : []
  const [draft, setDraft] = useState(initial)
  const save = useSaveType()
  const kept = new Set(isNew ? [] : usedNames(initial))
  const name = isNew ? draft.name || identifierFrom(draft.label, 'document', taken) : initial.name
  const whole = { ...draft, name }
  const faults = typeFaults(whole, taken)
  const problem = save.error instanceof ApiProblem ? save.error : null

  const submit = () =>
    save.mutate(whole, {
      onSuccess: () => {
        notify.success(isNew ? t('created', { name: filled(draft.label).zh }) : t.saved)
        if (isNew) void navigate({ to: '/d/$type', params: { type: name } })
      },
      onError: notify.problem,
    })

  return (
    <>
      <Panel title={isNew ? t.newType : t.basics}>
        <Form layout="vertical">
          <LabelInputs
            value={draft.label}
            onChange={(label) => setDraft({ ...draft, label })}
            placeholder={{ zh: t.typeExample, en: t.typeExampleEn }}
            autoFocus={isNew}
          />
          <Form.Item
            className={css.form ?? ''}
            label={t.identifier}
            extra={isNew ? t.identifierHint : undefined}
            style={{ marginBottom: 0 }}
            {...(isNew && faults.includes('name') && draft.name
              ? {
                  validateStatus: 'error' as const,
                  help: taken.includes(name) ? t.identifierTaken : t.identifierFaulty,
                }
              : {})}
          >
            <Input
              aria-label={t.identifier}
              value={name}
              disabled={!isNew}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
          </Form.Item>
        </Form>
      </Panel>
      <DesignerFields draft={draft} onChange={setDraft} kept={kept} />
      <DesignerChecks
        within={draft}
        checks={draft.checks}
        onChange={(checks) => setDraft({ ...draft, checks })}
      />
      <DesignerFlow draft={draft} onChange={setDraft} kept={kept} />
      <DesignerReminders
        within={draft}
        reminders={draft.reminders}
        onChange={(reminders) => setDraft({ ...draft, reminders })}
      />
      <DesignerNumber draft={draft} onChange={setDraft} />
      <DesignerAccess draft={draft} onChange={setDraft} />
      {problem && problem.problems.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={problem.title}
          description={problem.problems.map((one, index) => (
            <div key={index}>{one.message}</div>
          ))}
        />
      )}
      <div className={css.bar}>
        <span className={css.grow} />
        <Button onClick={() => void navigate({ to: '/settings/$', params: { _splat: 'types' } })}>
          {t.cancel}
        </Button>
        <Button
          type="primary"
          disabled={faults.length > 0}
          loading={save.isPending}
          onClick={submit}
        >
          {isNew ? t.create : t.save}
        </Button>
      </div>
    </>
  )
}
