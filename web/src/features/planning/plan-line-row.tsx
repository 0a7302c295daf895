import { useState } from 'react'
import { Checkbox } from 'antd'
import { Link } from '@tanstack/react-router'
import { DecimalInput } from '@/components/decimal-input'
import { Disclosure, Terms } from '@/components/disclosure'
import { ToneTag } from '@/components/tone-tag'
import { LinkPicker } from '@/documents/link-picker'
import { daysUntil, relativeDay } from '@/lib/dates'
import { formatMoney, formatQuantity, isPositive, multiply, roundTo } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useLabel, useLanguage, useText } from '@/lib/text'
import css from './plan-line-row.module.css'
import { chosenQuantity, type Overrides } from './plan-lines'
import { planText } from './plan-text'
import type { PlanLine } from './types'
import type { useAccepting } from './use-plan'

type Accepting = ReturnType<typeof useAccepting>
type Props = { line: PlanLine; accepting: Accepting; may: boolean }

/** One line of the plan: what, when, how much, whom it hurts, and why. */
export function PlanLineRow({ line, accepting, may }: Props) {
  const t = useText(planText)
  const say = useLabel()
  const { currency } = useMe().company
  const { selected, select, overrides, override } = accepting
  const quantity = chosenQuantity(line, overrides)
  const amount =
    line.price !== null && quantity !== null ? multiply(quantity, line.price) : line.amount
  const chosen = selected.has(line.id)
  return (
    <li className={css.line} data-chosen={chosen || undefined} data-severity={line.severity}>
      {may && (
        <Checkbox
          className={css.pick}
          checked={chosen}
          onChange={(event) => select([line.id], event.target.checked)}
          aria-label={t('pick', { item: line.item_name })}
        />
      )}
      <LineItem line={line} />
      <LineTimes line={line} />
      <div className={css.order}>
        <Quantity {...{ line, overrides, may }} onChange={(next) => override(line.id, next)} />
        {line.kind === 'purchase' && (
          <Supplier {...{ line, overrides, may }} onChange={(next) => override(line.id, next)} />
        )}
      </div>
      <div className={css.amount}>
        {amount !== null && <span className="num">{formatMoney(amount, currency)}</span>}
      </div>
      <LineHurts line={line} />
      <div className={css.reason}>
        {line.change && <ChangeNote line={line} />}
        <span>{say(line.reason)}</span>
        {line.terms.length > 0 && (
          <Disclosure label={t.why}>
            <Terms terms={line.terms} />
          </Disclosure>
        )}
      </div>
    </li>
  )
}

export function LineItem({ line }: { line: PlanLine }) {
  return (
    <div className={css.item}>
      <Link
        className={css.name}
        to="/stock/$item"
        params={{ item: line.item }}
        title={line.item_name}
      >
        {line.item_name}
      </Link>
      <div className={css.under}>
        {line.item} · {line.warehouse_name}
      </div>
    </div>
  )
}

export function LineTimes({ line }: { line: PlanLine }) {
  const t = useText(planText)
  const { language } = useLanguage()
  const when = (day: string) => relativeDay(day, language)
  const out = line.stockout_day
  return (
    <div className={css.times}>
      <span className={css.stockout} title={out ?? undefined}>
        {line.severity === 'out' || (out && daysUntil(out) <= 0)
          ? t.outNow
          : out && t('runsOut', { when: when(out) })}
      </span>
      {line.arrival_day && (
        <span className={css.under} title={line.arrival_day}>
          {t('arrives', { when: when(line.arrival_day) })}
        </span>
      )}
    </div>
  )
}

function LineHurts({ line }: { line: PlanLine }) {
  const t = useText(planText)
  const { currency } = useMe().company
  return (
    <div className={css.hurts}>
      {line.hurts_count > 0 && (
        <span className={css.customers}>{t('hurts', { n: line.hurts_count })}</span>
      )}
      {isPositive(line.money_at_risk) && (
        <span className={css.under}>
          {t('atRisk', { money: formatMoney(line.money_at_risk, currency) })}
        </span>
      )}
    </div>
  )
}

/** What is different from the plan it is compared with. */
function ChangeNote({ line }: { line: PlanLine }) {
  const t = useText(planText)
  const say = useLabel()
  const before = line.before && [formatQuantity(line.before.quantity), line.before.supplier_name]
  return (
    <span className={css.change}>
      <ToneTag tone={line.change === 'added' ? 'ok' : 'caution'}>
        {t[line.change ?? 'changed']}
      </ToneTag>
      {before && <span>{t('before', { what: before.filter(Boolean).join(' · ') })}</span>}
      {line.why_changed && <span>{say(line.why_changed)}</span>}
    </span>
  )
}

type EditProps = {
  line: PlanLine
  overrides: Overrides
  onChange: (override: Overrides[string]) => void
  may: boolean
}

function Quantity({ line, overrides, onChange, may }: EditProps) {
  const t = useText(planText)
  if (!may) return <b className="num">{formatQuantity(line.quantity)}</b>
  const override = overrides[line.id] ?? {}
  const faulty = chosenQuantity(line, overrides) === null
  return (
    <DecimalInput
      className={css.quantity}
      size="small"
      text={override.quantity ?? roundTo(line.quantity, 6)}
      status={faulty ? 'error' : ''}
      aria-label={t('quantityOf', { item: line.item_name })}
      aria-invalid={faulty}
      title={faulty ? t.quantityFaulty : undefined}
      onChange={(quantity) => onChange({ ...override, quantity })}
    />
  )
}

function Supplier({ line, overrides, onChange, may }: EditProps) {
  const t = useText(planText)
  const [editing, setEditing] = useState(false)
  const override = overrides[line.id] ?? {}
  const name = override.supplier_name ?? line.supplier_name ?? line.supplier ?? t.noSupplier
  const label = t('changeSupplier', { item: line.item_name })
  if (editing) {
    return (
      <LinkPicker
        type="supplier"
        size="small"
        autoFocus
        value={override.supplier ?? line.supplier}
        title={name}
        label={label}
        onChange={(supplier, row) => {
          const kept = override.quantity === undefined ? {} : { quantity: override.quantity }
          onChange(supplier ? { ...kept, supplier, supplier_name: row?.title ?? supplier } : kept)
          setEditing(false)
        }}
      />
    )
  }
  const words = override.supplier
    ? name
    : [line.class && line.class !== 'main' && t[line.class], may && t.otherSupplier]
        .filter(Boolean)
        .join(' · ')
  if (!may) return <span className={css.under}>{words}</span>
  return (
    <button
      type="button"
      className={`thumb ${css.supplier}`}
      data-changed={override.supplier ? '' : undefined}
      title={name}
      aria-label={`${label} (${name})`}
      onClick={() => setEditing(true)}
    >
      {words}
    </button>
  )
}
