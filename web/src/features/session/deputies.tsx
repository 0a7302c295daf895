import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Select } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { QueryState } from '@/components/states'
import { DayField } from '@/documents/day-field'
import { useMembers } from '@/documents/lookup'
import { api, seg } from '@/lib/api-client'
import { formatDay, today } from '@/lib/dates'
import { keys } from '@/lib/query'
import { enter, useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import css from './profile-page.module.css'
import { sessionText } from './session-text'

type Person = { login: string; name: string } | null
type Deputy = {
  id: string
  member: Person
  deputy: Person
  first_day: string
  last_day: string
  in_force: boolean
  mine: boolean
}
type NewDeputy = { deputy: string; first_day: string; last_day: string }

/** Who stands in for me while I am away, and for whom I do. */
export function Deputies() {
  const t = useText(sessionText)
  const me = useMe()
  const client = useQueryClient()
  const members = useMembers()
  const [form] = Form.useForm<NewDeputy>()
  const again = () => client.invalidateQueries({ queryKey: keys.settings('deputies') })
  const query = useQuery({
    queryKey: keys.settings('deputies'),
    queryFn: () => api.get<{ rows: Deputy[] }>('/api/deputies'),
  })
  const add = useMutation({
    mutationFn: (it: NewDeputy) => api.post('/api/deputies', it),
    onSuccess: () => {
      form.resetFields()
      return again()
    },
    onError: notify.problem,
  })
  const end = useMutation({
    mutationFn: (id: string) => api.del(`/api/deputies/${seg(id)}`),
    onSuccess: again,
    onError: notify.problem,
  })
  const actFor = useMutation({
    mutationFn: (login: string) => api.post('/api/session/acting-for', { login }),
    // Everything that was read was read as somebody else.
    onSuccess: () => enter('/'),
    onError: notify.problem,
  })
  return (
    <Panel title={t.deputies}>
      <p className={css.hint}>{t.deputiesHint}</p>
      <QueryState query={query}>
        {({ rows }) => (
          <ul className={css.list}>
            {rows.map((row) => (
              <li key={row.id}>
                <span>
                  {t('forWhom', { deputy: row.deputy?.name ?? '', member: row.member?.name ?? '' })}
                  <span className={css.muted}>
                    {t('days', { from: formatDay(row.first_day), to: formatDay(row.last_day) })}
                  </span>
                </span>
                <span>
                  {row.mine && row.in_force && row.member && (
                    <Button size="small" onClick={() => actFor.mutate(row.member?.login ?? '')}>
                      {t.standIn}
                    </Button>
                  )}
                  <Button size="small" type="text" danger onClick={() => end.mutate(row.id)}>
                    {t.end}
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
      </QueryState>
      <Form<NewDeputy>
        form={form}
        name="deputies"
        layout="vertical"
        requiredMark={false}
        initialValues={{ first_day: today(), last_day: today() }}
        onFinish={(it) => add.mutate(it)}
      >
        <Form.Item name="deputy" label={t.deputy} rules={[{ required: true, message: t.required }]}>
          <Select
            showSearch
            optionFilterProp="label"
            options={members
              .filter((one) => one.id !== me.user.login)
              .map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
        <div className={css.pair}>
          <Form.Item name="first_day" label={t.firstDay}>
            <DayField label={t.firstDay} />
          </Form.Item>
          <Form.Item name="last_day" label={t.lastDay}>
            <DayField label={t.lastDay} />
          </Form.Item>
        </div>
        <Button htmlType="submit" loading={add.isPending}>
          {t.addDeputy}
        </Button>
      </Form>
    </Panel>
  )
}
