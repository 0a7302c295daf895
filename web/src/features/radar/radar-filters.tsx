import { Button, Select } from 'antd'
import { SearchInput } from '@/components/search-input'
import { formatCount, useText } from '@/lib/text'
import styles from './radar-filters.module.css'
import { radarText } from './radar-text'
import { type Facet, useFacets } from './use-facets'
import type { ShortageFilter } from './use-shortages'

type Props = {
  filter: ShortageFilter
  onChange: (filter: ShortageFilter) => void
}

export function RadarFilters({ filter, onChange }: Props) {
  const t = useText(radarText)
  const facets = useFacets()
  const narrowed = Object.values(filter).some(Boolean)
  const choose = (name: keyof ShortageFilter, all: Facet[], title: string) => (
    <Select
      className={styles.choice}
      aria-label={title}
      placeholder={title}
      value={filter[name] || undefined}
      onChange={(value?: string) => onChange({ ...filter, [name]: value })}
      options={all.map((facet) => ({
        value: facet.value,
        label: `${facet.label}（${formatCount(facet.count)}）`,
      }))}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
    />
  )
  return (
    <div className={styles.filters} role="search">
      <div className={styles.search}>
        <SearchInput
          value={filter.q ?? ''}
          onChange={(q) => onChange({ ...filter, q })}
          placeholder={t.search}
          label={t.search}
        />
      </div>
      {choose('warehouse', facets.warehouses, t.warehouse)}
      {choose('category', facets.categories, t.category)}
      {/* A shop that only trades says nothing of it. */}
      {facets.materialTypes.length > 0 &&
        choose('material_type', facets.materialTypes, t.material_type)}
      {choose('supplier', facets.suppliers, t.supplier)}
      {narrowed && (
        <Button type="text" onClick={() => onChange({})}>
          {t.clearFilters}
        </Button>
      )}
    </div>
  )
}
