import { Radio, Select } from 'antd'
import { Panel } from '@/components/page'
import { today } from '@/lib/dates'
import { useLabel, useText } from '@/lib/text'
import css from './designer.module.css'
import { formatNumber } from './numbering'
import { NumberingInputs } from './numbering-inputs'
import { settingsText } from './settings-text'
import type { DesignerProps } from './type-designer'

/** How a document of the type is called: by a counter or by a field of its own. */
export function DesignerNumber({ draft, onChange }: Omit<DesignerProps, 'kept'>) {
  const t = useText(settingsText)
  const say = useLabel()
  const texts = draft.fields
    .filter((field) => field.kind === 'text' || field.kind === 'barcode')
    .map((field) => ({ value: field.name, label: say(field.label) }))
  const coded = draft.key_field !== null
  return (
    <Panel title={t.numberPanel}>
      <div className={css.number}>
        <Radio.Group
          aria-label={t.numberPanel}
          value={coded}
          onChange={(event) =>
            onChange({ ...draft, key_field: event.target.value ? (texts[0]?.value ?? '') : null })
          }
          options={[
            { value: false, label: t.numberAuto },
            { value: true, label: t.numberField, disabled: texts.length === 0 },
          ]}
        />
        {coded ? (
          <Select
            className={css.select ?? ''}
            aria-label={t.codeField}
            value={draft.key_field}
            onChange={(key_field) => onChange({ ...draft, key_field })}
            options={texts}
          />
        ) : (
          <>
            <NumberingInputs
              value={draft.number}
              onChange={(number) => onChange({ ...draft, number })}
            />
            <span className={css.code}>
              {t.example} <b className="num">{formatNumber(draft.number, '1', today())}</b>
            </span>
          </>
        )}
        <span>{t.titleField}</span>
        <Select
          className={css.select ?? ''}
          aria-label={t.titleField}
          value={draft.title_field ?? ''}
          onChange={(name) => onChange({ ...draft, title_field: name || null })}
          options={[{ value: '', label: t.noTitle }, ...texts]}
        />
      </div>
    </Panel>
  )
}
