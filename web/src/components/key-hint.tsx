import css from './key-hint.module.css'

/** A key to press, for people who look. Screen readers hear `aria-keyshortcuts` instead. */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <kbd className={css.key} aria-hidden>
      {keys}
    </kbd>
  )
}
