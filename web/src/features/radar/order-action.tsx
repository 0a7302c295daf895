import { Button } from 'antd'
import { DocumentLink } from '@/documents/document-link'
import { useText } from '@/lib/text'
import { radarText } from './radar-text'
import type { ShortageProps } from './shortage-props'
import { lineName } from './urgency'

type Props = Pick<ShortageProps, 'shortage' | 'onOrder' | 'busy' | 'mayOrder'> & { large?: boolean }

/** Order this line now, or see that it is ordered. */
export function OrderAction({ shortage, onOrder, busy, mayOrder, large }: Props) {
  const t = useText(radarText)
  if (shortage.order_open) {
    return (
      <span>
        {t.ordered}
        <DocumentLink
          type={shortage.order_open.type ?? 'purchase_order'}
          id={shortage.order_open.id}
          number={shortage.order_open.number}
        />
      </span>
    )
  }
  if (!shortage.suggestion || !mayOrder) return null
  return (
    <Button
      {...(large ? { size: 'large' as const, block: true } : { size: 'small' as const })}
      loading={busy}
      onClick={onOrder}
      aria-label={t('orderOne', { item: lineName(shortage) })}
    >
      {shortage.suggestion.kind === 'transfer' ? t.transfer : t.order}
    </Button>
  )
}
