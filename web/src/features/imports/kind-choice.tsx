import { Select } from 'antd'
import { useText } from '@/lib/text'
import { importText } from './import-text'
import css from './kind-choice.module.css'
import { useKinds } from './use-kinds'

/** What the file holds, each with one line of help. */
export function KindChoice({ kind, onChange }: { kind: string; onChange: (kind: string) => void }) {
  const t = useText(importText)
  const { usual, others } = useKinds()
  return (
    <>
      <div className={css.kinds} role="radiogroup" aria-label={t.kinds}>
        {usual.map((one) => (
          <label key={one.kind} className={css.kind} data-chosen={kind === one.kind || undefined}>
            <input
              type="radio"
              name="import-kind"
              className="visually-hidden"
              checked={kind === one.kind}
              onChange={() => onChange(one.kind)}
            />
            <span className={css.title}>{one.title}</span>
            <span className={css.help}>{one.help}</span>
          </label>
        ))}
      </div>
      {others.length > 0 && (
        <div className={css.others}>
          <span>{t.otherKinds}</span>
          <Select
            className={css.select}
            aria-label={t.otherKinds}
            placeholder={t.otherPlaceholder}
            value={others.some((one) => one.kind === kind) ? kind : undefined}
            onChange={onChange}
            options={others.map((one) => ({ value: one.kind, label: one.title }))}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </div>
      )}
    </>
  )
}
