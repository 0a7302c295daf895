import { Button } from 'antd'
import { ActionBar } from '@/components/action-bar'
import { formatMoney } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
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

/** What of the plan is chosen, and the button that makes it real. */
export function AcceptBar({ choice, shown, busy, onSelectAll, onClear, onAccept }: Props) {
  const t = useText(planText)
  const { currency } = useMe().company
  const chosen = choice.lines.length
  return (
    <ActionBar
      label={t.barLabel}
      words={chosen === 0 ? t.nothingChosen : <b>{t('chosen', { n: chosen })}</b>}
      details={
        choice.amount !== null && t('about', { money: formatMoney(choice.amount, currency) })
      }
      fault={choice.faulty.length > 0 && t('fixFirst', { n: choice.faulty.length })}
    >
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
    </ActionBar>
  )
}
