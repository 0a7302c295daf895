import { Button } from 'antd'
import { formatMoney, isPositive } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import type { Choice } from './chosen-lines'
import css from './order-bar.module.css'
import { radarText } from './radar-text'

type Props = {
  choice: Choice
  urgent: number
  busy: boolean
  onPickUrgent: () => void
  onClear: () => void
  onOrder: () => void
  onOrderUrgent: () => void
}

/** Stays at the foot of the list: what is chosen, and the one button that orders it. */
export function OrderBar(props: Props) {
  const { choice, urgent, busy, onPickUrgent, onClear, onOrder, onOrderUrgent } = props
  const t = useText(radarText)
  const me = useMe()
  const chosen = choice.rows.length
  if (chosen === 0) {
    return (
      <div className={css.bar} role="region" aria-label={t.barLabel}>
        <span className={css.words}>
          {urgent > 0 ? t('urgentLines', { n: urgent }) : t.noUrgent}
        </span>
        {urgent > 0 && (
          <>
            <Button onClick={onPickUrgent}>{t.pickUrgent}</Button>
            <Button type="primary" loading={busy} onClick={onOrderUrgent}>
              {t('makeUrgent', { n: urgent })}
            </Button>
          </>
        )}
      </div>
    )
  }
  const details = [
    choice.suppliers > 0 && t('suppliers', { n: choice.suppliers }),
    choice.transfers > 0 && t('transfers', { n: choice.transfers }),
    isPositive(choice.amount) &&
      t('about', { money: formatMoney(choice.amount, me.company.currency) }),
  ].filter(Boolean)
  return (
    <div className={css.bar} role="region" aria-label={t.barLabel} data-chosen>
      <span className={css.words}>
        <b>{t('chosen', { n: chosen })}</b>
        <span className={css.details}>
          {choice.faulty.length > 0 ? (
            <span className={css.faulty}>{t('fixFirst', { n: choice.faulty.length })}</span>
          ) : (
            details.join(' · ')
          )}
        </span>
      </span>
      <Button type="text" onClick={onClear}>
        {t.clear}
      </Button>
      <Button type="primary" loading={busy} disabled={choice.faulty.length > 0} onClick={onOrder}>
        {choice.transfers === 0
          ? t.makePurchases
          : choice.purchases === 0
            ? t.makeTransfers
            : t.makeBoth}
      </Button>
    </div>
  )
}
