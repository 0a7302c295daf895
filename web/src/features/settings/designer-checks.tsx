import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Select } from 'antd'
import type { ReactNode } from 'react'
import { Panel } from '@/components/page'
import type { Check } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import { ConditionInput } from './condition-input'
import css from './designer.module.css'
import { kindText } from './kind-text'
import { LabelInputs } from './label-inputs'
import type { Surroundings } from './kind-settings'

type Props = {
  within: Surroundings
  checks: Check[]
  onChange: (checks: Check[]) => void
  foot?: ReactNode
}

/** What must hold before a document is saved, and what people are only warned of. */
export function DesignerChecks({ within, checks, onChange: set, foot }: Props) {
  const t = useText(kindText)
  const say = useLabel()
  const change = (at: number, by: Partial<Check>) =>
    set(checks.map((one, index) => (index === at ? { ...one, ...by } : one)))
  const tables = within.fields.filter((field) => field.kind === 'rows' && !field.hidden)
  return (
    <Panel
      title={t.checks}
      extra={
        <Button
          icon={<PlusOutlined />}
          onClick={() =>
            set([...checks, { expression: '', message: { zh: '', en: '' }, severity: 'error' }])
          }
        >
          {t.addCheck}
        </Button>
      }
    >
      {checks.length === 0 && <p className={css.none}>{t.checksHint}</p>}
      {checks.map((check, at) => (
        <Form key={at} layout="vertical" className={css.check ?? ''}>
          {tables.length > 0 && (
            <Form.Item label={t.checkOf}>
              <Select
                aria-label={`${t.checkOf} ${at + 1}`}
                value={check.rows ?? ''}
                options={[
                  { value: '', label: t.wholeDocument },
                  ...tables.map((rows) => ({
                    value: rows.name,
                    label: t('eachLine', { rows: say(rows.label) }),
                  })),
                ]}
                onChange={(rows: string) => {
                  const rest = { ...check }
                  delete rest.rows
                  set(
                    checks.map((one, index) =>
                      index === at ? { ...rest, expression: '', ...(rows && { rows }) } : one,
                    ),
                  )
                }}
              />
            </Form.Item>
          )}
          <ConditionInput
            key={check.rows ?? ''}
            label={`${t.mustHold} ${at + 1}`}
            value={check.expression}
            within={within}
            where={check.rows ?? ''}
            onChange={(expression) => change(at, { expression })}
          />
          <LabelInputs
            value={check.message}
            placeholder={{ zh: t.checkExample, en: t.checkExampleEn }}
            onChange={(message) => change(at, { message })}
          />
          <div className={css.checkFoot}>
            <Select
              aria-label={`${t.severity} ${at + 1}`}
              value={check.severity ?? 'error'}
              options={[
                { value: 'error', label: t.severityError },
                { value: 'warning', label: t.severityWarning },
              ]}
              onChange={(severity) => change(at, { severity })}
            />
            <Button
              type="text"
              danger
              icon={<DeleteOutlined />}
              onClick={() => set(checks.filter((_, index) => index !== at))}
            >
              {t.removeCheck}
            </Button>
          </div>
        </Form>
      ))}
      {foot}
    </Panel>
  )
}
