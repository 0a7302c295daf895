import {
  CloudServerOutlined,
  FileSearchOutlined,
  InboxOutlined,
  LockOutlined,
} from '@ant-design/icons'
import type { UseQueryResult } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { ApiProblem } from '@/lib/api-client'
import { messages, useText } from '@/lib/text'
import css from './states.module.css'

const m = messages({
  loading: { zh: '正在载入', en: 'Loading' },
  retry: { zh: '重试', en: 'Try again' },
  failed: { zh: '出了点问题', en: 'Something went wrong' },
  failedHint: {
    zh: '页面没能完成这一步，您的数据没有受影响。请重试。',
    en: 'This page could not finish. Your data is not affected. Please try again.',
  },
})

/** Grey bars where rows will be, so that nothing jumps when they arrive. */
export function LoadingState({ rows = 6 }: { rows?: number }) {
  const t = useText(m)
  return (
    <div className={css.loading} role="status" aria-label={t.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={css.bar} style={{ width: `${92 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  )
}

type EmptyProps = {
  title: ReactNode
  hint?: ReactNode
  action?: ReactNode
  icon?: ReactNode
  /** A drawing of its own size, instead of the icon in its circle. */
  picture?: ReactNode
}

export function EmptyState({ title, hint, action, icon, picture }: EmptyProps) {
  return (
    <div className={css.state}>
      {picture ?? (
        <div className={css.icon} aria-hidden>
          {icon ?? <InboxOutlined />}
        </div>
      )}
      <div className={css.title}>{title}</div>
      {hint && <div className={css.hint}>{hint}</div>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  )
}

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useText(m)
  const problem = error instanceof ApiProblem ? error : null
  // Asking again gives the same answer.
  const final = problem?.status === 403 || problem?.status === 404
  return (
    <div className={css.state} role="alert">
      <div className={css.icon} aria-hidden>
        {problem?.status === 403 ? (
          <LockOutlined />
        ) : problem?.status === 404 ? (
          <FileSearchOutlined />
        ) : (
          <CloudServerOutlined />
        )}
      </div>
      <div className={css.title}>{problem?.title ?? t.failed}</div>
      <div className={css.hint}>{problem ? problem.detail : t.failedHint}</div>
      {retry && !final && (
        <div className={css.action}>
          <Button onClick={retry}>{t.retry}</Button>
        </div>
      )}
    </div>
  )
}

type QueryStateProps<T> = {
  query: UseQueryResult<T>
  loading?: ReactNode
  /** What to show instead of the children when there is nothing; null or undefined shows them. */
  empty?: (data: T) => ReactNode
  children: (data: T) => ReactNode
}

/** The three states of a question. Old data stays on screen while new data is on its way. */
export function QueryState<T>({ query, loading, empty, children }: QueryStateProps<T>) {
  if (query.data !== undefined) return <>{empty?.(query.data) || children(query.data)}</>
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />
  return <>{loading ?? <LoadingState />}</>
}
