import { Select } from 'antd'
import { FilterBuilder } from '@/documents/filter-builder'
import type { DocumentType } from '@/lib/api-types'
import { useText } from '@/lib/text'
import { accessText } from './access-text'
import css from './role-matrix.module.css'
import { type Rows, ROWS } from './role-grants'

type Props = {
  type: DocumentType
  label: string
  value: Rows
  disabled: boolean
  onChange: (rows: Rows) => void
}

/** Which documents: in words, or by a condition on their fields. */
export function RowsSelect({ type, label, value, disabled, onChange }: Props) {
  const t = useText(accessText)
  const chosen = typeof value === 'string' ? value : 'filter'
  return (
    <>
      <Select
        size="small"
        variant="filled"
        className={css.rows ?? ''}
        aria-label={label}
        disabled={disabled}
        value={chosen}
        onChange={(next) =>
          onChange(next === 'filter' ? { filter: { all: [] } } : (next as (typeof ROWS)[number]))
        }
        options={[...ROWS, 'filter' as const].map((one) => ({
          value: one,
          label: t[`rows_${one}`],
        }))}
      />
      {typeof value !== 'string' && !disabled && (
        <FilterBuilder
          fields={type.fields}
          value={value.filter}
          onChange={(filter) => onChange({ filter: filter ?? { all: [] } })}
        />
      )}
    </>
  )
}
