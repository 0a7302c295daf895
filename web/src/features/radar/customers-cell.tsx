import { useText } from '@/lib/text'
import type { Shortage } from '@/lib/api-types'
import styles from './customers-cell.module.css'
import { radarText } from './radar-text'
import { customersHurt, isVip } from './urgency'

/** Two lines: two customers, or one and how many more. */
const LINES = 2

/** Whom it hurts, the most important first. */
export function CustomersCell({ shortage, onMore }: { shortage: Shortage; onMore: () => void }) {
  const t = useText(radarText)
  const customers = customersHurt(shortage.hurts)
  if (shortage.hurts_count === 0 && customers.length === 0) {
    return <span className={styles.nobody}>{t.nobodyYet}</span>
  }
  const all = Math.max(customers.length, shortage.hurts_count)
  const shown = customers.slice(0, all > LINES ? LINES - 1 : LINES)
  const left = all - shown.length
  return (
    <div className={styles.customers}>
      {shown.map((one) => (
        <span key={one.customer} className={styles.customer} title={one.name}>
          {one.level && (
            <span className={styles.level} data-vip={isVip(one.level) || undefined}>
              {one.level}
            </span>
          )}
          <span className={styles.name}>{one.name}</span>
        </span>
      ))}
      {left > 0 && (
        <button type="button" className={styles.more} onClick={onMore}>
          {t('more', { n: left })}
        </button>
      )}
    </div>
  )
}
