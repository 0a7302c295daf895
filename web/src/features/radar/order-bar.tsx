import { Button } from 'antd'
import { ActionBar } from '@/components/action-bar'
import { formatMoney, isPositive } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import type { Choice } from './chosen-lines'
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

/** What of the list is chosen, and the one button that orders it. */
export function OrderBar(props: Props) {
  const { choice, urgent, busy, onPickUrgent, onClear, onOrder, onOrderUrgent } = props
  const t = useText(radarText)
  const me = useMe()
  const chosen = choice.rows.length
  if (chosen === 0) {
    return (
      <ActionBar
        label={t.barLabel}
        words={urgent > 0 ? t('urgentLines', { n: urgent }) : t.noUrgent}
      >
        {urgent > 0 && (
          <>
            <Button onClick={onPickUrgent}>{t.pickUrgent}</Button>
            <Button type="primary" loading={busy} onClick={onOrderUrgent}>
              {t('makeUrgent', { n: urgent })}
            </Button>
          </>
        )}
      </ActionBar>
    )
  }
  const details = [
    choice.suppliers > 0 && t('suppliers', { n: choice.suppliers }),
    choice.transfers > 0 && t('transfers', { n: choice.transfers }),
    isPositive(choice.amount) &&
      t('about', { money: formatMoney(choice.amount, me.company.currency) }),
  ].filter(Boolean)
  return (
    <ActionBar
      label={t.barLabel}
      words={<b>{t('chosen', { n: chosen })}</b>}
      details={details.join(' · ')}
      fault={choice.faulty.length > 0 && t('fixFirst', { n: choice.faulty.length })}
    >
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
    </ActionBar>
  )
}
