import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { notify } from '@/components/feedback'
import { api } from '@/lib/api-client'
import { useText } from '@/lib/text'
import { PASSWORD_MIN, sessionText } from './session-text'

type Change = { current_password: string; password: string }

export function PasswordForm({ login }: { login: string }) {
  const t = useText(sessionText)
  const [form] = Form.useForm<Change>()
  const save = useMutation({
    mutationFn: (change: Change) => api.patch('/api/me', change),
    onSuccess: () => {
      form.resetFields()
      notify.success(t.passwordChanged)
    },
    onError: notify.problem,
  })
  return (
    <Form<Change>
      form={form}
      name="change-password"
      layout="vertical"
      requiredMark={false}
      onFinish={(change) => save.mutate(change)}
    >
      {/* Lets password managers know whose password this is. */}
      <input type="text" autoComplete="username" value={login} readOnly hidden />
      <Form.Item
        name="current_password"
        label={t.currentPassword}
        rules={[{ required: true, message: t.needPassword }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t.newPassword}
        rules={[
          { required: true, message: t.needPassword },
          { min: PASSWORD_MIN, message: t('passwordShort', { n: PASSWORD_MIN }) },
        ]}
      >
        <Input.Password
          autoComplete="new-password"
          placeholder={t('passwordHint', { n: PASSWORD_MIN })}
        />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t.changePassword}
      </Button>
    </Form>
  )
}
