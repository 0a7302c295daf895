import { CopyOutlined, DeleteOutlined, EditOutlined, MoreOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useState, type ReactNode } from 'react'
import { confirm, notify } from '@/components/feedback'
import { Page, Panel } from '@/components/page'
import { ErrorState, QueryState } from '@/components/states'
import { DocumentComments } from '@/documents/document-comments'
import { DocumentHistory } from '@/documents/document-history'
import { DocumentLines } from '@/documents/document-lines'
import { handOver } from '@/documents/draft-handover'
import { FieldValue } from '@/documents/field-value'
import {
  headFields,
  isFilled,
  isLong,
  isShownOnly,
  linkedTables,
  rowsFields,
} from '@/documents/fields'
import { HowItIsDone } from '@/documents/how-it-is-done'
import { LinkedTable } from '@/documents/kinds/linked-table'
import { PaperContext } from '@/documents/kinds/paper'
import { sureThoughLate } from '@/documents/late-entry'
import { fieldsToCopy } from '@/documents/form-model'
import { RefusalNotice } from '@/documents/refusal-notice'
import { RelatedDocuments } from '@/documents/related-documents'
import { DocumentLineage } from '@/documents/document-lineage'
import {
  deleteDocument,
  loadDocument,
  loadWhy,
  makeTransition,
  pushDown,
} from '@/documents/save-document'
import { plainSteps } from '@/documents/steps'
import { StateTag } from '@/documents/state-tag'
import { WhereUsed } from '@/documents/where-used'
import { useDocumentTypes } from '@/documents/use-document-types'
import { NotAccepted, withWarnings } from '@/documents/warnings'
import { WhyButton } from '@/documents/why-button'
import { ApiProblem } from '@/lib/api-client'
import type { Document, DocumentType, Field, Transition } from '@/lib/api-types'
import { formatInstant } from '@/lib/dates'
import { keys, queryClient } from '@/lib/query'
import { messages, useLabel, useText } from '@/lib/text'
import css from './document-detail.module.css'

const m = messages({
  edit: { zh: '编辑', en: 'Edit' },
  more: { zh: '更多操作', en: 'More actions' },
  copy: { zh: '复制为新单', en: 'Copy as new' },
  delete: { zh: '删除', en: 'Delete' },
  deleteSure: { zh: '删除 {title}？', en: 'Delete {title}?' },
  deleted: { zh: '已删除 {title}，可在回收站恢复', en: 'Deleted {title}; it lies in the bin' },
  deleteHint: {
    zh: '它会放进回收站，需要时可以恢复。',
    en: 'It goes to the recycle bin, from where it can come back.',
  },
  transitionSure: { zh: '{action} {title}？', en: '{action} {title}?' },
  transitionHint: { zh: '此操作会立即生效。', en: 'This takes effect at once.' },
  showBlank: { zh: '未填的 {n} 项', en: '{n} not filled in' },
  hideBlank: { zh: '收起未填的', en: 'Hide what is not filled in' },
  done: { zh: '{action}：完成', en: '{action}: done' },
  elsewhere: { zh: '{warehouses} 另外再发', en: 'Another one for {warehouses} is left' },
  by: { zh: '{name} 创建于 {at}', en: 'created by {name} on {at}' },
  made: { zh: '创建于 {at}', en: 'created on {at}' },
})

type DocumentDetailProps = {
  type: DocumentType
  /** Its id or its number. */
  id: string
  /** More buttons of the application, before the document's own. */
  actions?: ReactNode
}

export function DocumentDetail({ type, id, actions }: DocumentDetailProps) {
  const query = useQuery({
    queryKey: keys.document(type.name, id),
    queryFn: () => loadDocument(type.name, id),
  })
  const say = useLabel()
  if (query.error && !query.data) {
    return (
      <Page wide back={`/d/${type.name}`} title={say(type.label)}>
        <Panel>
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        </Panel>
      </Page>
    )
  }
  return (
    <QueryState query={query}>
      {(document) => <Detail type={type} id={id} document={document} actions={actions} />}
    </QueryState>
  )
}

function Detail({ type, id, document, actions }: DocumentDetailProps & { document: Document }) {
  const t = useText(m)
  const say = useLabel()
  const [refused, setRefused] = useState<unknown>(null)
  const named = type.title_field !== null && document.title !== document.number
  const title = named ? document.title : document.number
  // Nobody's name stands on what the system itself made.
  const [all, setAll] = useState(false)
  // What a rule shows only at times is not missing while it is blank.
  const head = headFields(type).filter(
    ({ name, show_when }) => !show_when || isFilled(document.fields[name]),
  )
  const blank = blankOf(head, document)
  const name = document.created_by?.name ?? ''
  const made = t(name ? 'by' : 'made', { name, at: formatInstant(document.created_at) })
  return (
    <Page
      wide
      back={`/d/${type.name}`}
      title={title}
      tags={type.states.length > 1 && <StateTag type={type} state={document.state} />}
      subtitle={
        <span>
          {[say(type.label), named ? document.number : null, made].filter(Boolean).join(' · ')}
        </span>
      }
      actions={
        <>
          {actions}
          <Actions type={type} id={id} document={document} onRefused={setRefused} />
        </>
      }
    >
      <RefusalNotice error={refused} type={type} onClose={() => setRefused(null)} />
      <PaperContext value={{ type: type.name, id: document.id, number: document.number }}>
        <div className={css.columns}>
          <div className={css.main}>
            <Panel>
              <dl className={css.fields}>
                {head
                  .filter((field) => all || !blank.includes(field))
                  .map((field) => (
                    <div key={field.name} className={isLong(field) ? css.long : css.field}>
                      <dt>
                        {say(field.label)}{' '}
                        {!isShownOnly(field) && field.kind !== 'qr' && (
                          <WhyButton
                            type={type}
                            field={field}
                            path={field.name}
                            ask={() => loadWhy(type.name, document)}
                            about={[document.id, document.version]}
                          />
                        )}
                      </dt>
                      <dd>
                        <FieldValue
                          field={field}
                          value={document.fields[field.name]}
                          links={document.links}
                        />
                      </dd>
                    </div>
                  ))}
              </dl>
              {blank.length > 0 && (
                <button
                  type="button"
                  className={css.blank}
                  aria-expanded={all}
                  onClick={() => setAll(!all)}
                >
                  {all ? t.hideBlank : t('showBlank', { n: blank.length })}
                </button>
              )}
            </Panel>
            {rowsFields(type).map((field) => (
              <DocumentLines key={field.name} type={type} field={field} document={document} />
            ))}
            {linkedTables(type).map((field) => (
              <LinkedTable key={field.name} type={type} field={field} document={document} />
            ))}
            <DocumentLineage type={type} id={document.id} version={document.version} />
          </div>
          <aside className={css.side}>
            <HowItIsDone type={type} />
            <DocumentComments type={type.name} id={document.id} />
            {type.key_field ? (
              <WhereUsed type={type.name} id={document.id} version={document.version} />
            ) : (
              <RelatedDocuments type={type.name} id={document.id} version={document.version} />
            )}
            <DocumentHistory type={type} id={document.id} version={document.version} />
          </aside>
        </div>
      </PaperContext>
    </Page>
  )
}

/** More steps than these would be a wall of buttons. */
const BUTTONS_MAX = 4

const BLANK_MIN = 3

/** What nobody filled in, where that is so much that it hides the rest. */
function blankOf(head: Field[], document: Document): Field[] {
  const isBlank = ({ name, kind }: Field) =>
    kind !== 'lookup' && kind !== 'qr' && !isFilled(document.fields[name])
  const blank = head.filter(isBlank)
  return blank.length >= BLANK_MIN && blank.length < head.length ? blank : []
}

type ActionsProps = {
  type: DocumentType
  id: string
  document: Document
  onRefused: (error: unknown) => void
}

function Actions({ type, id, document, onRefused }: ActionsProps) {
  const t = useText(m)
  const say = useLabel()
  const navigate = useNavigate()
  const types = useDocumentTypes()
  const title = document.title || document.number

  const refuse = (error: unknown) => {
    if (error instanceof NotAccepted) return
    onRefused(error)
    if (error instanceof ApiProblem && error.code === 'stale_version') reload()
  }
  function reload() {
    void queryClient.invalidateQueries({ queryKey: keys.document(type.name, id) })
    void queryClient.invalidateQueries({ queryKey: keys.documents(type.name) })
  }
  const step = useMutation({
    mutationFn: (transition: Transition) =>
      withWarnings((accept) =>
        makeTransition(type.name, document.id, transition.name, document.version, accept),
      ),
    onSuccess: (after, transition) => {
      onRefused(null)
      queryClient.setQueryData(keys.document(type.name, id), after)
      reload()
      notify.success(t('done', { action: say(transition.label) }))
    },
    onError: refuse,
  })
  const push = useMutation({
    mutationFn: async (to: string) => ({ to, ...(await pushDown(type.name, document.id, to)) }),
    onSuccess: ({ to, fields, elsewhere = [] }) => {
      if (elsewhere.length > 0) notify.info(t('elsewhere', { warehouses: elsewhere.join(', ') }))
      const own = { [type.name]: { [document.number]: { id: document.id, title } } }
      handOver(to, fields, { ...document.links, ...own })
      void navigate({ to: '/d/$type/new', params: { type: to } })
    },
    onError: refuse,
  })
  const remove = useMutation({
    mutationFn: () => deleteDocument(type.name, document.id, document.version),
    onSuccess: () => {
      notify.success(t('deleted', { title }))
      void queryClient.invalidateQueries({ queryKey: keys.documents(type.name) })
      void navigate({ to: '/d/$type', params: { type: type.name } })
    },
    onError: refuse,
  })

  async function take(transition: Transition) {
    const action = say(transition.label)
    const sure =
      !transition.confirm ||
      (await confirm({
        title: t('transitionSure', { action, title }),
        content: t.transitionHint,
        ok: action,
        danger: transition.tone === 'danger',
      }))
    if (!sure) return
    const fields = document.fields
    if (await sureThoughLate({ type, fields, id: document.id, transition: transition.name })) {
      step.mutate(transition)
    }
  }
  async function onMore(key: string) {
    const step = transitions.find(({ name }) => key === `step ${name}`)
    if (step) {
      await take(step)
    } else if (key === 'copy') {
      handOver(type.name, fieldsToCopy(type, document.fields), document.links)
      void navigate({ to: '/d/$type/new', params: { type: type.name } })
    } else if (
      await confirm({
        title: t('deleteSure', { title }),
        content: t.deleteHint,
        ok: t.delete,
        danger: true,
      })
    ) {
      remove.mutate()
    }
  }

  const transitions = plainSteps(type).filter((transition) =>
    document.permitted.transitions.includes(transition.name),
  )
  const pushes = type.push_down.filter(
    ({ to, from_states }) =>
      from_states.includes(document.state) &&
      types.find((other) => other.name === to)?.permitted.create,
  )
  // The step forward stands out: the next document if there is one, else the primary transition.
  const busy = step.isPending || push.isPending || remove.isPending
  // Where there is much to do, what is done seldom waits in the menu.
  const crowded = transitions.length + pushes.length > BUTTONS_MAX
  const stands = (step: Transition) => !crowded || (step.tone === 'primary' && pushes.length === 0)
  const more = [
    ...transitions
      .filter((step) => !stands(step))
      .map((step) => ({
        key: `step ${step.name}`,
        label: say(step.label),
        danger: step.tone === 'danger',
      })),
    ...(type.permitted.create ? [{ key: 'copy', icon: <CopyOutlined />, label: t.copy }] : []),
    ...(document.permitted.delete
      ? [{ key: 'delete', icon: <DeleteOutlined />, label: t.delete, danger: true }]
      : []),
  ]
  return (
    <>
      {more.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{ items: more, onClick: ({ key }) => void onMore(key) }}
        >
          <Button icon={<MoreOutlined />} aria-label={t.more} />
        </Dropdown>
      )}
      {document.permitted.edit && (
        <Link to="/d/$type/$id/edit" params={{ type: type.name, id }}>
          <Button icon={<EditOutlined />} tabIndex={-1}>
            {t.edit}
          </Button>
        </Link>
      )}
      {transitions
        .filter(stands)
        .toSorted((a, b) => weight(a) - weight(b))
        .map((transition) => (
          <Button
            key={transition.name}
            type={transition.tone === 'primary' && pushes.length === 0 ? 'primary' : 'default'}
            danger={transition.tone === 'danger'}
            loading={step.isPending && step.variables.name === transition.name}
            disabled={busy}
            onClick={() => void take(transition)}
          >
            {say(transition.label)}
          </Button>
        ))}
      {pushes.toReversed().map(({ to, label }) => (
        <Button
          key={to}
          type={to === pushes[0]?.to ? 'primary' : 'default'}
          loading={push.isPending && push.variables === to}
          disabled={busy}
          onClick={() => push.mutate(to)}
        >
          {say(label)}
        </Button>
      ))}
    </>
  )
}

/** Dangerous steps first, at the far left; the primary one last, under the hand. */
function weight(transition: Transition): number {
  return transition.tone === 'danger' ? 0 : transition.tone === 'primary' ? 2 : 1
}
