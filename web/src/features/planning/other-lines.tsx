import { Panel } from '@/components/page'
import { formatMoney, formatQuantity } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { formatCount, useLabel, useText } from '@/lib/text'
import css from './other-lines.module.css'
import { kindWords } from './plan-table'
import { LineItem } from './plan-line-row'
import { planText } from './plan-text'
import type { PlanLine } from './types'

/** Lines that are not in this plan, and why; nothing when there are none. */
export function OtherLines({ title, lines }: { title: string; lines: PlanLine[] }) {
  const t = useText(planText)
  const say = useLabel()
  const { currency } = useMe().company
  if (lines.length === 0) return null
  return (
    <Panel flush title={`${title} (${formatCount(lines.length)})`}>
      <ul className={css.lines}>
        {lines.map((line) => (
          <li key={line.id} className={css.line}>
            <LineItem line={line} />
            <span className={css.what}>
              {kindWords(line, t)} <b className="num">{formatQuantity(line.quantity)}</b>{' '}
              {line.kind === 'transfer' ? line.from_name : line.supplier_name}
              {line.amount !== null && (
                <span className="num"> · {formatMoney(line.amount, currency)}</span>
              )}
            </span>
            <span className={css.reason}>{say(line.why_changed ?? line.reason)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
