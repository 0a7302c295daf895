import { formatDecimal } from '@/lib/decimal'
import { useLabel, useText } from '@/lib/text'
import type { Shortage } from './shortage'
import { CoverBar } from './cover-bar'
import { radarText } from './radar-text'
import css from './stockout-cell.module.css'
import { stockoutWords } from './urgency'

/** When it runs out in words, how long it lasts as a bar, and the two numbers behind. */
export function StockoutCell({ shortage }: { shortage: Shortage }) {
  const t = useText(radarText)
  const say = useLabel()
  const lasts = formatDecimal(shortage.cover_days, { max: 1 })
  const perDay = formatDecimal(shortage.demand_per_day, { max: 1 })
  return (
    <div className={css.stockout}>
      <span
        className={css.words}
        data-severity={shortage.severity}
        title={shortage.stockout_day ?? ''}
      >
        {say(stockoutWords(shortage))}
      </span>
      <div className={css.pace} title={lasts && t('lasts', { n: lasts })}>
        <CoverBar coverDays={shortage.cover_days} severity={shortage.severity} />
        <span className={`${css.figures} num`}>{t('perDay', { n: perDay })}</span>
      </div>
    </div>
  )
}
