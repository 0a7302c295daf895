import { Form, Input, Modal, Select } from 'antd'
import { notify } from '@/components/feedback'
import { LinkPicker } from '@/documents/link-picker'
import { ApiProblem } from '@/lib/api-client'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import { PASSWORD_MIN, settingsText } from './settings-text'
import type { Role } from './use-roles'
import { type NewUser, type UserRow, useSaveUser } from './use-users'

type Props = { user: UserRow | null; roles: Role[]; onClose: () => void }

/** Makes a user, or changes name, roles and password of one. */
export function UserDialog({ user, roles, onClose }: Props) {
  const t = useText(settingsText)
  const a = useText(accessText)
  const say = useLabel()
  const [form] = Form.useForm<NewUser>()
  const save = useSaveUser()

  function submit({ login, name, password, roles: chosen, department }: NewUser) {
    const change = {
      name,
      roles: chosen,
      department: department ?? '',
      ...(password ? { password } : {}),
    }
    save.mutate(
      user
        ? { id: user.id, change }
        : { create: { login, name, password, roles: chosen, department: department ?? null } },
      {
        onSuccess: () => {
          notify.success(t.saved)
          onClose()
        },
        onError: (error) => {
          notify.problem(error)
          if (!(error instanceof ApiProblem)) return
          form.setFields(
            error.problems.map((p) => ({ name: p.path as keyof NewUser, errors: [p.message] })),
          )
        },
      },
    )
  }

  return (
    <Modal
      open
      title={user ? t('editOf', { what: user.name }) : t.addUser}
      okText={t.save}
      cancelText={t.cancel}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<NewUser>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={
          user
            ? { name: user.name, roles: user.roles, department: user.department }
            : { roles: ['viewer'] }
        }
        onFinish={submit}
      >
        {!user && (
          <Form.Item
            name="login"
            label={t.account}
            rules={[{ required: true, whitespace: true, message: t.required }]}
          >
            <Input autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} />
          </Form.Item>
        )}
        <Form.Item
          name="name"
          label={t.name}
          rules={[{ required: true, whitespace: true, message: t.required }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="roles" label={t.role} rules={[{ required: true, message: t.required }]}>
          <Select
            mode="multiple"
            options={roles.map((role) => ({ value: role.name, label: say(role.label) }))}
          />
        </Form.Item>
        <Form.Item name="department" label={a.department}>
          <DepartmentPicker />
        </Form.Item>
        <Form.Item
          name="password"
          label={user ? t.newPassword : t.password}
          rules={[
            { required: !user, message: t.required },
            { min: PASSWORD_MIN, message: t('passwordShort', { n: PASSWORD_MIN }) },
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** Fills what the form gives: value, id and what to do on a change. */
function DepartmentPicker(props: {
  id?: string
  value?: string | null
  onChange?: (department: string | null) => void
}) {
  return (
    <LinkPicker
      type="department"
      {...(props.id ? { id: props.id } : {})}
      value={props.value ?? null}
      onChange={(department) => props.onChange?.(department)}
    />
  )
}
