import { Form, Select } from 'antd'
import { useText } from '@/lib/text'
import { ConditionInput } from './condition-input'
import type { FieldDraft } from './field-draft'
import type { Surroundings } from './kind-settings'
import { kindText } from './kind-text'

type Props = {
  draft: FieldDraft
  set: (change: Partial<FieldDraft>) => void
  within: Surroundings
  where: string
  /** What cannot be said of it. */
  without?: { showing?: boolean; asking?: boolean; fixing?: boolean }
}

/** When a field shows, must be filled in, and may not be changed. */
export function RuleSettings({ draft, set, within, where, without = {} }: Props) {
  const t = useText(kindText)
  const place = { within, where }
  return (
    <>
      {!without.showing && (
        <ConditionInput
          {...place}
          label={t.showWhen}
          extra={t.showWhenHint}
          value={draft.show_when}
          onChange={(show_when) => set({ show_when })}
        />
      )}
      {draft.show_when !== '' && (
        <Form.Item label={t.whenHidden}>
          <Select
            aria-label={t.whenHidden}
            value={draft.when_hidden}
            options={(['keep', 'clear', 'recompute'] as const).map((way) => ({
              value: way,
              label: t[`hidden_${way}`],
            }))}
            onChange={(when_hidden) => set({ when_hidden })}
          />
        </Form.Item>
      )}
      {!without.asking && (
        <ConditionInput
          {...place}
          label={t.requiredWhen}
          value={draft.required_when}
          onChange={(required_when) => set({ required_when })}
        />
      )}
      {!without.fixing && (
        <ConditionInput
          {...place}
          label={t.readOnlyWhen}
          value={draft.read_only_when}
          onChange={(read_only_when) => set({ read_only_when })}
        />
      )}
    </>
  )
}
