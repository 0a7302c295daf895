import { useMe } from '@/lib/session'
import { useLabel, useText } from '@/lib/text'
import { formatFigure } from './figure'
import { reportText } from './report-text'
import { KeyName } from './report-table'
import css from './reports.module.css'
import type { Key, Row, Table, Values } from './types'

type ReportCardsProps = {
  table: Table
  label: string
  onOpen: (row: Row, column: Key | null) => void
}

/** The same in the hand: a card a row, the figures under their names. */
export function ReportCards({ table, label, onOpen }: ReportCardsProps) {
  const t = useText(reportText)
  return (
    <ul className={css.list} aria-label={label}>
      {table.rows.map((row) => (
        <li key={row.keys.map((it) => it.key).join(' ')} className={css.row}>
          <div className={css.rowName}>
            {row.keys.map((key, at) => (
              <KeyName key={table.axes[at]?.name} name={key} />
            ))}
          </div>
          <button type="button" className={css.rowFigures} onClick={() => onOpen(row, null)}>
            <Pairs table={table} values={row} />
          </button>
        </li>
      ))}
      {table.rest && (
        <li className={css.row}>
          <div className={css.rowName}>{t('rest', { n: table.count - table.rows.length })}</div>
          <Pairs table={table} values={table.rest} />
        </li>
      )}
      <li className={`${css.row} ${css.rowTotal}`}>
        <div className={css.rowName}>{t.total}</div>
        <Pairs table={table} values={table.total} />
      </li>
    </ul>
  )
}

function Pairs({ table, values }: { table: Table; values: Values }) {
  const say = useLabel()
  const me = useMe()
  return (
    <span className={css.pairs}>
      {table.measures.map((measure, at) => (
        <span key={measure.name} className={css.pair}>
          <span className={css.pairName}>{say(measure.label)}</span>
          <span className="num">
            {formatFigure(values.values[at] ?? null, measure.kind, me.company.currency) || '–'}
          </span>
        </span>
      ))}
    </span>
  )
}
