import { useState } from 'react'
import { DownOutlined } from '@ant-design/icons'
import { Checkbox } from 'antd'
import { Link } from '@tanstack/react-router'
import { useLabel, useText } from '@/lib/text'
import { AvailabilityCell } from './availability-cell'
import { CustomersCell } from './customers-cell'
import { NumbersBehind } from './numbers-behind'
import { OrderAction } from './order-action'
import { radarText } from './radar-text'
import type { ShortageProps } from './shortage-props'
import css from './shortage-row.module.css'
import { StockoutCell } from './stockout-cell'
import { SuggestionEdit } from './suggestion-edit'
import { lineName } from './urgency'

/** One line of the desk's table: its cells, the reason under them, the numbers on request. */
export function ShortageRow(props: ShortageProps) {
  const { shortage, chosen, onChoose, overrides, onOverride, mayOrder } = props
  const t = useText(radarText)
  const say = useLabel()
  const [open, setOpen] = useState(false)
  return (
    <tbody
      className={css.line}
      data-severity={shortage.severity}
      data-leaving={shortage.leaving}
      data-chosen={chosen || undefined}
      data-shortage={shortage.id}
    >
      <tr>
        <td className={css.pick} rowSpan={2}>
          {mayOrder && (
            <Checkbox
              checked={chosen}
              disabled={!shortage.suggestion}
              onChange={(event) => onChoose(event.target.checked)}
              aria-label={t('pick', { item: lineName(shortage) })}
            />
          )}
        </td>
        <td>
          <Link
            className={css.name}
            to="/stock/$item"
            params={{ item: shortage.item }}
            title={shortage.item_name}
          >
            {shortage.item_name}
          </Link>
          <div className={css.under}>
            {shortage.item} · {shortage.warehouse_name}
          </div>
        </td>
        <td>
          <StockoutCell shortage={shortage} />
        </td>
        <td>
          <AvailabilityCell shortage={shortage} />
        </td>
        <td>
          <CustomersCell shortage={shortage} onMore={() => setOpen(true)} />
        </td>
        <td>
          <SuggestionEdit {...{ shortage, overrides, onOverride }} readOnly={!mayOrder} />
        </td>
        <td className={css.action}>
          <OrderAction {...props} />
        </td>
      </tr>
      <tr>
        <td colSpan={6} className={css.reasonCell}>
          <span className={css.reason}>{say(shortage.reason)}</span>
          <button
            type="button"
            className={css.why}
            aria-expanded={open}
            aria-label={t('whyOf', { item: lineName(shortage) })}
            onClick={() => setOpen(!open)}
          >
            {open ? t.hide : t.why} <DownOutlined rotate={open ? 180 : 0} />
          </button>
          {open && <NumbersBehind shortage={shortage} />}
        </td>
      </tr>
    </tbody>
  )
}
