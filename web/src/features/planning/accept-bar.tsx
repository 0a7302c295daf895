import { Button } from 'antd'
import { formatMoney } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import css from './accept-bar.module.css'
import type { Choice } from './plan-lines'
import { planText } from './plan-text'

type Props = {
  choice: Choice
  /** Lines on the screen. */
  shown: number
  busy: boolean
  onSelectAll: () => void
  onClear: () => void
  onAccept: () => void
}

/** Stays at the foot of the plan: what is chosen, and the button that makes it real. */
export function AcceptBar({ choice, shown, busy, onSelectAll, onClear, onAccept }: Props) {
  const t = useText(planText)
  const { currency } = useMe().company
  const chosen = choice.lines.length
  return (
    <div className={css.bar} role="region" aria-label={t.barLabel}>
      <span className={css.words}>
        {chosen === 0 ? t.nothingChosen : <b>{t('chosen', { n: chosen })}</b>}
        <span className={css.details}>
          {choice.faulty.length > 0 ? (
            <span className={css.faulty}>{t('fixFirst', { n: choice.faulty.length })}</span>
          ) : (
            choice.amount !== null && t('about', { money: formatMoney(choice.amount, currency) })
          )}
        </span>
      </span>
      {chosen === 0 ? (
        <Button onClick={onSelectAll} disabled={shown === 0}>
          {t('selectAll', { n: shown })}
        </Button>
      ) : (
        <Button type="text" onClick={onClear}>
          {t.clear}
        </Button>
      )}
      <Button
        type="primary"
        loading={busy}
        disabled={chosen === 0 || choice.faulty.length > 0}
        onClick={onAccept}
      >
        {t.accept}
      </Button>
    </div>
  )
}
