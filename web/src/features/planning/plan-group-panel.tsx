import { Checkbox } from 'antd'
import { Link } from '@tanstack/react-router'
import { formatMoney } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { kindWords } from './plan-table'
import css from './plan-group-panel.module.css'
import { PlanLineRow } from './plan-line-row'
import { isOrder, type PlanGroup } from './plan-lines'
import { planText } from './plan-text'
import type { useAccepting } from './use-plan'

type Props = { group: PlanGroup; accepting: ReturnType<typeof useAccepting>; may: boolean }

/** Lines that become one document. */
export function PlanGroupPanel({ group, accepting, may: mayPlan }: Props) {
  const may = mayPlan && isOrder(group)
  const t = useText(planText)
  const { currency } = useMe().company
  const ids = group.lines.map((line) => line.id)
  const picked = ids.filter((id) => accepting.selected.has(id)).length
  const name = group.names.join(' → ') || t.noSupplier
  const title = `${kindWords(group, t)} · ${name}`
  return (
    <section className={css.group} aria-label={title}>
      <header className={css.head}>
        {may && (
          <Checkbox
            aria-label={t('pickGroup', { group: name })}
            checked={picked === ids.length}
            indeterminate={picked > 0 && picked < ids.length}
            onChange={(event) => accepting.select(ids, event.target.checked)}
          />
        )}
        <span className={css.kind} data-kind={group.kind}>
          {kindWords(group, t)}
        </span>
        <h2 className={css.name} title={name}>
          {name}
        </h2>
        {group.supplier && (
          <Link
            className={css.performance}
            to="/planning/suppliers/$supplier"
            params={{ supplier: group.supplier }}
          >
            {t.performance}
          </Link>
        )}
        <span className={css.total}>
          {t('groupLines', { n: ids.length })}
          {group.amount !== null && <b className="num">{formatMoney(group.amount, currency)}</b>}
        </span>
      </header>
      <ul className={css.lines}>
        {group.lines.map((line) => (
          <PlanLineRow key={line.id} line={line} accepting={accepting} may={may} />
        ))}
      </ul>
    </section>
  )
}
