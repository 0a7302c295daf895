import type { Severity } from '@/lib/api-types'
import { formatDecimal } from '@/lib/decimal'
import { useText } from '@/lib/text'
import styles from './cover-bar.module.css'
import { radarText } from './radar-text'
import { coverShare } from './urgency'

/** How long the available stock lasts; the notch is one week. */
export function CoverBar({
  coverDays,
  severity,
}: {
  coverDays: string | null
  severity: Severity
}) {
  const t = useText(radarText)
  const days = formatDecimal(coverDays, { max: 1 })
  return (
    <div
      className={styles.track}
      data-severity={severity}
      role="img"
      aria-label={days ? t('coverLabel', { n: days }) : t.noDemand}
    >
      <div className={styles.fill} style={{ width: `${coverShare(coverDays) * 100}%` }} />
      <div className={styles.week} />
    </div>
  )
}
