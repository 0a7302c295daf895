import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, InputNumber, Select } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { QueryState } from '@/components/states'
import { api } from '@/lib/api-client'
import { keys } from '@/lib/query'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import css from './section.module.css'
import { useRoles } from './use-roles'

type Security = {
  idle_minutes: number
  absolute_hours: number
  second_factor: string[]
  audit_days: number
}

type Period = 'idle_minutes' | 'absolute_hours' | 'audit_days'

const DAY_MINUTES = 24 * 60
const rounded = (n: number) => Math.round(n * 10) / 10

/** How long sessions last, who shows a second factor, how long the log is kept. */
export function SecuritySection() {
  const t = useText(accessText)
  const query = useQuery({
    queryKey: keys.settings('security'),
    queryFn: () => api.get<Security>('/api/security'),
  })
  return (
    <Panel title={t.security}>
      <QueryState query={query}>{(security) => <SecurityForm security={security} />}</QueryState>
    </Panel>
  )
}

function SecurityForm({ security }: { security: Security }) {
  const t = useText(accessText)
  const say = useLabel()
  const client = useQueryClient()
  const roles = useRoles().data?.rows ?? []
  const [draft, setDraft] = useState(security)
  const save = useMutation({
    mutationFn: () => api.put<Security>('/api/security', draft),
    onSuccess: () => {
      notify.success(t.saved)
      void client.invalidateQueries({ queryKey: keys.settings('security') })
    },
    onError: notify.problem,
  })
  const number = (name: Period, label: string, hint: string) => (
    <Form.Item label={label} extra={hint}>
      <InputNumber
        aria-label={label}
        min={1}
        precision={0}
        value={draft[name]}
        onChange={(value) => setDraft({ ...draft, [name]: value ?? draft[name] })}
      />
    </Form.Item>
  )
  return (
    <Form layout="vertical" className={css.form ?? ''} onFinish={() => save.mutate()}>
      {number(
        'idle_minutes',
        t.idle,
        draft.idle_minutes < DAY_MINUTES
          ? t('idleHintHours', { n: rounded(draft.idle_minutes / 60) })
          : t('idleHint', { n: rounded(draft.idle_minutes / DAY_MINUTES) }),
      )}
      {number(
        'absolute_hours',
        t.absolute,
        t('absoluteHint', { n: rounded(draft.absolute_hours / 24) }),
      )}
      <Form.Item label={t.required} extra={t.requiredHint}>
        <Select
          mode="multiple"
          aria-label={t.required}
          placeholder={t.none}
          value={draft.second_factor}
          onChange={(second_factor) => setDraft({ ...draft, second_factor })}
          options={roles.map((role) => ({ value: role.name, label: say(role.label) }))}
        />
      </Form.Item>
      {number('audit_days', t.auditDays, t.auditDaysHint)}
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t.save}
      </Button>
    </Form>
  )
}
