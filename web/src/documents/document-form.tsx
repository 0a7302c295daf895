import { useMutation, useQuery } from '@tanstack/react-query'
import { useBlocker, useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { confirm, notify } from '@/components/feedback'
import { KeyHint } from '@/components/key-hint'
import { Page } from '@/components/page'
import { QueryState } from '@/components/states'
import { dropDraft, peekDraft } from '@/documents/draft-handover'
import { FormFields, mergeLinks } from '@/documents/form-fields'
import { heldBy, PaperContext } from '@/documents/kinds/paper'
import {
  fieldsToChange,
  fieldsToCreate,
  newFields,
  NO_PROBLEMS,
  placeProblems,
  stillStanding,
  together,
  withAvailable,
  type ShortLine,
  withLines,
} from '@/documents/form-model'
import { sureThoughLate } from '@/documents/late-entry'
import { askDraft, useDraft } from '@/documents/use-draft'
import { useFormulas } from '@/documents/use-formulas'
import { NotAccepted, withWarnings } from '@/documents/warnings'
import { RefusalNotice } from '@/documents/refusal-notice'
import {
  createDocument,
  loadDocument,
  makeTransition,
  updateDocument,
} from '@/documents/save-document'
import type { Document, DocumentType, Fields, Links } from '@/lib/api-types'
import { ApiProblem, newKey } from '@/lib/api-client'
import { queryClient } from '@/lib/query'
import { inSentence, messages, useLabel, useText } from '@/lib/text'
import css from './document-form.module.css'

const m = messages({
  create: { zh: '新建{type}', en: 'New {type}' },
  edit: { zh: '编辑 {title}', en: 'Edit {title}' },
  save: { zh: '保存', en: 'Save' },
  saveAnd: { zh: '保存并{transition}', en: 'Save and {transition}' },
  cancel: { zh: '取消', en: 'Cancel' },
  saved: { zh: '已保存 {number}', en: 'Saved {number}' },
  leaveTitle: { zh: '离开而不保存？', en: 'Leave without saving?' },
  stay: { zh: '继续填写', en: 'Keep editing' },
  leave: { zh: '不保存', en: 'Do not save' },
  leaveHint: { zh: '刚才填写的内容会丢失。', en: 'What you filled in will be lost.' },
  fixed: {
    zh: '这张单据现在是“{state}”，不能再修改。',
    en: 'This document is “{state}” now and can no longer be changed.',
  },
  takeAvailable: { zh: '改为可售数量', en: 'Take what is available' },
  mine: { zh: '用我的修改覆盖', en: 'Keep my changes' },
  theirs: { zh: '放弃我的修改，载入最新', en: 'Discard mine and load the latest' },
})

/** A tool of the application that fills in fields of one type of document. */
export type FormTool = (props: {
  fields: Fields
  onChange: (change: (fields: Fields) => Fields) => void
}) => ReactNode

type DocumentFormProps = { type: DocumentType; id?: string; tool?: FormTool | undefined }

/** Creates or edits a document of any type. */
export function DocumentForm({ type, id, tool }: DocumentFormProps) {
  return id === undefined ? (
    <NewForm type={type} tool={tool} />
  ) : (
    <EditForm type={type} id={id} tool={tool} />
  )
}

function NewForm({ type, tool }: Pick<DocumentFormProps, 'type' | 'tool'>) {
  const search: Record<string, string | undefined> = useSearch({ strict: false })
  const [draft] = useState(() => peekDraft(type.name))
  const [start] = useState(() => newFields(type, { ...search, ...draft?.fields }))
  useEffect(() => dropDraft(type.name), [type.name])
  return <Form type={type} start={start} links={draft?.links ?? {}} tool={tool} />
}

function EditForm({ type, id, tool }: DocumentFormProps & { id: string }) {
  const [round, setRound] = useState(0)
  const query = useQuery({
    queryKey: ['editing', type.name, id, round],
    queryFn: () => loadDocument(type.name, id),
    // Out of reach of server events: what the form started from must not change under the hands.
    // A change by others then shows as a stale version.
    staleTime: Infinity,
    refetchOnReconnect: false,
    gcTime: 0,
  })
  return (
    <QueryState query={query}>
      {(stored) => (
        <Form
          key={round}
          type={type}
          stored={stored}
          start={withLines(type, stored.fields)}
          links={stored.links}
          tool={tool}
          reload={() => setRound(round + 1)}
        />
      )}
    </QueryState>
  )
}

type Order = { transition?: string; version?: number }

type FormProps = {
  type: DocumentType
  stored?: Document
  start: Fields
  links: Links
  tool?: FormTool | undefined
  reload?: () => void
}

function Form({ type, stored, start, links, tool: Tool, reload }: FormProps) {
  const t = useText(m)
  const say = useLabel()
  const navigate = useNavigate()
  const [fields, setFields] = useState(start)
  const [refused, setRefused] = useState<{ error: unknown; sent: Fields } | null>(null)
  const left = useRef(false)
  const paper = useRef<HTMLFormElement>(null)
  const lastKey = useRef({ content: '', key: '' })
  const draft = useDraft(type, fields, start, stored)
  const { fields: computed, failed, warned, states } = useFormulas(type, draft.fields)
  const state = stored?.state ?? type.states[0]?.name ?? ''
  const next = firstStep(type, state, stored)
  const changed = () => Object.keys(fieldsToChange(type, start, fields)).length > 0
  const canSave = stored ? stored.permitted.edit : type.permitted.create

  const save = useMutation({
    mutationFn: (order: Order) => (stored ? change(stored, order) : create(order.transition)),
    onSuccess: (document) => {
      left.current = true
      void queryClient.invalidateQueries({ queryKey: ['documents', type.name] })
      void queryClient.invalidateQueries({ queryKey: ['document', type.name] })
      notify.success(t('saved', { number: document.title || document.number }))
      void navigate({
        to: '/d/$type/$id',
        params: { type: type.name, id: document.id },
        replace: true,
      })
    },
    onError: (error) => {
      // Nobody needs to be told what they decided themselves.
      if (error instanceof NotAccepted) return
      setRefused({ error, sent: fields })
    },
  })

  async function create(transition?: string) {
    const sent = fieldsToCreate(type, fields)
    return withWarnings((accept) => {
      const content = JSON.stringify([sent, transition, accept])
      if (lastKey.current.content !== content) lastKey.current = { content, key: newKey() }
      return createDocument(type.name, sent, transition, lastKey.current.key, accept)
    })
  }
  async function change(document: Document, order: Order) {
    const sent = fieldsToChange(type, start, fields)
    const version = order.version ?? document.version
    const after =
      Object.keys(sent).length > 0
        ? await withWarnings((accept) =>
            updateDocument(type.name, document.id, sent, version, accept),
          )
        : document
    if (!order.transition) return after
    const late = { type, fields: after.fields, id: document.id, transition: order.transition }
    if (!(await sureThoughLate(late))) return after
    const { transition } = order
    try {
      return await withWarnings((accept) =>
        makeTransition(type.name, document.id, transition, after.version, accept),
      )
    } catch (error) {
      // What was changed is saved; only the step is not taken.
      if (error instanceof NotAccepted) return after
      throw error
    }
  }
  async function overwrite() {
    if (!stored) return
    const latest = await loadDocument(type.name, stored.id)
    save.mutate({ version: latest.version })
  }

  const submit = async (transition?: string) => {
    if (save.isPending || !canSave) return
    // Of a stored document the changes are saved first, then asked about.
    if (transition && !stored) {
      const sent = fieldsToCreate(type, fields)
      if (!(await sureThoughLate({ type, fields: sent, transition }))) return
    }
    save.mutate(transition ? { transition } : {})
  }
  useSaveKeys(submit, next?.name)
  useEffect(() => {
    if (refused) showFault(paper.current)
  }, [refused])
  useBlocker({
    shouldBlockFn: async () => {
      if (left.current || save.isPending || !changed()) return false
      return !(await confirm({
        title: t.leaveTitle,
        content: t.leaveHint,
        ok: t.leave,
        cancel: t.stay,
        danger: true,
      }))
    },
    enableBeforeUnload: () => !left.current && changed(),
  })

  const error = refused?.error
  const answered =
    error instanceof ApiProblem && refused
      ? stillStanding(placeProblems(type, refused.sent, error.problems), refused.sent, fields)
      : NO_PROBLEMS
  // Nobody has done anything wrong before they have done anything.
  const untouched = !stored && fields === start
  const problems = together(answered, placeProblems(type, fields, untouched ? [] : failed))
  const stale = error instanceof ApiProblem && error.code === 'stale_version'
  const short = shortLines(error)
  const name = inSentence(say(type.label))
  return (
    <Page
      wide
      title={
        stored ? t('edit', { title: stored.title || stored.number }) : t('create', { type: name })
      }
      back={stored ? `/d/${type.name}/${stored.id}` : `/d/${type.name}`}
    >
      <form
        ref={paper}
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {stored && !canSave && (
          <Alert
            type="info"
            showIcon
            title={t('fixed', {
              state: say(type.states.find(({ name }) => name === state)?.label),
            })}
          />
        )}
        {!error && problems.others.length > 0 && (
          <Alert type="warning" showIcon role="alert" title={problems.others.join(' ')} />
        )}
        <RefusalNotice
          error={error}
          type={type}
          others={problems.others}
          actions={
            stale ? (
              <>
                <Button onClick={() => void overwrite()}>{t.mine}</Button>
                <Button onClick={reload}>{t.theirs}</Button>
              </>
            ) : (
              short.length > 0 && (
                <Button
                  onClick={() => {
                    setFields((current) => withAvailable(type, current, short))
                    setRefused(null)
                  }}
                >
                  {t.takeAvailable}
                </Button>
              )
            )
          }
        />
        <PaperContext
          value={stored ? { type: type.name, id: stored.id, held: heldBy(stored) } : null}
        >
          <FormFields
            type={type}
            fields={computed}
            onChange={setFields}
            typed={fields}
            ask={() =>
              askDraft(
                type.name,
                stored ? fieldsToChange(type, start, fields) : fieldsToCreate(type, fields),
                stored?.id,
              )
            }
            links={mergeLinks(links, draft.links)}
            problems={problems}
            states={states}
            warned={placeProblems(type, fields, warned)}
            editing={Boolean(stored)}
            state={state}
          />
        </PaperContext>
        <div className={css.bar}>
          {next && canSave && (
            <Button
              type="primary"
              loading={save.isPending}
              aria-keyshortcuts="Control+Enter"
              onClick={() => void submit(next.name)}
            >
              {t('saveAnd', { transition: inSentence(say(next.label)) })} <KeyHint keys="Ctrl+⏎" />
            </Button>
          )}
          <Button
            htmlType="submit"
            type={next ? 'default' : 'primary'}
            loading={save.isPending && !next}
            disabled={!canSave || save.isPending}
            aria-keyshortcuts="Control+S"
          >
            {t.save} <KeyHint keys="Ctrl+S" />
          </Button>
          {Tool && canSave && (
            <span className={css.tools}>
              <Tool fields={fields} onChange={setFields} />
            </span>
          )}
          <Button type="text" className={css.cancel ?? ''} onClick={() => history.back()}>
            {t.cancel}
          </Button>
        </div>
      </form>
    </Page>
  )
}

/** The step most documents take after filling in: the permitted primary one from this state. */
function firstStep(type: DocumentType, state: string, stored?: Document) {
  return type.transitions.find(
    (step) =>
      step.tone === 'primary' &&
      step.permitted &&
      step.from.includes(state) &&
      (!stored || stored.permitted.transitions.includes(step.name)),
  )
}

/** Brings what has to be mended first into sight; without a place of its own it stands at the top. */
function showFault(form: HTMLFormElement | null) {
  const fault = form?.querySelector('[data-faulty], [aria-invalid=true]')
  if (fault) fault.scrollIntoView?.({ block: 'center' })
  else scrollTo({ top: 0 })
}

/** Lines for which the server said how much there is. */
function shortLines(error: unknown): ShortLine[] {
  if (!(error instanceof ApiProblem) || error.code !== 'insufficient_stock') return []
  const lines = error.params.lines
  return Array.isArray(lines) ? (lines as ShortLine[]).filter((line) => line.line) : []
}

function useSaveKeys(
  submit: (transition?: string) => Promise<void>,
  transition: string | undefined,
) {
  const latest = useRef({ submit, transition })
  useEffect(() => {
    latest.current = { submit, transition }
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.isComposing) return
      const { submit, transition } = latest.current
      if (event.key.toLowerCase() === 's') void submit()
      else if (event.key === 'Enter') void submit(transition)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
