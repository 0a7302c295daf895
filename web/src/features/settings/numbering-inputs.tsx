import { Input, InputNumber, Select } from 'antd'
import { useText } from '@/lib/text'
import { type Numbering, RESETS } from './numbering'
import css from './numbering-inputs.module.css'
import { settingsText } from './settings-text'

type Props = { value: Numbering; onChange: (value: Numbering) => void; of?: string }

export function NumberingInputs({ value, onChange, of = '' }: Props) {
  const t = useText(settingsText)
  return (
    <div className={css.inputs}>
      <Input
        className={css.prefix ?? ''}
        aria-label={`${t.prefix} ${of}`.trim()}
        placeholder={t.prefix}
        maxLength={20}
        value={value.prefix}
        onChange={(event) => onChange({ ...value, prefix: event.target.value })}
      />
      <InputNumber
        className={css.digits ?? ''}
        aria-label={`${t.digits} ${of}`.trim()}
        min={1}
        max={12}
        precision={0}
        value={value.digits}
        onChange={(digits) => onChange({ ...value, digits: digits ?? value.digits })}
      />
      <Select
        className={css.reset ?? ''}
        aria-label={`${t.reset} ${of}`.trim()}
        value={value.reset}
        onChange={(reset) => onChange({ ...value, reset })}
        options={RESETS.map((one) => ({ value: one, label: t[`reset_${one}`] }))}
      />
    </div>
  )
}
