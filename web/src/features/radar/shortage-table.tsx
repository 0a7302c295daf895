import { Checkbox } from 'antd'
import type { Severity } from '@/lib/api-types'
import { formatCount, useText } from '@/lib/text'
import { isOrderable } from './chosen-lines'
import { radarText } from './radar-text'
import { ShortageRow } from './shortage-row'
import css from './shortage-table.module.css'
import type { ShortageProps } from './shortage-props'
import { bySeverity } from './urgency'
import type { FadingRow } from './use-fading-rows'

type Props = {
  rows: FadingRow[]
  /** How many lines of a severity there are, those not drawn yet included. */
  count: (severity: Severity) => number
  selected: Set<string>
  onSelect: (ids: string[], chosen: boolean) => void
  mayOrder: boolean
  lineProps: (shortage: FadingRow) => ShortageProps
}

/** The radar at a desk: most urgent first, under a heading per degree of urgency. */
export function ShortageTable({ rows, count, selected, onSelect, mayOrder, lineProps }: Props) {
  const t = useText(radarText)
  return (
    <div className={css.scroller}>
      <table className={css.table} aria-label={t.tableLabel}>
        <thead>
          <tr>
            <th className={css.pick} />
            <th scope="col">{t.item}</th>
            <th scope="col" style={{ width: 140 }}>
              {t.stockout}
            </th>
            <th scope="col" style={{ width: 136 }}>
              {t.stock}
            </th>
            <th scope="col" style={{ width: 160 }}>
              {t.hurts}
            </th>
            <th scope="col" style={{ width: 236 }}>
              {t.suggestion}
            </th>
            <th className={css.action} />
          </tr>
        </thead>
        {bySeverity(rows).map(({ severity, rows: lines }) => {
          const heading = t[`severity_${severity}`]
          const orderable = lines.filter(isOrderable).map((line) => line.id)
          const picked = orderable.filter((id) => selected.has(id)).length
          return [
            <tbody key={severity} className={css.group} data-severity={severity}>
              <tr>
                <td className={css.pick}>
                  {mayOrder && (
                    <Checkbox
                      aria-label={t('pickGroup', { group: heading })}
                      checked={orderable.length > 0 && picked === orderable.length}
                      indeterminate={picked > 0 && picked < orderable.length}
                      disabled={orderable.length === 0}
                      onChange={(event) => onSelect(orderable, event.target.checked)}
                    />
                  )}
                </td>
                <th colSpan={6} scope="rowgroup">
                  {heading}
                  <span className={`${css.count} num`}>{formatCount(count(severity))}</span>
                </th>
              </tr>
            </tbody>,
            ...lines.map((line) => <ShortageRow key={line.id} {...lineProps(line)} />),
          ]
        })}
      </table>
    </div>
  )
}
