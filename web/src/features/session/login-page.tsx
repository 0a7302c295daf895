import { useEffect, useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Button, Form, Input } from 'antd'
import { api, ApiProblem } from '@/lib/api-client'
import { enter } from '@/lib/session'
import { useText } from '@/lib/text'
import { Gate } from './gate'
import { sessionText } from './session-text'

type Credentials = { login: string; password: string; code?: string }

export default function LoginPage() {
  const t = useText(sessionText)
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as { to?: unknown }
  const [capsLock, setCapsLock] = useState(false)
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => api.post('/api/session', credentials),
    onSuccess: () => enter(typeof search.to === 'string' ? search.to : '/'),
  })
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: () => api.get<{ needed: boolean }>('/api/setup'),
    retry: false,
  })
  useEffect(() => {
    document.title = `${t.login} · ${t.product}`
  }, [t])
  useEffect(() => {
    if (setup.data?.needed) void navigate({ to: '/setup', replace: true })
  }, [setup.data, navigate])
  const problem = signIn.error instanceof ApiProblem ? signIn.error : null
  const [asked, setAsked] = useState(false)
  const needed = problem?.code === 'second_factor_needed'
  // Once asked for, the field stays while somebody mistypes.
  if (needed && !asked) setAsked(true)
  return (
    <Gate title={t.login}>
      <Form<Credentials>
        layout="vertical"
        requiredMark={false}
        onFinish={(credentials) => signIn.mutate(credentials)}
        disabled={signIn.isPending || signIn.isSuccess}
      >
        {problem && !needed && (
          <Form.Item>
            <Alert type="error" showIcon title={problem.title} description={problem.detail} />
          </Form.Item>
        )}
        <Form.Item
          name="login"
          label={t.account}
          rules={[{ required: true, message: t.needAccount }]}
        >
          <Input
            size="large"
            autoFocus
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
          />
        </Form.Item>
        <Form.Item
          name="password"
          label={t.password}
          extra={capsLock ? t.capsLock : undefined}
          rules={[{ required: true, message: t.needPassword }]}
        >
          <Input.Password
            size="large"
            autoComplete="current-password"
            onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
          />
        </Form.Item>
        {asked && (
          <Form.Item
            name="code"
            label={t.code}
            extra={t.codeHint}
            rules={[{ required: true, message: t.needCode }]}
          >
            <Input size="large" autoFocus autoComplete="one-time-code" />
          </Form.Item>
        )}
        <Button
          type="primary"
          htmlType="submit"
          size="large"
          block
          loading={signIn.isPending || signIn.isSuccess}
        >
          {t.login}
        </Button>
      </Form>
    </Gate>
  )
}
