import { Tooltip } from 'antd'
import { formatMoney } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { formatCount, useText } from '@/lib/text'
import type { Figures } from './figures'
import { radarText } from './radar-text'
import styles from './summary-strip.module.css'
import type { Scope } from './urgency'

type Props = {
  figures: Figures
  scope: Scope
  onScope: (scope: Scope) => void
}

/** The five figures of the radar. Four of them filter the list; pressing one again shows all. */
export function SummaryStrip({ figures, scope, onScope }: Props) {
  const t = useText(radarText)
  const me = useMe()
  const tiles: { scope: Scope; tone: string; title: string; figure: number }[] = [
    { scope: 'out', tone: 'danger', title: t.out, figure: figures.out },
    { scope: 'within_7', tone: 'warning', title: t.within7, figure: figures.within_7 },
    { scope: 'within_30', tone: 'caution', title: t.within30, figure: figures.within_30 },
    { scope: 'hurting', tone: 'plain', title: t.hurt, figure: figures.customers },
  ]
  return (
    <div className={styles.strip} role="group" aria-label={t.stripLabel}>
      {tiles.map((tile) => (
        <button
          key={tile.scope}
          type="button"
          className={styles.tile}
          data-tone={tile.figure > 0 ? tile.tone : 'calm'}
          aria-pressed={scope === tile.scope}
          onClick={() => onScope(scope === tile.scope ? 'all' : tile.scope)}
        >
          <span className={styles.title}>{tile.title}</span>
          <span className={`${styles.figure} num`}>{formatCount(tile.figure)}</span>
        </button>
      ))}
      {figures.money !== null && (
        <Tooltip title={t.moneyHelp}>
          <div className={styles.tile} data-tone="plain" tabIndex={0}>
            <span className={styles.title}>{t.money}</span>
            <span className={`${styles.figure} num`}>
              {whole(formatMoney(figures.money, me.company.currency))}
            </span>
          </div>
        </Tooltip>
      )}
    </div>
  )
}

/** Cents would pretend a precision that an estimate has not. */
function whole(money: string): string {
  return money.replace(/\.\d+$/, '')
}
