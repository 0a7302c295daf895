import { useMutation } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useRef, useState } from 'react'
import { confirm, notify } from '@/components/feedback'
import { BatchEdit, batchFields } from '@/documents/batch-edit'
import { BatchResult } from '@/documents/batch-result'
import { ALL_MAX, runBatch, type Choice, type Outcome, type Picked } from '@/documents/run-batch'
import { plainSteps } from '@/documents/steps'
import type { DocumentType, Filter } from '@/lib/api-types'
import { queryClient } from '@/lib/query'
import type { BatchAct } from '@/lib/record-types'
import { formatCount, messages, useLabel, useText } from '@/lib/text'
import css from './bulk-actions.module.css'

const m = messages({
  selected: { zh: '已选 {n} 条', en: '{n} selected' },
  selectedAll: { zh: '已选全部 {n} 条', en: 'All {n} selected' },
  all: { zh: '选择全部 {n} 条', en: 'Select all {n}' },
  clear: { zh: '取消选择', en: 'Clear' },
  edit: { zh: '批量修改', en: 'Change' },
  delete: { zh: '删除', en: 'Delete' },
  sure: { zh: '{action} {n} 条？', en: '{action} {n}?' },
  deleteHint: {
    zh: '删除的单据在回收站里，可以恢复。',
    en: 'What is deleted lies in the recycle bin and can be restored.',
  },
  others: {
    zh: '不在能做这一步的状态的，会原样留下并说明原因。',
    en: 'What is not in a state for this step stays as it is, with the reason.',
  },
  done: { zh: '{n} 条已完成', en: '{n} done' },
  progress: { zh: '{done} / {n}', en: '{done} of {n}' },
  stop: { zh: '停下', en: 'Stop' },
  most: { zh: '一次最多 {n} 条', en: 'at most {n} at once' },
})

type BulkActionsProps = {
  type: DocumentType
  /** The ticked rows, of whatever page. */
  rows: Picked[]
  /** Everything the list finds, when that is more than what is ticked. */
  all: { filter: Filter | null; q: string; count: number; more: boolean } | null
  onDone: () => void
}

/** The same act on each chosen document; each stands or falls alone and says why. */
export function BulkActions({ type, rows, all, onDone }: BulkActionsProps) {
  const t = useText(m)
  const say = useLabel()
  const [wantsAll, setWantsAll] = useState(false)
  const [editing, setEditing] = useState(false)
  const [done, setDone] = useState(0)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const stopped = useRef(false)
  const whole = wantsAll && all ? all : null
  const count = whole ? whole.count : rows.length
  const counted = whole?.more ? `${formatCount(count)}+` : formatCount(count)
  const choice: Choice = whole ? { filter: whole.filter, q: whole.q } : { rows }
  const steps = plainSteps(type).filter(
    (step) => step.permitted && (whole || rows.some((row) => step.from.includes(row.state))),
  )
  const run = useMutation({
    mutationFn: ({ act, choice }: { act: BatchAct; choice: Choice }) => {
      setDone(0)
      stopped.current = false
      return runBatch(type.name, act, choice, {
        onProgress: setDone,
        isStopped: () => stopped.current,
      })
    },
    onError: notify.problem,
    onSuccess: (result) => {
      if (result.failed.length === 0 && !result.stopped) {
        notify.success(t('done', { n: result.done }))
        onDone()
      } else {
        setOutcome(result)
      }
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['documents', type.name] }),
  })
  const ask = async (action: string, act: BatchAct, danger: boolean, hint?: string) => {
    const title = t('sure', { action, n: counted })
    if (await confirm({ title, content: hint, ok: action, danger })) run.mutate({ act, choice })
  }
  return (
    <div className={css.bar} role="toolbar" aria-label={t('selected', { n: count })}>
      {run.isPending ? (
        <>
          <Progress
            className={css.progress ?? ''}
            size="small"
            showInfo={false}
            percent={Math.min(100, Math.round((done / Math.max(count, 1)) * 100))}
          />
          <span className="num">{t('progress', { done, n: counted })}</span>
          <Button size="small" onClick={() => (stopped.current = true)}>
            {t.stop}
          </Button>
        </>
      ) : (
        <>
          <span className="num">{t(whole ? 'selectedAll' : 'selected', { n: counted })}</span>
          {all && !whole && (
            <Button size="small" type="link" onClick={() => setWantsAll(true)}>
              {t('all', { n: `${formatCount(all.count)}${all.more ? '+' : ''}` })}
            </Button>
          )}
          {whole?.more && <span className={css.hint}>{t('most', { n: ALL_MAX })}</span>}
          {steps.map((step) => (
            <Button
              key={step.name}
              size="small"
              danger={step.tone === 'danger'}
              type={step.tone === 'primary' ? 'primary' : 'default'}
              onClick={() =>
                void ask(
                  say(step.label),
                  { do: 'transition', name: step.name },
                  step.tone === 'danger',
                  whole || rows.some((row) => !step.from.includes(row.state))
                    ? t.others
                    : undefined,
                )
              }
            >
              {say(step.label)}
            </Button>
          ))}
          {type.permitted.edit && batchFields(type).length > 0 && (
            <Button size="small" onClick={() => setEditing(true)}>
              {t.edit}
            </Button>
          )}
          {type.permitted.delete && (
            <Button
              size="small"
              danger
              onClick={() => void ask(t.delete, { do: 'delete' }, true, t.deleteHint)}
            >
              {t.delete}
            </Button>
          )}
          <Button size="small" type="text" onClick={onDone}>
            {t.clear}
          </Button>
        </>
      )}
      {editing && (
        <BatchEdit
          type={type}
          count={counted}
          onClose={() => setEditing(false)}
          onEdit={(fields) => {
            setEditing(false)
            run.mutate({ act: { do: 'edit', fields }, choice })
          }}
        />
      )}
      {outcome && run.variables && (
        <BatchResult
          type={type}
          outcome={outcome}
          onRetry={(failed) => {
            setOutcome(null)
            // As they are now, not as they were seen.
            const again = failed.map(({ id, number }) => ({ id, number }) as Picked)
            run.mutate({ act: run.variables.act, choice: { rows: again } })
          }}
          onClose={() => {
            setOutcome(null)
            onDone()
          }}
        />
      )}
    </div>
  )
}
