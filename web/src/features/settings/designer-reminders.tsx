import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { Panel } from '@/components/page'
import type { DocumentType, Field, Label, Reminder } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './designer.module.css'
import { filled } from './identifier'
import { LabelInputs } from './label-inputs'

const m = messages({
  reminders: { zh: '到期提醒', en: 'Reminders' },
  hint: {
    zh: '某个日期快到、到了或过了，通知关注单据的人，一次；日期改了再通知。',
    en: 'Whoever follows a document is told once when a day of it is near, has come or has passed; again when it is moved.',
  },
  add: { zh: '添加提醒', en: 'Add a reminder' },
  remove: { zh: '删除提醒', en: 'Remove it' },
  day: { zh: '日期字段', en: 'Day' },
  days: { zh: '天数', en: 'Days' },
  before: { zh: '天前', en: 'days before it' },
  after: { zh: '天后', en: 'days after it' },
  side: { zh: '之前或之后', en: 'Before or after' },
  states: { zh: '只在这些状态', en: 'Only in these states' },
  members: { zh: '还通知', en: 'Also told' },
  any: { zh: '任何状态', en: 'Any state' },
  example: { zh: '资质证书快到期了', en: '资质证书快到期了' },
  exampleEn: { zh: 'The certificate ends soon', en: 'The certificate ends soon' },
  save: { zh: '保存', en: 'Save' },
})

type Props = {
  within: { fields: Field[]; states: { name: string; label: Label }[] }
  reminders: Reminder[]
  onChange: (reminders: Reminder[]) => void
  /** What every name begins with. */
  prefix?: string
}

/** Days that people are told of by themselves. */
export function DesignerReminders({ within, reminders, onChange: set, prefix = '' }: Props) {
  const t = useText(m)
  const say = useLabel()
  const named = (kind: Field['kind']) =>
    within.fields
      .filter((field) => field.kind === kind)
      .map((field) => ({ value: field.name, label: say(field.label) }))
  const days = named('date')
  const members = named('member')
  const change = (at: number, by: Partial<Reminder>) =>
    set(reminders.map((one, index) => (index === at ? { ...one, ...by } : one)))
  const add = () => {
    const taken = new Set(reminders.map((one) => one.name))
    let number = 1
    while (taken.has(`${prefix}reminder_${number}`)) number += 1
    const name = `${prefix}reminder_${number}`
    set([...reminders, { name, label: { zh: '', en: '' }, day: days[0]?.value ?? '' }])
  }
  return (
    <Panel
      title={t.reminders}
      extra={
        <Button icon={<PlusOutlined />} disabled={days.length === 0} onClick={add}>
          {t.add}
        </Button>
      }
    >
      {reminders.length === 0 && <p className={css.none}>{t.hint}</p>}
      {reminders.map((one, at) => {
        const before = one.days_before ?? 0
        const sign = before < 0 ? -1 : 1
        return (
          <Form key={one.name} layout="vertical" className={css.check ?? ''}>
            <Form.Item label={t.day}>
              <Select
                aria-label={`${t.day} ${at + 1}`}
                value={one.day}
                options={days}
                onChange={(day: string) => change(at, { day })}
              />
            </Form.Item>
            <div className={css.checkFoot}>
              <InputNumber
                aria-label={`${t.days} ${at + 1}`}
                min={0}
                max={365}
                precision={0}
                value={Math.abs(before)}
                onChange={(value) => change(at, { days_before: sign * (value ?? 0) })}
              />
              <Select
                aria-label={`${t.side} ${at + 1}`}
                value={sign}
                options={[
                  { value: 1, label: t.before },
                  { value: -1, label: t.after },
                ]}
                onChange={(side: number) =>
                  change(at, { days_before: side * Math.max(Math.abs(before), side < 0 ? 1 : 0) })
                }
              />
            </div>
            <LabelInputs
              value={one.label}
              placeholder={{ zh: t.example, en: t.exampleEn }}
              onChange={(label) => change(at, { label })}
            />
            {within.states.length > 1 && (
              <Form.Item label={t.states}>
                <Select
                  mode="multiple"
                  aria-label={`${t.states} ${at + 1}`}
                  placeholder={t.any}
                  value={one.states ?? []}
                  options={within.states.map((it) => ({ value: it.name, label: say(it.label) }))}
                  onChange={(states: string[]) => change(at, { states })}
                />
              </Form.Item>
            )}
            <div className={css.checkFoot}>
              {members.length > 0 && (
                <Select
                  mode="multiple"
                  aria-label={`${t.members} ${at + 1}`}
                  placeholder={t.members}
                  value={one.members ?? []}
                  options={members}
                  onChange={(chosen: string[]) => change(at, { members: chosen })}
                />
              )}
              <Button
                type="text"
                danger
                icon={<DeleteOutlined />}
                onClick={() => set(reminders.filter((_, index) => index !== at))}
              >
                {t.remove}
              </Button>
            </div>
          </Form>
        )
      })}
    </Panel>
  )
}

/** What a company wants to be reminded of beside what a built-in type reminds of. */
export function OverlayReminders({
  type,
  reminders,
  onSave,
  saving,
}: {
  type: DocumentType
  reminders: Reminder[]
  onSave: (reminders: Reminder[]) => void
  saving: boolean
}) {
  const t = useText(m)
  const [draft, setDraft] = useState(reminders)
  return (
    <>
      <DesignerReminders within={type} reminders={draft} onChange={setDraft} prefix="x_" />
      {draft !== reminders && (
        <div className={css.foot}>
          <Button
            type="primary"
            disabled={!draft.every((one) => filled(one.label).zh && one.day)}
            loading={saving}
            onClick={() => onSave(draft.map((one) => ({ ...one, label: filled(one.label) })))}
          >
            {t.save}
          </Button>
        </div>
      )}
    </>
  )
}
