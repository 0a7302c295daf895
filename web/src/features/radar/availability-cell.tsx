import { QuantityText } from '@/components/quantity-text'
import type { Shortage } from './shortage'
import { relativeDay } from '@/lib/dates'
import { formatQuantity, isPositive } from '@/lib/decimal'
import { useText } from '@/lib/text'
import css from './availability-cell.module.css'
import { radarText } from './radar-text'

/** What can be sold now, and what is on its way. */
export function AvailabilityCell({ shortage }: { shortage: Shortage }) {
  const t = useText(radarText)
  return (
    <div className={css.availability}>
      <span>
        <QuantityText
          value={shortage.available}
          unit={shortage.unit}
          {...(isPositive(shortage.available) ? {} : { tone: 'danger' as const })}
        />
        {isPositive(shortage.short) && (
          <span className={css.short}> {t('short', { n: formatQuantity(shortage.short) })}</span>
        )}
      </span>
      {isPositive(shortage.incoming) && (
        <span className={css.incoming}>
          +{formatQuantity(shortage.incoming)}
          {shortage.next_arrival &&
            ` · ${t('arrives', { day: relativeDay(shortage.next_arrival) })}`}
        </span>
      )}
    </div>
  )
}
