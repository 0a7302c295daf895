import { Checkbox, Form, Radio, Select } from 'antd'
import { useDocumentType } from '@/documents/use-document-types'
import type { DocumentType } from '@/lib/api-types'
import { useText } from '@/lib/text'
import { type DayOrder, type Import, type ImportOptions, SALES_HISTORY } from './import-model'
import css from './import-options-form.module.css'
import { importText } from './import-text'
import type { StepProps } from './step-props'

type Props = Pick<StepProps, 'one' | 'acts'> & { disabled: boolean }

const DAY_ORDERS: DayOrder[] = ['month_first', 'day_first', 'year_first']

/** What to do with rows that are not as they should be; only what matters for this kind. */
export function ImportOptionsForm({ one, acts, disabled }: Props) {
  const t = useText(importText)
  const type = useDocumentType(one.kind)
  const history = one.kind === SALES_HISTORY
  const confirmable = type?.transitions.some((each) => each.name === 'confirm' && each.permitted)
  const options: ImportOptions = { mode: 'skip_bad', ...one.options }
  const set = (change: ImportOptions) => acts.change({ options: change })
  const tick = (key: 'create_unknown' | 'keep_duplicates', words: string) => (
    <Checkbox
      checked={options[key] ?? false}
      onChange={(event) => set({ [key]: event.target.checked })}
    >
      {words}
    </Checkbox>
  )
  return (
    <Form layout="vertical" disabled={disabled || acts.busy} className={css.options ?? ''}>
      <Form.Item label={t.mode}>
        <Radio.Group
          aria-label={t.mode}
          value={options.mode}
          onChange={(event) => set({ mode: event.target.value as 'skip_bad' | 'all_or_nothing' })}
          options={[
            { value: 'skip_bad', label: t.mode_skip_bad },
            { value: 'all_or_nothing', label: t.mode_all_or_nothing },
          ]}
        />
      </Form.Item>
      {hasDates(one, type) && (
        <Form.Item label={t.dayOrder}>
          <Select<DayOrder | ''>
            className={css.order ?? ''}
            aria-label={t.dayOrder}
            value={options.day_order ?? ''}
            onChange={(order) => set({ day_order: order || null })}
            options={[
              { value: '' as const, label: t.dayOrderAuto },
              ...DAY_ORDERS.map((value) => ({ value, label: t[`day_${value}`] })),
            ]}
          />
        </Form.Item>
      )}
      <div className={css.ticks}>
        {tick('create_unknown', t.createUnknown)}
        {history && tick('keep_duplicates', t.keepDuplicates)}
        {confirmable && (
          <Checkbox
            checked={options.transition === 'confirm'}
            onChange={(event) => set({ transition: event.target.checked ? 'confirm' : null })}
          >
            {t.confirmNow}
          </Checkbox>
        )}
      </div>
    </Form>
  )
}

/** Whether a column is read as a day. */
function hasDates(one: Import, type: DocumentType | undefined): boolean {
  return one.targets.some(({ field, column }) => {
    if (column === null) return false
    if (one.kind === SALES_HISTORY) return field === 'date'
    const [name, inner] = field.split('.')
    const found = type?.fields.find((each) => each.name === name)
    const kind = inner ? found?.columns?.find((each) => each.name === inner)?.kind : found?.kind
    return kind === 'date' || kind === 'date_time'
  })
}
