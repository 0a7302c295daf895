import { Panel } from '@/components/page'
import { QuantityText } from '@/components/quantity-text'
import { QueryState } from '@/components/states'
import { type Tone, ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import type { StockBalance } from '@/lib/api-types'
import { formatInstant } from '@/lib/dates'
import { useText } from '@/lib/text'
import css from './item-explain.module.css'
import { stockText } from './stock-text'
import { type Part, useExplain, type Waiting } from './use-explain'

type Props = { item: string; warehouse: string; unit: string; balances: StockBalance[] }

const TONES: Record<Part['kind'], Tone> = {
  reservation: 'info',
  hold: 'warning',
  arrival: 'ok',
  transit: 'muted',
}

/** Every reservation, hold and arrival that stands between on hand and available. */
export function ItemExplain({ item, warehouse, unit, balances }: Props) {
  const t = useText(stockText)
  const query = useExplain(item, warehouse || undefined)
  const nameOf = (code: string) =>
    balances.find((one) => one.warehouse === code)?.warehouse_name ?? code
  return (
    <Panel title={t.explain} flush>
      <QueryState
        query={query}
        empty={(data) =>
          data.parts.length === 0 &&
          !data.waiting?.length && <p className={css.nothing}>{t.nothingInBetween}</p>
        }
      >
        {(data) => (
          <ul className={css.parts}>
            {data.parts.map((part, index) => (
              <PartLine
                key={index}
                part={part}
                unit={unit}
                place={warehouse ? '' : nameOf(part.warehouse)}
              />
            ))}
            {(data.waiting ?? []).map((one, index) => (
              <WaitingLine
                key={`waits ${index}`}
                one={one}
                at={index + 1}
                unit={unit}
                place={warehouse ? '' : nameOf(one.warehouse)}
              />
            ))}
          </ul>
        )}
      </QueryState>
    </Panel>
  )
}

/** Who waits, and in which place of the queue. */
function WaitingLine({
  one,
  at,
  unit,
  place,
}: {
  one: Waiting
  at: number
  unit: string
  place: string
}) {
  const t = useText(stockText)
  const facts = [
    place,
    t('place', { n: at }),
    one.promised_on && t('waitsUntil', { day: one.promised_on }),
  ].filter(Boolean)
  return (
    <li className={css.part}>
      <ToneTag tone="danger">{t.waitingList}</ToneTag>
      <div className={css.what}>
        <div>
          {one.document && <DocumentLink {...one.document} />} {one.customer}
        </div>
        <div className={css.facts}>{facts.join(' · ')}</div>
      </div>
      <div className={css.quantity}>
        <QuantityText value={one.short} unit={unit} tone="danger" />
      </div>
    </li>
  )
}

function PartLine({ part, unit, place }: { part: Part; unit: string; place: string }) {
  const t = useText(stockText)
  const due = {
    reservation: 'due' as const,
    hold: 'until' as const,
    arrival: 'arrives' as const,
    transit: 'arrives' as const,
  }[part.kind]
  const facts = [
    place,
    part.age_days !== null && (part.age_days > 0 ? t('since', { n: part.age_days }) : t.sinceToday),
    part.due && t(due, { day: part.due }),
    part.until && t('until', { day: formatInstant(part.until) }),
    part.owner && t('owner', { name: part.owner }),
  ].filter(Boolean)
  return (
    <li className={css.part}>
      <ToneTag tone={TONES[part.kind]}>{t[part.kind]}</ToneTag>
      <div className={css.what}>
        <div>
          {part.document && <DocumentLink {...part.document} />}{' '}
          {part.customer_name ?? part.customer ?? part.reason}
        </div>
        <div className={css.facts}>{facts.join(' · ')}</div>
      </div>
      <div className={css.quantity}>
        {part.kind === 'reservation' || part.kind === 'hold' ? '−' : '+'}
        <QuantityText value={part.quantity} unit={unit} />
      </div>
    </li>
  )
}
