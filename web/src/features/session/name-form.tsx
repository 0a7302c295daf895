import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Space } from 'antd'
import { notify } from '@/components/feedback'
import { api } from '@/lib/api-client'
import { refreshMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { sessionText } from './session-text'

export function NameForm({ name }: { name: string }) {
  const t = useText(sessionText)
  const save = useMutation({
    mutationFn: (change: { name: string }) => api.patch('/api/me', change),
    onSuccess: async () => {
      await refreshMe()
      notify.success(t.saved)
    },
    onError: notify.problem,
  })
  return (
    <Form<{ name: string }>
      layout="vertical"
      requiredMark={false}
      initialValues={{ name }}
      onFinish={(change) => save.mutate(change)}
    >
      <Form.Item label={t.name} htmlFor="profile-name">
        <Space.Compact block>
          <Form.Item
            name="name"
            noStyle
            rules={[{ required: true, whitespace: true, message: t.required }]}
          >
            <Input id="profile-name" autoComplete="name" />
          </Form.Item>
          <Button htmlType="submit" loading={save.isPending}>
            {t.save}
          </Button>
        </Space.Compact>
      </Form.Item>
    </Form>
  )
}
