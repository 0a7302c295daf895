import { DecimalInput } from '@/components/decimal-input'
import css from './number-field.module.css'

type NumberFieldProps = {
  label: string
  value: string
  /** What is wrong with it; empty when nothing is. */
  faulty: string
  onChange: (typed: string) => void
}

/** A number as it is typed, with what is wrong below it. */
export function NumberField({ label, value, faulty, onChange }: NumberFieldProps) {
  return (
    <label className={css.field}>
      {label}
      <DecimalInput
        text={value}
        status={faulty ? 'error' : ''}
        aria-invalid={faulty !== ''}
        onChange={onChange}
      />
      {faulty && <span className={css.faulty}>{faulty}</span>}
    </label>
  )
}
