import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { confirm, notify } from '@/components/feedback'
import { deleteDocument, makeTransitions } from '@/documents/save-document'
import { ApiProblem } from '@/lib/api-client'
import type { DocumentRow, DocumentType } from '@/lib/api-types'
import { queryClient } from '@/lib/query'
import { messages, useLabel, useText } from '@/lib/text'
import css from './bulk-actions.module.css'

const m = messages({
  selected: { zh: '已选 {n} 条', en: '{n} selected' },
  clear: { zh: '取消选择', en: 'Clear' },
  delete: { zh: '删除', en: 'Delete' },
  sure: { zh: '{action} {n} 条？', en: '{action} {n}?' },
  done: { zh: '{n} 条已完成', en: '{n} done' },
  progress: { zh: '{done} / {n}', en: '{done} of {n}' },
  failed: { zh: '{n} 条没有完成：', en: '{n} not done:' },
})

type BulkActionsProps = {
  type: DocumentType
  /** The selected rows of this page. */
  rows: DocumentRow[]
  count: number
  onDone: () => void
}
type Failure = { number: string; why: string }
type Act = (rows: DocumentRow[]) => Promise<Failure[]>

/** Between two requests the bar says how far it is. */
const AT_ONCE = 200

/** The same step for each selected document; each stands or falls alone. */
export function BulkActions({ type, rows, count, onDone }: BulkActionsProps) {
  const t = useText(m)
  const say = useLabel()
  const [done, setDone] = useState(0)
  const [failures, setFailures] = useState<Failure[]>([])
  const steps = type.transitions.filter(
    (step) =>
      step.permitted && rows.length > 0 && rows.every((row) => step.from.includes(row.state)),
  )
  const run = useMutation({
    mutationFn: async (act: Act) => {
      const failed: Failure[] = []
      for (let first = 0; first < rows.length; first += AT_ONCE) {
        const some = rows.slice(first, first + AT_ONCE)
        failed.push(...(await act(some)))
        setDone(first + some.length)
      }
      return failed
    },
    onError: notify.problem,
    onSuccess: (failed) => {
      void queryClient.invalidateQueries({ queryKey: ['documents', type.name] })
      setFailures(failed)
      if (failed.length === 0) {
        notify.success(t('done', { n: rows.length }))
        onDone()
      }
    },
  })
  const ask = async (action: string, danger: boolean, act: Act) => {
    const sure = await confirm({ title: t('sure', { action, n: rows.length }), ok: action, danger })
    if (!sure) return
    setDone(0)
    run.mutate(act)
  }
  return (
    <div className={css.bar} role="toolbar" aria-label={t('selected', { n: count })}>
      <span className="num">
        {run.isPending ? t('progress', { done, n: rows.length }) : t('selected', { n: count })}
      </span>
      {steps.map((step) => (
        <Button
          key={step.name}
          size="small"
          danger={step.tone === 'danger'}
          type={step.tone === 'primary' ? 'primary' : 'default'}
          disabled={run.isPending}
          onClick={() =>
            void ask(say(step.label), step.tone === 'danger', (some) =>
              stepOf(type.name, some, step.name),
            )
          }
        >
          {say(step.label)}
        </Button>
      ))}
      {type.permitted.delete && (
        <Button
          size="small"
          danger
          disabled={run.isPending}
          onClick={() => void ask(t.delete, true, (some) => deleteEach(type.name, some))}
        >
          {t.delete}
        </Button>
      )}
      <Button size="small" type="text" onClick={onDone}>
        {t.clear}
      </Button>
      {failures.length > 0 && (
        <div className={css.failures} role="alert">
          {t('failed', { n: failures.length })}
          <ul>
            {failures.slice(0, 10).map((failure) => (
              <li key={failure.number}>
                {failure.number} {failure.why}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

async function stepOf(type: string, rows: DocumentRow[], step: string): Promise<Failure[]> {
  const ids = rows.map((row) => row.id)
  const answers = await makeTransitions(type, ids, step)
  return rows.flatMap((row, index) => {
    const answer = answers[index]
    if (answer?.ok) return []
    const { title, detail } = answer?.problem ?? {}
    return [{ number: row.number, why: [title, detail].filter(Boolean).join(' ') }]
  })
}

async function deleteEach(type: string, rows: DocumentRow[]): Promise<Failure[]> {
  const failed: Failure[] = []
  for (const row of rows) {
    try {
      await deleteDocument(type, row.id, row.version)
    } catch (error) {
      failed.push({ number: row.number, why: reason(error) })
    }
  }
  return failed
}

function reason(error: unknown): string {
  if (!(error instanceof ApiProblem)) return String(error)
  return [error.title, error.detail].filter(Boolean).join(' ')
}
