import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { DecimalInput } from '@/components/decimal-input'
import { LinkPicker } from '@/documents/link-picker'
import type { Shortage, Suggestion } from './shortage'
import { relativeDay } from '@/lib/dates'
import { formatQuantity, roundTo } from '@/lib/decimal'
import { useText } from '@/lib/text'
import { chosenQuantity, type Overrides } from './chosen-lines'
import { radarText } from './radar-text'
import styles from './suggestion-edit.module.css'
import { lineName } from './urgency'

type Override = Overrides[string]
type Props = {
  shortage: Shortage
  overrides: Overrides
  onOverride: (override: Override) => void
  readOnly: boolean
}

/** What to order and from whom; quantity and supplier can be changed in place. */
export function SuggestionEdit({ shortage, overrides, onOverride, readOnly }: Props) {
  const t = useText(radarText)
  const { suggestion } = shortage
  if (!suggestion) {
    return (
      <div className={styles.none}>
        {t.nothingToSuggest}
        {!readOnly && (
          <Link
            to="/d/$type/new"
            params={{ type: 'supply' }}
            search={{ item: shortage.item } as never}
          >
            {t.addSupply}
          </Link>
        )}
      </div>
    )
  }
  const override = overrides[shortage.id] ?? {}
  const faulty = chosenQuantity(shortage, overrides) === null
  return (
    <div className={styles.suggestion}>
      <div className={styles.quantity}>
        {readOnly ? (
          <b className="num">{formatQuantity(suggestion.quantity)}</b>
        ) : (
          <DecimalInput
            className={styles.input}
            size="small"
            text={override.quantity ?? roundTo(suggestion.quantity, 6)}
            status={faulty ? 'error' : ''}
            aria-label={t('quantityOf', { item: lineName(shortage) })}
            aria-invalid={faulty}
            title={faulty ? t.quantityFaulty : undefined}
            onChange={(quantity) => onOverride({ ...override, quantity })}
          />
        )}
        <span className={styles.unit}>{shortage.unit}</span>
      </div>
      <div className={styles.source}>
        {suggestion.kind === 'transfer' ? (
          <Cut
            className={styles.name}
            text={t('from', { place: suggestion.from_name ?? suggestion.from })}
          />
        ) : (
          <>
            <Supplier {...{ shortage, suggestion, override, onOverride, readOnly }} />
            <Cut
              className={styles.arrival}
              text={[
                suggestion.class !== 'main' && t[suggestion.class],
                suggestion.arrival_day &&
                  t('estimated', { day: relativeDay(suggestion.arrival_day) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            />
          </>
        )}
      </div>
    </div>
  )
}

/** Where it does not fit the pointer tells the whole. */
function Cut({ className, text }: { className: string | undefined; text: string }) {
  return (
    <span className={className} title={text}>
      {text}
    </span>
  )
}

function Supplier({
  shortage,
  suggestion,
  override,
  onOverride,
  readOnly,
}: Omit<Props, 'overrides'> & {
  suggestion: Extract<Suggestion, { kind: 'purchase' }>
  override: Override
}) {
  const t = useText(radarText)
  const [editing, setEditing] = useState(false)
  const name = override.supplier_name ?? suggestion.supplier_name ?? suggestion.supplier
  if (readOnly) return <Cut className={styles.name} text={name} />
  if (!editing) {
    return (
      <button
        type="button"
        className={`thumb ${styles.supplier}`}
        title={name}
        aria-label={`${t('changeSupplier', { item: lineName(shortage) })} (${name})`}
        onClick={() => setEditing(true)}
      >
        {name}
      </button>
    )
  }
  return (
    <LinkPicker
      type="supplier"
      autoFocus
      value={override.supplier ?? suggestion.supplier}
      title={name}
      label={t('changeSupplier', { item: lineName(shortage) })}
      onChange={(supplier, row) => {
        const kept = override.quantity === undefined ? {} : { quantity: override.quantity }
        onOverride(supplier ? { ...kept, supplier, supplier_name: row?.title ?? supplier } : kept)
        setEditing(false)
      }}
    />
  )
}
