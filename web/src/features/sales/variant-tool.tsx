import { BorderlessTableOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Modal, Select } from 'antd'
import { DecimalInput } from '@/components/decimal-input'
import { useState } from 'react'
import { EmptyState, QueryState } from '@/components/states'
import { scalarText } from '@/documents/fields'
import { useAllOf } from '@/documents/lookup'
import { VariantGrid } from '@/features/sales/variant-grid'
import {
  quantitiesIn,
  withQuantities,
  type Family,
  type FamilyItem,
} from '@/features/sales/variant-lines'
import { variantText } from '@/features/sales/variant-text'
import { api, seg } from '@/lib/api-client'
import type { Fields, LookupRow } from '@/lib/api-types'
import { compare, formatQuantity, isPositive, parseDecimal, sum } from '@/lib/decimal'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import css from './variant-grid.module.css'

type ToolProps = { fields: Fields; onChange: (change: (fields: Fields) => Fields) => void }

/** Enters a family's items by colour and size; shown to companies that have families. */
export function VariantTool({ fields, onChange }: ToolProps) {
  const t = useText(variantText)
  const [open, setOpen] = useState(false)
  const rows = useAllOf('item_family').data ?? []
  if (rows.length === 0) return null
  return (
    <>
      <Button icon={<BorderlessTableOutlined />} onClick={() => setOpen(true)}>
        {t.enter}
      </Button>
      {open && (
        <VariantDialog
          families={rows}
          fields={fields}
          onClose={() => setOpen(false)}
          onTake={(wanted) => {
            onChange((current) => withQuantities(current, wanted))
            setOpen(false)
          }}
        />
      )}
    </>
  )
}

type VariantDialogProps = {
  families: LookupRow[]
  fields: Fields
  onTake: (wanted: Record<string, string>) => void
  onClose: () => void
}

function VariantDialog({ families, fields, onTake, onClose }: VariantDialogProps) {
  const t = useText(variantText)
  const [number, setNumber] = useState(families[0]?.number ?? '')
  const [typed, setTyped] = useState<Record<string, string>>({})
  const warehouse = scalarText(fields.ship_from) || scalarText(fields.deliver_to)
  const query = useFamily(number, warehouse)
  const before = quantitiesIn(fields)
  const quantity = (item: string) => typed[item] ?? before[item] ?? ''
  const family = query.data
  const wanted = Object.entries(typed).flatMap(([item, text]): [string, string][] => {
    const amount = text.trim() === '' ? '0' : parseDecimal(text)
    return amount === null ? [] : [[item, amount]]
  })
  const bad = Object.values(typed).some((text) => text.trim() && parseDecimal(text) === null)
  const all = sum((family?.items ?? []).map((item) => parseDecimal(quantity(item.item)) ?? '0'))
  return (
    <Modal
      open
      centered
      width={760}
      title={t.enter}
      onCancel={onClose}
      footer={
        <>
          <span className={css.there}>
            {t('total', { n: formatQuantity(all), unit: family?.unit ?? '' })}
          </span>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button
            type="primary"
            disabled={wanted.length === 0 || bad}
            onClick={() => onTake(Object.fromEntries(wanted))}
          >
            {t.take}
          </Button>
        </>
      }
    >
      <Select
        aria-label={t.choose}
        className={css.choice}
        style={{ width: '100%' }}
        showSearch={{ optionFilterProp: 'label' }}
        value={number}
        onChange={setNumber}
        options={families.map((one) => ({
          value: one.number,
          label: `${one.title} ${one.number}`,
        }))}
      />
      <QueryState
        query={query}
        empty={(data) => data.items.length === 0 && <EmptyState title={t.noItems} />}
      >
        {(data) => (
          <VariantGrid
            family={data}
            cell={(item, label) => (
              <VariantCell
                item={item}
                label={label}
                value={quantity(item.item)}
                onChange={(text) => setTyped((now) => ({ ...now, [item.item]: text }))}
              />
            )}
          />
        )}
      </QueryState>
    </Modal>
  )
}

type VariantCellProps = {
  item: FamilyItem
  label: string
  value: string
  onChange: (text: string) => void
}

function VariantCell({ item, label, value, onChange }: VariantCellProps) {
  const t = useText(variantText)
  const amount = parseDecimal(value)
  const short = amount !== null && isPositive(amount) && compare(amount, item.available) > 0
  return (
    <>
      <DecimalInput
        className={css.box ?? ''}
        size="small"
        aria-label={label}
        status={value.trim() && amount === null ? 'error' : ''}
        text={value}
        onChange={onChange}
      />
      <span className={short ? css.short : css.there}>
        {t('available', { n: formatQuantity(item.available) })}
      </span>
    </>
  )
}

export function useFamily(number: string, warehouse = '') {
  return useQuery({
    queryKey: keys.stock('family', number, warehouse),
    queryFn: () =>
      api.get<Family>(`/api/families/${seg(number)}`, warehouse ? { warehouse } : undefined),
    enabled: number !== '',
    placeholderData: keepPreviousData,
  })
}
