import { Progress } from 'antd'
import { useText } from '@/lib/text'
import type { Import } from './import-model'
import css from './import-progress.module.css'
import { importText } from './import-text'

export function ImportProgress({ one }: { one: Import }) {
  const t = useText(importText)
  const words = one.total
    ? t('progress', { done: one.done, total: one.total })
    : t('progressOpen', { done: one.done })
  return (
    <div className={css.progress} role="status" aria-live="polite">
      <Progress
        percent={one.total ? Math.floor((one.done / one.total) * 100) : 0}
        status="active"
        strokeColor="var(--accent)"
        showInfo={one.total !== null}
        aria-label={words}
      />
      <div className={`${css.words} num`}>{words}</div>
    </div>
  )
}
