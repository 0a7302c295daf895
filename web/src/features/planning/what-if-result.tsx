import { Link } from '@tanstack/react-router'
import { ExportButton } from '@/components/export-button'
import { Figure, Figures } from '@/components/figures'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState } from '@/components/states'
import { formatMoney, formatPercent, formatQuantity } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { formatCount, useLabel, useText, type Text } from '@/lib/text'
import type { Suggestion, WhatIf, WhatIfRow } from './types'
import css from './what-if-result.module.css'
import { whatIfText } from './what-if-text'

/** How much worse it gets, for which items, and what protects them. */
export function WhatIfResult({ result }: { result: WhatIf }) {
  const t = useText(whatIfText)
  const { rows, more } = result
  return (
    <>
      <BeforeAndAfter result={result} />
      <Panel
        flush
        title={t.rows}
        extra={
          <span className={css.extra}>
            {t('judged', { n: result.judged })}
            <Export rows={rows} />
          </span>
        }
      >
        <Rows rows={rows} />
      </Panel>
      {more > 0 && <p className={css.more}>{t('more', { n: more })}</p>}
    </>
  )
}

function BeforeAndAfter({ result: { before, after } }: { result: WhatIf }) {
  const t = useText(whatIfText)
  const { currency } = useMe().company
  const counted = (label: string, was: number, is: number) => (
    <Figure
      label={label}
      value={is}
      hint={t('was', { n: was })}
      tone={is > was ? 'danger' : undefined}
    />
  )
  return (
    <Figures label={t.change}>
      {counted(t.out, before.out, after.out)}
      {counted(t.atRisk, before.at_risk, after.at_risk)}
      {after.money_at_risk !== null && (
        <Figure
          label={t.money}
          value={formatMoney(after.money_at_risk, currency)}
          hint={t('was', { n: formatMoney(before.money_at_risk, currency) })}
          tone={Number(after.money_at_risk) > Number(before.money_at_risk) ? 'warning' : undefined}
        />
      )}
    </Figures>
  )
}

function Rows({ rows }: { rows: WhatIfRow[] }) {
  const t = useText(whatIfText)
  const say = useLabel()
  const { may, company } = useMe()
  const columns: TableColumn<WhatIfRow>[] = [
    {
      key: 'item',
      title: t.item,
      cardRole: 'title',
      render: (row) => (
        <div className={css.item}>
          <Link to="/stock/$item" params={{ item: row.item }}>
            {row.item_name}
          </Link>
          <span>
            {row.item} · {row.warehouse_name}
          </span>
          <span className={css.reason}>{say(row.reason)}</span>
        </div>
      ),
    },
    {
      key: 'stockout',
      title: t.stockout,
      render: (row) => (
        <Change
          before={row.stockout_day_before?.slice(5) ?? t.never}
          after={row.stockout_day_after?.slice(5) ?? t.never}
        />
      ),
    },
    {
      key: 'probability',
      title: t.probability,
      render: (row) => (
        <Change
          before={formatPercent(row.probability_before)}
          after={formatPercent(row.probability_after)}
        />
      ),
    },
    {
      key: 'customers',
      title: t.customers,
      align: 'right',
      render: (row) => (
        <span className="num">
          {row.customers_hurt > 0 ? formatCount(row.customers_hurt) : '—'}
        </span>
      ),
    },
  ]
  if (may.see_cost || rows.some((row) => row.money_at_risk_after !== null)) {
    columns.push({
      key: 'money',
      title: t.money,
      align: 'right',
      render: (row) => (
        <span className="num">{formatMoney(row.money_at_risk_after, company.currency) || '—'}</span>
      ),
    })
  }
  columns.push({
    key: 'suggestion',
    title: t.suggestion,
    render: (row) => <div className={css.suggestion}>{suggestionWords(row.suggestion, t)}</div>,
  })
  return (
    <ResponsiveTable
      label={t.rows}
      rows={rows}
      rowKey={(row) => `${row.item} ${row.warehouse}`}
      columns={columns}
      empty={<EmptyState title={t.none} hint={t.noneHint} />}
    />
  )
}

function Change({ before, after }: { before: string; after: string }) {
  return (
    <span className={`num ${css.change}`}>
      {before} → <b data-worse={before === after ? undefined : ''}>{after}</b>
    </span>
  )
}

/** "向绿源订 120，12-03 到", "从上海分仓调 48". */
export function suggestionWords(suggestion: Suggestion | null, t: Text<typeof whatIfText>): string {
  if (!suggestion) return t.nothing
  const n = formatQuantity(suggestion.quantity)
  if (suggestion.kind === 'transfer') {
    return t('transfer', { name: suggestion.from_name ?? suggestion.from, n })
  }
  const order = t('order', { name: suggestion.supplier_name ?? suggestion.supplier, n })
  const { arrival_day } = suggestion
  return arrival_day ? `${order}, ${t('arrives', { day: arrival_day.slice(5) })}` : order
}

function Export({ rows }: { rows: WhatIfRow[] }) {
  const t = useText(whatIfText)
  const say = useLabel()
  return (
    <ExportButton
      name={t.form.replace(/[.…]+$/, '')}
      disabled={rows.length === 0}
      lines={() => [
        [
          t.item,
          '',
          t.warehouse,
          `${t.stockout} (${t.before})`,
          `${t.stockout} (${t.after})`,
          `${t.probability} (${t.before})`,
          `${t.probability} (${t.after})`,
          t.customers,
          t.money,
          t.suggestion,
          t.reason,
        ],
        ...rows.map((row) => [
          row.item,
          row.item_name,
          row.warehouse_name,
          row.stockout_day_before,
          row.stockout_day_after,
          row.probability_before,
          row.probability_after,
          String(row.customers_hurt),
          row.money_at_risk_after,
          suggestionWords(row.suggestion, t),
          say(row.reason),
        ]),
      ]}
    />
  )
}
