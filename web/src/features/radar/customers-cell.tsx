import { useText } from '@/lib/text'
import type { Shortage } from './shortage'
import styles from './customers-cell.module.css'
import { radarText } from './radar-text'
import { customersHurt, hurtCount } from './urgency'
import { LevelTag } from './level-tag'

/** Two lines: two customers, or one and how many more. */
const LINES = 2

/** Whom it hurts, the most important first. */
export function CustomersCell({ shortage, onMore }: { shortage: Shortage; onMore: () => void }) {
  const t = useText(radarText)
  const customers = customersHurt(shortage.hurts)
  const all = hurtCount(shortage)
  if (all === 0) {
    return <span className={styles.nobody}>{t.nobodyYet}</span>
  }
  const shown = customers.slice(0, all > LINES ? LINES - 1 : LINES)
  const left = all - shown.length
  return (
    <div className={styles.customers}>
      {shown.map((one, index) => (
        <span key={one.customer ?? index} className={styles.customer} title={one.name ?? ''}>
          <LevelTag level={one.level} />
          <span className={styles.name}>{one.name ?? t.someCustomer}</span>
        </span>
      ))}
      {left > 0 && (
        <button type="button" className={`thumb ${styles.more}`} onClick={onMore}>
          {t('more', { n: left })}
        </button>
      )}
    </div>
  )
}
