import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { use, useState } from 'react'
import { FormContext } from '@/documents/kinds/form-context'
import { fieldsToCreate } from '@/documents/form-model'
import { api, seg } from '@/lib/api-client'
import type { Field } from '@/lib/api-types'

type Choices = { rows: { value: string }[] }

/** The values that matching documents have now; asked when somebody wants to choose. */
export function useChoicesFrom(field: Field, path: string, wanted: boolean, line?: number) {
  const form = use(FormContext)
  const fields = form && wanted ? fieldsToCreate(form.type, form.fields) : {}
  const answer = useQuery({
    queryKey: ['choices', form?.type.name, path, line, JSON.stringify(fields)],
    queryFn: () =>
      api.post<Choices>(`/api/documents/${seg(form?.type.name ?? '')}/choices`, {
        fields,
        field: path,
        ...(line !== undefined && { line }),
      }),
    enabled: Boolean(form && field.choices_from && wanted),
    staleTime: 10_000,
    retry: false,
  })
  const loading = wanted && answer.isFetching
  return { choices: answer.data?.rows.map((row) => row.value) ?? [], loading }
}

type ChoicesFromInputProps = {
  field: Field
  value: string
  onChange: (value: string | null) => void
  id?: string | undefined
  status?: 'error' | undefined
  disabled?: boolean | undefined
  autoFocus?: boolean | undefined
  className?: string | undefined
}

/** A text that is one of what documents say. */
export function ChoicesFromInput(props: ChoicesFromInputProps) {
  const { field, value, onChange, id, status, disabled, autoFocus, className } = props
  const [open, setOpen] = useState(false)
  const { choices, loading } = useChoicesFrom(field, field.name, open)
  const known = value && !choices.includes(value) ? [value, ...choices] : choices
  return (
    <Select
      {...(id !== undefined && { id })}
      {...(status && { status })}
      {...(className !== undefined && { className })}
      disabled={disabled ?? false}
      autoFocus={autoFocus ?? false}
      allowClear={!field.required}
      showSearch={{ optionFilterProp: 'label' }}
      loading={loading}
      value={value || null}
      options={known.map((one) => ({ value: one, label: one }))}
      onOpenChange={setOpen}
      onChange={(next: string | null | undefined) => onChange(next ?? null)}
    />
  )
}
