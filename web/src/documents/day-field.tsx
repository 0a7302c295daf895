import { DayInput } from '@/components/day-input'
import inputs from '@/documents/inputs.module.css'
import { parseDay } from '@/lib/parse-day'

type DayFieldProps = {
  label: string
  value?: string | undefined
  /** Told of whole days, and of none when it is cleared; what is half typed is nobody's business. */
  onChange?: (day: string | undefined) => void
  id?: string
}

/** A day in a form of the program's own, or in a row of filters. */
export function DayField({ label, value, onChange, id }: DayFieldProps) {
  return (
    <DayInput
      value={value ?? ''}
      onChange={(text) => {
        const day = text ? parseDay(text) : undefined
        if (day !== null && day !== value) onChange?.(day)
      }}
      input={{ className: inputs.box, 'aria-label': label, placeholder: label, ...(id && { id }) }}
    />
  )
}
