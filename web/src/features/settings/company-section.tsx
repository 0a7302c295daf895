import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { QueryState } from '@/components/states'
import { api } from '@/lib/api-client'
import type { Language } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { refreshMe } from '@/lib/session'
import { useText } from '@/lib/text'
import css from './section.module.css'
import { settingsText } from './settings-text'

type Company = {
  name: string
  currency: string
  time_zone: string
  language: Language
  hold_minutes: number
  trash_days: number
}

const CURRENCIES = ['CNY', 'HKD', 'TWD', 'USD', 'EUR', 'JPY', 'GBP', 'SGD', 'MYR', 'VND']

export function CompanySection() {
  const t = useText(settingsText)
  const query = useQuery({
    queryKey: keys.settings('company'),
    queryFn: () => api.get<Company>('/api/company'),
  })
  return (
    <Panel title={t.company}>
      <QueryState query={query}>{(company) => <CompanyForm company={company} />}</QueryState>
    </Panel>
  )
}

function CompanyForm({ company }: { company: Company }) {
  const t = useText(settingsText)
  const save = useMutation({
    mutationFn: (changed: Company) => api.put('/api/company', changed),
    onSuccess: async () => {
      await refreshMe()
      notify.success(t.saved)
    },
    onError: notify.problem,
  })
  const zones = [
    ...new Set([company.time_zone, 'Asia/Shanghai', ...Intl.supportedValuesOf('timeZone')]),
  ]
  const currencies = [...new Set([company.currency, ...CURRENCIES])]
  const options = (values: string[]) => values.map((value) => ({ value, label: value }))
  return (
    <Form<Company>
      className={css.form ?? ''}
      layout="vertical"
      requiredMark={false}
      initialValues={company}
      onFinish={(changed) => save.mutate({ ...company, ...changed })}
    >
      <Form.Item
        name="name"
        label={t.companyName}
        rules={[{ required: true, whitespace: true, message: t.required }]}
      >
        <Input autoComplete="organization" />
      </Form.Item>
      <Form.Item name="currency" label={t.currency}>
        <Select options={options(currencies)} showSearch />
      </Form.Item>
      <Form.Item name="time_zone" label={t.timeZone} extra={t.timeZoneHint}>
        <Select options={options(zones)} showSearch />
      </Form.Item>
      <Form.Item name="language" label={t.defaultLanguage}>
        <Select
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="hold_minutes"
        label={t.holdMinutes}
        extra={t.holdMinutesHint}
        rules={[{ required: true, message: t.required }]}
      >
        <InputNumber min={1} max={527040} precision={0} />
      </Form.Item>
      <Form.Item
        name="trash_days"
        label={t.trashDays}
        extra={t.trashDaysHint}
        rules={[{ required: true, message: t.required }]}
      >
        <InputNumber min={1} max={3660} precision={0} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t.save}
      </Button>
    </Form>
  )
}
