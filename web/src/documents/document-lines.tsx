import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { Panel } from '@/components/page'
import { QuantityText } from '@/components/quantity-text'
import { EmptyState } from '@/components/states'
import { FieldValue } from '@/documents/field-value'
import { loadWhy } from '@/documents/save-document'
import { WhyButton } from '@/documents/why-button'
import { asRows, isEmpty, isNumeric, rowColumns, scalarText } from '@/documents/fields'
import { summedColumns, totalsOf, totalTexts } from '@/documents/line-totals'
import { counted, isCounted, isMeasured } from '@/documents/units'
import { useUnits } from '@/documents/use-units'
import type { Document, DocumentType, Field, LineProgress, Row } from '@/lib/api-types'
import { formatDecimal, formatMoney, isPositive, isZero, sharePercent } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { formatCount, messages, useLabel, useText } from '@/lib/text'
import { useState } from 'react'
import { Button } from 'antd'
import css from './document-detail.module.css'

const m = messages({
  reserved: { zh: '已占用', en: 'Reserved' },
  short: { zh: '缺口', en: 'Short' },
  promised: { zh: '可承诺', en: 'Promised for' },
  done: { zh: '已完成', en: 'Done' },
  returned: { zh: '已退货', en: 'Returned' },
  left: { zh: '剩余', en: 'Left' },
  ordered: { zh: '已下单', en: 'Ordered' },
  received: { zh: '已收', en: 'Received' },
  orderedAmount: { zh: '已下单金额', en: 'Ordered amount' },
  leftOf: { zh: '约定 {agreed}, 剩余 {left}', en: '{left} left of {agreed}' },
  none: { zh: '没有明细', en: 'No lines' },
  all: { zh: '显示全部 {n} 行', en: 'Show all {n} lines' },
  total: { zh: '{name}合计', en: '{name} total' },
})

const SHOWN_FIRST = 100

type DocumentLinesProps = { type: DocumentType; field: Field; document: Document }

/** The lines of a document, with how far each has come. */
export function DocumentLines({ type, field, document }: DocumentLinesProps) {
  const t = useText(m)
  const say = useLabel()
  const { company } = useMe()
  const [all, setAll] = useState(false)
  const rows = asRows(document.fields[field.name])
  const units = useUnits(field, rows)
  const state = type.states.find((s) => s.name === document.state)
  const begun = field.name === 'lines' && !state?.editable
  const progress = begun ? (document.progress?.lines ?? []) : []
  // A column that nobody filled in takes no room.
  const shown = rowColumns(field).filter(
    (column) => column.required || rows.some((row) => !isEmpty(row[column.name])),
  )
  const progressOf = (row: Row) => progress.find((p) => p.line === row.line)
  const columns: TableColumn<Row>[] = [
    {
      key: 'line',
      title: '#',
      width: 64,
      cardRole: 'hidden',
      render: (row) => (
        <span className={css.lineNumber}>
          {row.line ?? rows.indexOf(row) + 1}
          <WhyButton
            type={type}
            field={field}
            path={`${field.name}[${rows.indexOf(row)}]`}
            ask={() => loadWhy(type.name, document)}
            about={[document.id, document.version]}
          />
        </span>
      ),
    },
    ...shown.map((column, index) => ({
      key: column.name,
      title: say(column.label),
      align: isNumeric(column) ? ('right' as const) : ('left' as const),
      render: (row: Row) =>
        row.unit && isMeasured(field) && isCounted(column.name) ? (
          <Measured column={column} row={row} />
        ) : (
          <LineValue column={column} row={row} document={document} />
        ),
      ...(index === 0 && { cardRole: 'title' as const }),
    })),
    ...progressColumns(progress, t, progressOf),
  ]
  const totals = summedColumns(field)
    .map((column) => ({ column, all: totalsOf(field, column, rows, units) }))
    .filter(({ all }) => all.length > 0)
  const whole = field.name === 'lines' && begun ? document.progress?.amount : undefined
  if (rows.length === 0 && !field.required) return null
  return (
    <Panel flush title={`${say(field.label)} · ${formatCount(rows.length)}`}>
      <ResponsiveTable
        label={say(field.label)}
        rows={all ? rows : rows.slice(0, SHOWN_FIRST)}
        rowKey={(row) => String(row.line ?? rows.indexOf(row))}
        columns={columns}
        empty={<EmptyState title={t.none} />}
        footer={
          totals.length > 0 || whole || (!all && rows.length > SHOWN_FIRST) ? (
            <>
              {!all && rows.length > SHOWN_FIRST ? (
                <Button size="small" onClick={() => setAll(true)}>
                  {t('all', { n: rows.length })}
                </Button>
              ) : (
                <span />
              )}
              <span className={css.totals}>
                {whole && (
                  <span>
                    {t.orderedAmount}{' '}
                    <b className="num">{formatMoney(whole.ordered, company.currency)}</b>
                    {whole.agreed &&
                      ` (${t('leftOf', {
                        agreed: formatMoney(whole.agreed, company.currency),
                        left: formatMoney(whole.left ?? '0', company.currency),
                      })})`}
                  </span>
                )}
                {totals.map(({ column, all }) => (
                  <span key={column.name}>
                    {t('total', { name: say(column.label) })}{' '}
                    <b className="num">{totalTexts(column, all, company.currency).join(' · ')}</b>
                  </span>
                ))}
              </span>
            </>
          ) : undefined
        }
      />
    </Panel>
  )
}

type LineValueProps = { column: Field; row: Row; document: Document }

/** In lines a link shows its number too: clerks read codes. */
function LineValue({ column, row, document }: LineValueProps) {
  const value = row[column.name]
  const shown = <FieldValue field={column} value={value} links={document.links} />
  const title = column.target && document.links[column.target]?.[scalarText(value)]?.title
  if (!title || title === value) return shown
  return (
    <>
      {shown} <span className={css.code}>{scalarText(value)}</span>
    </>
  )
}

/** What was counted in the line's unit, and below it what that is of the stock unit. */
function Measured({ column, row }: { column: Field; row: Row }) {
  return (
    <>
      <FieldValue field={column} value={counted(row, column.name)} />{' '}
      <span className={css.code}>
        = <FieldValue field={column} value={row[column.name]} />
      </span>
    </>
  )
}

function progressColumns(
  progress: LineProgress[],
  t: {
    reserved: string
    short: string
    promised: string
    done: string
    returned: string
    left: string
    ordered: string
    received: string
    orderedAmount: string
  },
  of: (row: Row) => LineProgress | undefined,
): TableColumn<Row>[] {
  const has = (name: keyof LineProgress) => progress.some((p) => p[name] !== undefined)
  // What is not promised to anybody has nothing to say about it.
  const hasSome = (name: 'reserved' | 'short') => progress.some((p) => !isZero(p[name]))
  const columns: TableColumn<Row>[] = []
  const right = 'right' as const
  if (hasSome('reserved')) {
    columns.push({
      key: 'reserved',
      title: t.reserved,
      align: right,
      render: (row) => <QuantityText value={of(row)?.reserved} zero="dash" />,
    })
  }
  if (hasSome('short')) {
    columns.push({
      key: 'short',
      title: t.short,
      align: right,
      render: (row) => <QuantityText value={of(row)?.short} zero="dash" tone="danger" />,
    })
  }
  if (progress.some((p) => p.promised_on)) {
    columns.push({
      key: 'promised_on',
      title: t.promised,
      align: right,
      render: (row) => <span className="num">{of(row)?.promised_on ?? ''}</span>,
    })
  }
  if (has('done')) {
    columns.push({
      key: 'done',
      title: t.done,
      align: right,
      render: (row) => <Done progress={of(row)} />,
    })
  }
  if (progress.some((p) => p.returned)) {
    columns.push({
      key: 'returned',
      title: t.returned,
      align: right,
      render: (row) => <QuantityText value={of(row)?.returned} zero="dash" />,
    })
  }
  // Of a contract: what was called off.
  for (const name of ['ordered', 'received'] as const) {
    if (!has(name)) continue
    columns.push({
      key: name,
      title: t[name],
      align: right,
      render: (row) => <QuantityText value={of(row)?.[name]} zero="dash" />,
    })
  }
  if (has('amount')) {
    columns.push({
      key: 'ordered_amount',
      title: t.orderedAmount,
      align: right,
      render: (row) => (
        <span className="num">{formatDecimal(of(row)?.amount, { min: 2, max: 2 })}</span>
      ),
    })
  }
  if (has('left')) {
    columns.push({
      key: 'left',
      title: t.left,
      align: right,
      render: (row) => <QuantityText value={of(row)?.left} zero="dash" />,
    })
  }
  return columns
}

function Done({ progress }: { progress: LineProgress | undefined }) {
  if (!progress) return null
  const share = sharePercent(progress.done, progress.wanted)
  return (
    <span className={css.done}>
      <span className={css.track} aria-hidden>
        <span
          className={isPositive(progress.left) ? css.partly : css.wholly}
          style={{ width: `${share}%` }}
        />
      </span>
      <QuantityText value={progress.done} zero="dash" />
    </span>
  )
}
