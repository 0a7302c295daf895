import { confirm } from '@/components/feedback'
import { QuantityText } from '@/components/quantity-text'
import { previewDocument, previewTransition } from '@/documents/save-document'
import type { DocumentType, Fields, Preview } from '@/lib/api-types'
import { today } from '@/lib/dates'
import { messages, text } from '@/lib/text'
import css from './late-entry.module.css'

const m = messages({
  title: { zh: '补记 {days} 天前的单据？', en: 'Enter this {days} days late?' },
  go: { zh: '就这样补记', en: 'Enter it late' },
  hint: {
    zh: '单据日期是 {day}：从那天起的库存都会改变，之前的流水不会改动。',
    en: 'It is dated {day}: stock changes from that day on; nothing recorded before is touched.',
  },
  item: { zh: '商品', en: 'Item' },
  warehouse: { zh: '仓库', en: 'Warehouse' },
  change: { zh: '变化', en: 'Change' },
  today: { zh: '今天的现有', en: 'On hand today' },
  negative: {
    zh: '{item} 在 {warehouse}：按流水从 {day} 起有 {days} 天会是负数（最低 {lowest}），请核对日期和数量。',
    en: '{item} at {warehouse}: by its moves it would be below zero for {days} days from {day} (lowest {lowest}); check the day and quantities.',
  },
})

/** Whether a day of the head is in the past: only then is it worth asking what would change. */
function mayBeLate(type: DocumentType, fields: Fields): boolean {
  const now = today()
  return type.fields.some((field) => {
    const value = field.kind === 'date' ? fields[field.name] : null
    return typeof value === 'string' && value < now
  })
}

type Step = { type: DocumentType; fields: Fields; id?: string; transition: string }

/**
 * False when the user, told what a paper dated in the past changes, does not want it. What would be
 * refused is refused by the step itself, with its own words.
 */
export async function sureThoughLate({ type, fields, id, transition }: Step): Promise<boolean> {
  if (!mayBeLate(type, fields)) return true
  let preview: Preview
  try {
    preview = await (id === undefined
      ? previewDocument(type.name, fields, transition)
      : previewTransition(type.name, id, transition))
  } catch {
    return true
  }
  if (!(preview.late_days > 0) || !preview.first_day) return true
  const t = text(m)
  return confirm({
    title: t('title', { days: preview.late_days }),
    content: <LatePreview preview={preview} day={preview.first_day} />,
    ok: t.go,
    danger: preview.places.some((place) => place.negative !== null),
  })
}

const PLACES_MAX = 8

function LatePreview({ preview, day }: { preview: Preview; day: string }) {
  const t = text(m)
  const places = preview.places.toSorted((a, b) => Number(!a.negative) - Number(!b.negative))
  return (
    <div className={css.late}>
      <p>{t('hint', { day })}</p>
      {places
        .flatMap((place) => (place.negative ? [{ ...place, negative: place.negative }] : []))
        .slice(0, PLACES_MAX)
        .map((place) => (
          <p key={`${place.item}:${place.warehouse}`} className={css.negative} role="alert">
            {t('negative', {
              item: place.item_name,
              warehouse: place.warehouse_name,
              day: place.negative.first,
              days: place.negative.days,
              lowest: place.negative.lowest,
            })}
          </p>
        ))}
      <table className={css.places}>
        <thead>
          <tr>
            <th>{t.item}</th>
            <th>{t.warehouse}</th>
            <th>{t.change}</th>
            <th>{t.today}</th>
          </tr>
        </thead>
        <tbody>
          {places.slice(0, PLACES_MAX).map((place) => (
            <tr key={`${place.item}:${place.warehouse}`}>
              <td>{place.item_name}</td>
              <td>{place.warehouse_name}</td>
              <td>
                <QuantityText value={place.change} />
              </td>
              <td>
                <QuantityText value={place.today.before} /> →{' '}
                <QuantityText value={place.today.after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {places.length > PLACES_MAX && <p>…</p>}
    </div>
  )
}
