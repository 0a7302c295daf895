import { useState } from 'react'
import { Button, Input, Modal, Select } from 'antd'
import { notify } from '@/components/feedback'
import { QuantityText } from '@/components/quantity-text'
import { QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import type { StockBalance } from '@/lib/api-types'
import { isZero } from '@/lib/decimal'
import { useText } from '@/lib/text'
import css from './reallocate-dialog.module.css'
import { stockText } from './stock-text'
import { useExplain } from './use-explain'
import { type Dealt, useReallocate, useReallocationPreview } from './use-reallocation'

type Props = {
  item: string
  /** Where to begin. */
  warehouse: string
  unit: string
  balances: StockBalance[]
  onClose: () => void
}

/** Shows what would be taken from whom and given to whom, and does it with a reason. */
export function ReallocateDialog({ item, warehouse, unit, balances, onClose }: Props) {
  const t = useText(stockText)
  const [place, setPlace] = useState(warehouse || (balances[0]?.warehouse ?? ''))
  const [favoured, setFavoured] = useState('')
  const [reason, setReason] = useState('')
  const preview = useReallocationPreview({ item, warehouse: place, favoured })
  const apply = useReallocate()
  const changes = preview.data?.rows.length ?? 0
  const submit = () =>
    apply.mutate(
      { item, warehouse: place, favoured, reason },
      {
        onSuccess: ({ rows }) => {
          notify.success(t('reallocated', { n: rows.length }))
          onClose()
        },
        onError: notify.problem,
      },
    )
  return (
    <Modal
      open
      centered
      width={640}
      title={t.reallocate}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button
            type="primary"
            loading={apply.isPending}
            disabled={changes === 0 || reason.trim() === '' || preview.isPlaceholderData}
            onClick={submit}
          >
            {t.reallocate}
          </Button>
        </>
      }
    >
      <p className={css.hint}>{t.reallocateHint}</p>
      <div className={css.choices}>
        <Select
          aria-label={t.warehouse}
          value={place}
          onChange={setPlace}
          options={balances.map((one) => ({ value: one.warehouse, label: one.warehouse_name }))}
        />
        <FavourSelect item={item} warehouse={place} value={favoured} onChange={setFavoured} />
      </div>
      <QueryState
        query={preview}
        empty={(data) => data.rows.length === 0 && <p className={css.none}>{t.nothingToDeal}</p>}
      >
        {(data) => (
          <>
            <ul className={css.rows}>
              {data.rows.map((row) => (
                <DealtLine key={`${row.document?.id} ${row.line}`} row={row} unit={unit} />
              ))}
            </ul>
            <p className={css.sum}>{t('dealtSum', { taken: data.taken, given: data.given })}</p>
          </>
        )}
      </QueryState>
      <Input
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        maxLength={500}
        placeholder={t.reallocateReason}
        aria-label={t.reallocateReason}
      />
    </Modal>
  )
}

function DealtLine({ row, unit }: { row: Dealt; unit: string }) {
  const t = useText(stockText)
  const taken = Number(row.after) < Number(row.before)
  return (
    <li className={css.row}>
      <ToneTag tone={taken ? 'danger' : 'ok'}>{taken ? t.takenFrom : t.givenTo}</ToneTag>
      <span className={css.who}>
        {row.document && <DocumentLink {...row.document} />} {row.customer}
      </span>
      <span className={css.change}>
        <QuantityText value={row.before} /> → <QuantityText value={row.after} />
        {!isZero(row.wanted) && (
          <span className={css.wanted}>
            {' / '}
            <QuantityText value={row.wanted} unit={unit} />
          </span>
        )}
      </span>
    </li>
  )
}

/** Orders that wait or are promised something here; nobody is favoured at first. */
function FavourSelect({
  item,
  warehouse,
  value,
  onChange,
}: {
  item: string
  warehouse: string
  value: string
  onChange: (number: string) => void
}) {
  const t = useText(stockText)
  const { data } = useExplain(item, warehouse)
  const reserved = (data?.parts ?? []).filter((part) => part.kind === 'reservation')
  const orders = new Map<string, string>()
  for (const one of [...(data?.waiting ?? []), ...reserved]) {
    const number = one.document?.number
    if (number) orders.set(number, [number, one.customer].filter(Boolean).join(' '))
  }
  return (
    <Select
      className={css.favour ?? ''}
      aria-label={t.favour}
      value={value}
      onChange={onChange}
      showSearch
      options={[
        { value: '', label: t.byPolicy },
        ...[...orders].map(([number, label]) => ({
          value: number,
          label: t('favourOf', { order: label }),
        })),
      ]}
    />
  )
}
