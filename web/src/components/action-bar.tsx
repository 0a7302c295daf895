import type { ReactNode } from 'react'
import css from './action-bar.module.css'

type Props = {
  label: string
  /** What is chosen. */
  words: ReactNode
  /** Beside it: what that comes to. */
  details?: ReactNode
  /** In place of the details: why it cannot be done yet. */
  fault?: string | false
  /** The buttons. */
  children?: ReactNode
}

/** Stays at the foot of a list: what is chosen, and the buttons that make it real. */
export function ActionBar({ label, words, details, fault, children }: Props) {
  return (
    <div className={css.bar} role="region" aria-label={label}>
      <span className={css.words}>
        {words}
        {(details || fault) && (
          <span className={css.details}>
            {fault ? <span className={css.faulty}>{fault}</span> : details}
          </span>
        )}
      </span>
      {children}
    </div>
  )
}
