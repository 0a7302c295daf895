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
import css from './shortage-card.module.css'
import { StockoutCell } from './stockout-cell'
import { SuggestionEdit } from './suggestion-edit'
import { lineName } from './urgency'

/** One line in the hand: the same facts, reachable with a thumb. */
export function ShortageCard(props: ShortageProps) {
  const { shortage, chosen, onChoose, overrides, onOverride, mayOrder } = props
  const t = useText(radarText)
  const say = useLabel()
  const [open, setOpen] = useState(false)
  return (
    <li
      className={css.card}
      data-severity={shortage.severity}
      data-leaving={shortage.leaving}
      data-chosen={chosen || undefined}
      data-shortage={shortage.id}
    >
      <div className={css.head}>
        <div className={css.titles}>
          <Link className={css.name} to="/stock/$item" params={{ item: shortage.item }}>
            {shortage.item_name}
          </Link>
          <div className={css.under}>
            {shortage.item} · {shortage.warehouse_name}
          </div>
        </div>
        {mayOrder && shortage.suggestion && (
          <label className={css.pick}>
            <Checkbox
              checked={chosen}
              onChange={(event) => onChoose(event.target.checked)}
              aria-label={t('pick', { item: lineName(shortage) })}
            />
          </label>
        )}
      </div>
      <div className={css.facts}>
        <StockoutCell shortage={shortage} />
        <AvailabilityCell shortage={shortage} />
      </div>
      {shortage.hurts_count > 0 && (
        <CustomersCell shortage={shortage} onMore={() => setOpen(true)} />
      )}
      <button
        type="button"
        className={css.reason}
        aria-expanded={open}
        aria-label={t('whyOf', { item: lineName(shortage) })}
        onClick={() => setOpen(!open)}
      >
        {say(shortage.reason)} <DownOutlined rotate={open ? 180 : 0} />
      </button>
      {open && <NumbersBehind shortage={shortage} />}
      <div className={css.act}>
        <div className={css.suggestion}>
          <SuggestionEdit {...{ shortage, overrides, onOverride }} readOnly={!mayOrder} />
        </div>
        <OrderAction {...props} large />
      </div>
    </li>
  )
}
