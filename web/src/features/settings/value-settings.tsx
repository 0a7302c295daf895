import { Form, Radio, Segmented } from 'antd'
import { useState } from 'react'
import { FieldInput } from '@/documents/field-input'
import { isEmpty } from '@/documents/fields'
import type { Field } from '@/lib/api-types'
import { useText } from '@/lib/text'
import { type FieldDraft, hasDefault, hasFormula } from './field-draft'
import { FormulaInput } from './formula-input'
import type { Surroundings } from './kind-settings'
import { MatchingInput } from './matching-input'
import { kindText } from './kind-text'

type Props = {
  draft: FieldDraft
  set: (change: Partial<FieldDraft>) => void
  /** As it would be saved, to try its editor. */
  field: Field
  within: Surroundings
  where: string
  /** Of a field of the system, which fills some of its own in already. */
  builtIn?: boolean
}

type Source = 'typed' | 'default' | 'linkage' | 'formula'

/** Where a field's value comes from: people, beforehand, or a formula. */
export function ValueSettings(props: Props) {
  const { draft, set, field, within, where, builtIn = false } = props
  const t = useText(kindText)
  const [source, setSource] = useState<Source>(
    draft.formula
      ? 'formula'
      : draft.linkage
        ? 'linkage'
        : isEmpty(draft.standard)
          ? 'typed'
          : 'default',
  )
  const choose = (next: Source) => {
    setSource(next)
    set({
      ...(next !== 'formula' && { formula: '' }),
      ...(next !== 'default' && { standard: null }),
      linkage: next === 'linkage' ? { of: '', field: '', conditions: [] } : null,
    })
  }
  const written =
    typeof draft.standard === 'string' && draft.standard.startsWith('=') ? draft.standard : null
  const [byFormula, setByFormula] = useState(written !== null)
  return (
    <>
      <Form.Item>
        <Radio.Group
          value={source}
          onChange={(event) => choose(event.target.value as Source)}
          style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
          options={[
            { value: 'typed', label: builtIn ? t.valueUsual : t.valueTyped },
            ...(hasDefault(draft.kind) ? [{ value: 'default', label: t.valueDefault }] : []),
            ...(hasDefault(draft.kind) ? [{ value: 'linkage', label: t.valueLinkage }] : []),
            ...(hasFormula(draft.kind) && !builtIn
              ? [{ value: 'formula', label: t.valueFormula }]
              : []),
          ]}
        />
      </Form.Item>
      {source === 'formula' && (
        <FormulaInput
          label={t.formula}
          value={draft.formula}
          within={within}
          where={where}
          onChange={(formula) => set({ formula })}
        />
      )}
      {source === 'linkage' && (
        <MatchingInput
          first
          into={field}
          value={draft.linkage ?? { of: '', field: '', conditions: [] }}
          within={within}
          where={where}
          onChange={(linkage) => set({ linkage: { conditions: [], ...linkage } })}
        />
      )}
      {source === 'default' && (
        <>
          {hasFormula(draft.kind) && (
            <Form.Item label={t.defaultIs}>
              <Segmented
                value={byFormula ? 'formula' : 'fixed'}
                options={[
                  { value: 'fixed', label: t.fixedValue },
                  { value: 'formula', label: t.byFormula },
                ]}
                onChange={(how) => {
                  setByFormula(how === 'formula')
                  set({ standard: null })
                }}
              />
            </Form.Item>
          )}
          {byFormula ? (
            <FormulaInput
              label={t.formula}
              value={written?.slice(1) ?? ''}
              within={within}
              where={where}
              placeholder="TODAY()"
              onChange={(formula) => set({ standard: formula.trim() ? `=${formula}` : null })}
            />
          ) : (
            <Form.Item label={t.defaultValue}>
              <FieldInput
                field={{ ...field, required: false, read_only: false }}
                value={draft.standard}
                onChange={(standard) => set({ standard })}
              />
            </Form.Item>
          )}
        </>
      )}
    </>
  )
}
