import { useEffect } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Form, Input } from 'antd'
import { LoadingState } from '@/components/states'
import { api, ApiProblem } from '@/lib/api-client'
import { enter } from '@/lib/session'
import { useLanguage, useText } from '@/lib/text'
import { Gate } from './gate'
import { PASSWORD_MIN, sessionText } from './session-text'

type Answers = { company_name: string; name: string; login: string; password: string }

/** The first start: makes the company and its first administrator. */
export default function SetupPage() {
  const t = useText(sessionText)
  const { language } = useLanguage()
  const navigate = useNavigate()
  const [form] = Form.useForm<Answers>()
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: () => api.get<{ needed: boolean }>('/api/setup'),
  })
  const begin = useMutation({
    mutationFn: (answers: Answers) => api.post('/api/setup', { ...answers, language }),
    onSuccess: () => enter('/'),
    onError: (error) => {
      if (!(error instanceof ApiProblem)) return
      form.setFields(
        error.problems.map((p) => ({ name: p.path as keyof Answers, errors: [p.message] })),
      )
    },
  })
  useEffect(() => {
    document.title = `${t.setupTitle} · ${t.product}`
  }, [t])
  const already = setup.data?.needed === false && !begin.isPending && !begin.isSuccess
  useEffect(() => {
    if (already) void navigate({ to: '/login', replace: true })
  }, [already, navigate])
  if (!setup.data && !setup.error) {
    return (
      <Gate title={t.setupTitle}>
        <LoadingState rows={4} />
      </Gate>
    )
  }
  const problem = begin.error instanceof ApiProblem ? begin.error : null
  const required = [{ required: true, whitespace: true, message: t.required }]
  return (
    <Gate title={t.setupTitle} hint={t.setupHint}>
      <Form<Answers>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(answers) => begin.mutate(answers)}
        disabled={begin.isPending || begin.isSuccess}
      >
        {problem && (
          <Form.Item>
            <Alert type="error" showIcon title={problem.title} description={problem.detail} />
          </Form.Item>
        )}
        <Form.Item name="company_name" label={t.company} rules={required}>
          <Input
            size="large"
            autoFocus
            placeholder={t.companyExample}
            autoComplete="organization"
          />
        </Form.Item>
        <Form.Item name="name" label={t.yourName} rules={required}>
          <Input size="large" autoComplete="name" />
        </Form.Item>
        <Form.Item name="login" label={t.account} extra={t.accountHint} rules={required}>
          <Input size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t.password}
          rules={[
            { required: true, message: t.needPassword },
            { min: PASSWORD_MIN, message: t('passwordShort', { n: PASSWORD_MIN }) },
          ]}
        >
          <Input.Password
            size="large"
            autoComplete="new-password"
            placeholder={t('passwordHint', { n: PASSWORD_MIN })}
          />
        </Form.Item>
        <Button
          type="primary"
          htmlType="submit"
          size="large"
          block
          loading={begin.isPending || begin.isSuccess}
        >
          {t.start}
        </Button>
      </Form>
    </Gate>
  )
}
