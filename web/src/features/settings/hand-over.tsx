import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Checkbox, Form, Modal, Select } from 'antd'
import { notify } from '@/components/feedback'
import { api, seg } from '@/lib/api-client'
import type { Label } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import css from './section.module.css'
import type { UserRow } from './use-users'

type Answer = {
  rows: { type: string; label: Label; kept: number; named: number }[]
  leaves: { sessions: number; keys: number; deputies: number } | null
}
type Props = { user: UserRow; users: UserRow[]; onClose: () => void }

/** Another takes over what is open: first a look, then one act. */
export function HandOver({ user, users, onClose }: Props) {
  const t = useText(accessText)
  const say = useLabel()
  const client = useQueryClient()
  const [to, setTo] = useState<string>()
  const [leaves, setLeaves] = useState(true)
  const ask = (preview: boolean) =>
    api.post<Answer>(`/api/users/${seg(user.id)}/hand-over`, { to, leaves, preview })
  const look = useMutation({ mutationFn: () => ask(true), onError: notify.problem })
  const act = useMutation({
    mutationFn: () => ask(false),
    onSuccess: () => {
      notify.success(t('handedOver', { name: users.find((one) => one.login === to)?.name ?? '' }))
      void client.invalidateQueries({ queryKey: keys.settings('users') })
      onClose()
    },
    onError: notify.problem,
  })
  const seen = look.data
  const again = () => look.reset()
  return (
    <Modal
      open
      title={t('handOverOf', { name: user.name })}
      okText={seen ? t.handOver : t.look}
      cancelText={t.cancel}
      okButtonProps={{ disabled: !to, danger: Boolean(seen) && leaves }}
      confirmLoading={look.isPending || act.isPending}
      onOk={() => (seen ? act.mutate() : look.mutate())}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={t.to}>
          <Select
            aria-label={t.to}
            value={to}
            onChange={(next) => {
              again()
              setTo(next)
            }}
            options={users
              .filter((one) => one.active && one.id !== user.id)
              .map((one) => ({ value: one.login, label: one.name }))}
          />
        </Form.Item>
        <Checkbox
          checked={leaves}
          onChange={(event) => {
            again()
            setLeaves(event.target.checked)
          }}
        >
          {t('leaves', { name: user.name })}
        </Checkbox>
      </Form>
      {seen && (
        <ul className={css.found}>
          {seen.rows.length === 0 && <li>{t.nothingOpen}</li>}
          {seen.rows.map((row) => (
            <li key={row.type}>
              <span>{say(row.label)}</span>
              <span className="num">
                {[
                  row.kept > 0 && t('kept', { n: row.kept }),
                  row.named > 0 && t('named', { n: row.named }),
                ]
                  .filter(Boolean)
                  .join(t.comma)}
              </span>
            </li>
          ))}
          {seen.leaves && <li className={css.muted}>{t('doorsEnd', seen.leaves)}</li>}
        </ul>
      )}
    </Modal>
  )
}
