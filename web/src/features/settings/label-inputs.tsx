import { Form, Input } from 'antd'
import type { Label } from '@/lib/api-types'
import { useText } from '@/lib/text'
import css from './section.module.css'
import { settingsText } from './settings-text'

type Props = {
  value: Label
  onChange: (label: Label) => void
  placeholder?: Label
  autoFocus?: boolean
}

/** A name in both languages; English may wait. */
export function LabelInputs({ value, onChange, placeholder, autoFocus }: Props) {
  const t = useText(settingsText)
  return (
    <div className={css.pair}>
      <Form.Item label={t.inChinese}>
        <Input
          aria-label={t.inChinese}
          value={value.zh}
          placeholder={placeholder?.zh}
          autoFocus={autoFocus ?? false}
          onChange={(event) => onChange({ ...value, zh: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t.inEnglish}>
        <Input
          aria-label={t.inEnglish}
          value={value.en}
          placeholder={placeholder?.en ?? t.optional}
          onChange={(event) => onChange({ ...value, en: event.target.value })}
        />
      </Form.Item>
    </div>
  )
}
