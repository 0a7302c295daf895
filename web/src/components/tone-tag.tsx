import type { ReactNode } from 'react'
import css from './tone-tag.module.css'

export type Tone = 'danger' | 'warning' | 'caution' | 'ok' | 'info' | 'muted' | 'default'

export function ToneTag({ tone = 'default', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${css.tag} ${css[tone]}`}>{children}</span>
}
