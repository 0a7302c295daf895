import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Select } from 'antd'
import { confirm, notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { api, seg } from '@/lib/api-client'
import type { Instant, Person } from '@/lib/api-types'
import { formatInstant } from '@/lib/dates'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import { KeyShown } from './key-shown'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { useUsers } from './use-users'

type ApiKey = {
  id: string
  name: string
  user: Person | string
  created_at?: Instant
  last_used_at?: Instant | null
}
type NewKey = { name: string; user: string }

export function KeysSection() {
  const t = useText(settingsText)
  const client = useQueryClient()
  const [adding, setAdding] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  const query = useQuery({
    queryKey: keys.settings('api-keys'),
    queryFn: () => api.get<{ rows: ApiKey[] }>('/api/api-keys'),
  })
  const refresh = () => client.invalidateQueries({ queryKey: keys.settings('api-keys') })
  const remove = useMutation({
    mutationFn: (id: string) => api.del(`/api/api-keys/${seg(id)}`),
    onSuccess: refresh,
    onError: notify.problem,
  })

  async function revoke(key: ApiKey) {
    const sure = await confirm({
      title: t('revokeAsk', { name: key.name }),
      content: t.revokeHint,
      ok: t.revoke,
      danger: true,
    })
    if (sure) remove.mutate(key.id)
  }

  const columns: TableColumn<ApiKey>[] = [
    { key: 'name', title: t.keyName, cardRole: 'title', render: (key) => key.name },
    {
      key: 'user',
      title: t.keyUser,
      render: (key) => (typeof key.user === 'string' ? key.user : key.user.name),
    },
    { key: 'created', title: t.createdAt, render: (key) => formatInstant(key.created_at) },
    {
      key: 'used',
      title: t.lastUsed,
      render: (key) =>
        formatInstant(key.last_used_at) || <span className={css.muted}>{t.never}</span>,
    },
    {
      key: 'acts',
      title: '',
      align: 'right',
      render: (key) => (
        <Button size="small" type="text" danger onClick={() => void revoke(key)}>
          {t.revoke}
        </Button>
      ),
    },
  ]
  return (
    <>
      <p className={css.hint}>{t.keysHint}</p>
      <Panel
        title={t.keys}
        flush
        extra={
          <Button type="primary" onClick={() => setAdding(true)}>
            {t.addKey}
          </Button>
        }
      >
        <QueryState
          query={query}
          empty={({ rows }) => rows.length === 0 && <EmptyState title={t.noKeys} />}
        >
          {({ rows }) => (
            <ResponsiveTable
              label={t.keys}
              rows={rows}
              rowKey={(key) => key.id}
              columns={columns}
            />
          )}
        </QueryState>
      </Panel>
      {adding && (
        <KeyDialog
          onClose={() => setAdding(false)}
          onMade={(key) => {
            setAdding(false)
            setShown(key)
            void refresh()
          }}
        />
      )}
      {shown && <KeyShown secret={shown} onClose={() => setShown(null)} />}
    </>
  )
}

function KeyDialog({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
  const t = useText(settingsText)
  const [form] = Form.useForm<NewKey>()
  const users = useUsers().data?.rows ?? []
  const make = useMutation({
    mutationFn: (wanted: NewKey) => api.post<{ key: string }>('/api/api-keys', wanted),
    onSuccess: ({ key }) => onMade(key),
    onError: notify.problem,
  })
  const required = [{ required: true, message: t.required }]
  return (
    <Modal
      open
      title={t.addKey}
      okText={t.create}
      cancelText={t.cancel}
      confirmLoading={make.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<NewKey>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(wanted) => make.mutate(wanted)}
      >
        <Form.Item name="name" label={t.keyName} rules={required}>
          <Input autoFocus placeholder={t.keyExample} />
        </Form.Item>
        <Form.Item name="user" label={t.keyUser} rules={required}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={users
              .filter((user) => user.active)
              .map((user) => ({ value: user.login, label: `${user.name}（${user.login}）` }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
