import { Cascader, Input } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { asAddress } from '@/documents/kinds/parts'
import type { Address, Field, FieldContent } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './parts.module.css'

const m = messages({
  area: { zh: '省 / 市 / 区县', en: 'Province / city / district' },
  detail: { zh: '街道、门牌号', en: 'Street and number' },
  none: { zh: '（省直辖）', en: '(directly under the province)' },
})

type Divisions = Record<string, Record<string, string[]>>

/** Divisions of China, fetched with the first address that is filled in. */
function useDivisions(): Divisions | undefined {
  const answer = useQuery({
    queryKey: ['divisions'],
    queryFn: async () => (await import('./divisions.json')).default as unknown as Divisions,
    staleTime: Infinity,
    gcTime: Infinity,
  })
  return answer.data
}

type AddressInputProps = {
  field: Field
  value: FieldContent
  onChange: (address: Address | null) => void
  id?: string | undefined
  disabled?: boolean | undefined
  invalid?: boolean | undefined
}

/** Province, city and district from a list that can be searched; the rest as people write it. */
export function AddressInput(props: AddressInputProps) {
  const { field, value, onChange, id, disabled = false, invalid = false } = props
  const t = useText(m)
  const say = useLabel()
  const address = asAddress(value)
  const divisions = useDivisions()
  const set = (change: Partial<Address>) => {
    const next = { ...address, ...change }
    onChange(Object.values(next).every((part) => part === '') ? null : next)
  }
  const options = Object.entries(divisions ?? {}).map(([province, cities]) => ({
    value: province,
    label: province,
    children: Object.entries(cities).map(([city, districts]) => ({
      value: city,
      label: city || t.none,
      children: districts.map((district) => ({ value: district, label: district })),
    })),
  }))
  const area = [address.province, address.city, address.district]
  return (
    <div className={css.stack}>
      <Cascader
        {...(id !== undefined && { id })}
        className={css.full ?? ''}
        aria-label={`${say(field.label)} ${t.area}`}
        placeholder={t.area}
        disabled={disabled}
        {...(invalid && { status: 'error' as const })}
        loading={!divisions}
        allowClear
        showSearch={{ limit: 50 }}
        options={options}
        value={address.province === '' ? [] : area}
        displayRender={() => [...new Set(area.filter(Boolean))].join(' ')}
        onChange={(chosen: (string | number | null)[] | undefined) => {
          const [province = '', city = '', district = ''] = (chosen ?? []).map(String)
          set({ province, city, district })
        }}
      />
      <Input
        aria-label={`${say(field.label)} ${t.detail}`}
        placeholder={t.detail}
        disabled={disabled}
        {...(invalid && { status: 'error' as const })}
        maxLength={200}
        value={address.detail}
        autoComplete="off"
        onChange={(event) => set({ detail: event.target.value })}
      />
    </div>
  )
}
