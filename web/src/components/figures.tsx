import type { ReactNode } from 'react'
import { formatCount } from '@/lib/text'
import css from './figures.module.css'

/** A row of numbers that are read at one glance. */
export function Figures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <dl className={css.figures} aria-label={label}>
      {children}
    </dl>
  )
}

type FigureProps = {
  label: string
  value: ReactNode
  hint?: ReactNode
  tone?: 'danger' | 'warning' | 'ok' | 'accent' | undefined
}

export function Figure({ label, value, hint, tone }: FigureProps) {
  return (
    <div className={css.figure} data-tone={tone}>
      <dt className={css.label}>{label}</dt>
      <dd className={`${css.value} num`}>
        {typeof value === 'number' ? formatCount(value) : value}
      </dd>
      {hint && <dd className={css.hint}>{hint}</dd>}
    </div>
  )
}
