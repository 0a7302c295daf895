import { Button } from 'antd'
import { DocumentLink } from '@/documents/document-link'
import { useText } from '@/lib/text'
import css from './order-action.module.css'
import { radarText } from './radar-text'
import type { ShortageProps } from './shortage-props'
import { lineName } from './urgency'

type Props = Pick<ShortageProps, 'shortage' | 'onOrder' | 'busy' | 'mayOrder'> & { large?: boolean }

/** Order this line now, and see what is on order for it already. */
export function OrderAction({ shortage, onOrder, busy, mayOrder, large }: Props) {
  const t = useText(radarText)
  const { suggestion, order_open } = shortage
  const words = suggestion?.kind === 'transfer' ? t.transfer : order_open ? t.orderMore : t.order
  return (
    <div className={large ? css.large : css.small}>
      {suggestion && mayOrder && (
        <Button
          size={large ? 'large' : 'small'}
          // Quieter where an order is on its way: nobody should order twice by habit.
          type={order_open ? 'text' : 'default'}
          loading={busy}
          onClick={onOrder}
          aria-label={t('orderOne', { item: lineName(shortage) })}
        >
          {words}
        </Button>
      )}
      {order_open && (
        <span className={css.open}>
          {t.ordered}{' '}
          <DocumentLink
            type={order_open.type ?? 'purchase_order'}
            id={order_open.id}
            number={order_open.number}
          />
        </span>
      )}
    </div>
  )
}
