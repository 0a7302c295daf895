import { UndoOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useRef, useState } from 'react'
import { confirm, notify } from '@/components/feedback'
import { BatchResult } from '@/documents/batch-result'
import type { Outcome } from '@/documents/run-batch'
import type { DocumentType } from '@/lib/api-types'
import { messages, useText } from '@/lib/text'
import { restoreMany, type Trashed } from './restore-many'
import css from './trash-page.module.css'

const m = messages({
  selected: { zh: '恢复选中的 {n} 条', en: 'Restore the {n} selected' },
  all: { zh: '恢复全部 {n} 条', en: 'Restore all {n}' },
  sure: { zh: '恢复 {n} 条？', en: 'Restore {n}?' },
  ok: { zh: '恢复', en: 'Restore' },
  done: { zh: '{n} 条已恢复', en: '{n} restored' },
  progress: { zh: '{done} / {n}', en: '{done} of {n}' },
  stop: { zh: '停下', en: 'Stop' },
})

type Props = {
  type: DocumentType
  /** Ticked rows. */
  rows: Trashed[]
  /** How many of the type lie in the bin. */
  count: number
  onDone: () => void
}

/** The way back for many at once; each is restored, or says why it cannot be. */
export function RestoreBar({ type, rows, count, onDone }: Props) {
  const t = useText(m)
  const [done, setDone] = useState(0)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const stopped = useRef(false)
  const run = useMutation({
    mutationFn: (chosen: { rows: Trashed[] | 'all'; of: number }) => {
      setDone(0)
      stopped.current = false
      return restoreMany(type.name, chosen.rows, {
        onProgress: setDone,
        isStopped: () => stopped.current,
      })
    },
    onError: notify.problem,
    onSuccess: (result) => {
      if (result.failed.length > 0 || result.stopped) setOutcome(result)
      else notify.success(t('done', { n: result.done }))
    },
    onSettled: onDone,
  })
  const ask = async (chosen: Trashed[] | 'all', of: number) => {
    const title = t('sure', { n: of })
    if (await confirm({ title, ok: t.ok })) run.mutate({ rows: chosen, of })
  }
  const of = run.variables?.of ?? 0
  return (
    <div className={css.bar} role="toolbar">
      {run.isPending ? (
        <>
          <Progress
            className={css.progress ?? ''}
            size="small"
            showInfo={false}
            percent={Math.min(100, Math.round((done / Math.max(of, 1)) * 100))}
          />
          <span className="num">{t('progress', { done, n: of })}</span>
          <Button size="small" onClick={() => (stopped.current = true)}>
            {t.stop}
          </Button>
        </>
      ) : (
        <>
          {rows.length > 0 && (
            <Button
              size="small"
              type="primary"
              icon={<UndoOutlined />}
              onClick={() => void ask(rows, rows.length)}
            >
              {t('selected', { n: rows.length })}
            </Button>
          )}
          <Button size="small" onClick={() => void ask('all', count)}>
            {t('all', { n: count })}
          </Button>
        </>
      )}
      {outcome && (
        <BatchResult
          type={type}
          outcome={outcome}
          linked={false}
          onRetry={(failed) => {
            setOutcome(null)
            run.mutate({ rows: failed, of: failed.length })
          }}
          onClose={() => setOutcome(null)}
        />
      )}
    </div>
  )
}
