import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { confirm, notify } from '@/components/feedback'
import { deleteDocument, makeTransition } from '@/documents/save-document'
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

/** The same step for each selected document, one after the other; each stands or falls alone. */
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
    mutationFn: async (act: (row: DocumentRow) => Promise<unknown>) => {
      const failed: Failure[] = []
      for (const [index, row] of rows.entries()) {
        try {
          await act(row)
        } catch (error) {
          failed.push({ number: row.number, why: reason(error) })
        }
        setDone(index + 1)
      }
      return failed
    },
    onSuccess: (failed) => {
      void queryClient.invalidateQueries({ queryKey: ['documents', type.name] })
      setFailures(failed)
      if (failed.length === 0) {
        notify.success(t('done', { n: rows.length }))
        onDone()
      }
    },
  })
  const ask = async (
    action: string,
    danger: boolean,
    act: (row: DocumentRow) => Promise<unknown>,
  ) => {
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
            void ask(say(step.label), step.tone === 'danger', (row) =>
              makeTransition(type.name, row.id, step.name, row.version),
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
          onClick={() =>
            void ask(t.delete, true, (row) => deleteDocument(type.name, row.id, row.version))
          }
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

function reason(error: unknown): string {
  if (!(error instanceof ApiProblem)) return String(error)
  return [error.title, error.detail].filter(Boolean).join(' ')
}
