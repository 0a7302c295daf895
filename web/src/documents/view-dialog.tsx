import { useMutation, useQuery } from '@tanstack/react-query'
import { Checkbox, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { notify } from '@/components/feedback'
import { saveView } from '@/documents/saved-views'
import { api } from '@/lib/api-client'
import type { DocumentType } from '@/lib/api-types'
import { keys } from '@/lib/query'
import type { RoleName, SavedView, ViewBody } from '@/lib/record-types'
import { useMe } from '@/lib/session'
import { messages, useLabel, useText } from '@/lib/text'
import css from './view-bar.module.css'

const m = messages({
  title: { zh: '保存视图', en: 'Save the view' },
  name: { zh: '视图名称', en: 'Name of the view' },
  whose: { zh: '谁能用', en: 'Who may use it' },
  own: { zh: '只有我', en: 'Only me' },
  everyone: { zh: '所有人', en: 'Everybody' },
  roles: { zh: '指定角色', en: 'These roles' },
  hint: {
    zh: '共享的是看的方式；每个人仍只看到自己有权看的单据。',
    en: 'What is shared is the way to look: everybody still sees only what they may.',
  },
  default: { zh: '打开列表时先用这个视图', en: 'Open the list with this view' },
  save: { zh: '保存', en: 'Save' },
})

const BUILT_IN: RoleName[] = [
  { name: 'administrator', label: { zh: '管理员', en: 'Administrator' } },
  { name: 'buyer', label: { zh: '采购', en: 'Buyer' } },
  { name: 'seller', label: { zh: '销售', en: 'Seller' } },
  { name: 'warehouse', label: { zh: '仓库', en: 'Warehouse' } },
  { name: 'accountant', label: { zh: '财务', en: 'Accountant' } },
  { name: 'viewer', label: { zh: '只读', en: 'Viewer' } },
]

type ViewDialogProps = {
  type: DocumentType
  /** The one that is changed; without it a new one is made. */
  view: SavedView | undefined
  body: ViewBody
  onClose: () => void
  onSaved: (view: SavedView) => void
}

/** How a view is called, who may use it, and whether it comes first. */
export function ViewDialog({ type, view, body, onClose, onSaved }: ViewDialogProps) {
  const t = useText(m)
  const { may } = useMe()
  const [name, setName] = useState(view?.name ?? '')
  const [shared, setShared] = useState(view?.shared ?? [])
  const [whose, setWhose] = useState<'own' | 'everyone' | 'roles'>(
    shared.length === 0 ? 'own' : shared.includes('*') ? 'everyone' : 'roles',
  )
  const [first, setFirst] = useState(view?.body.default ?? false)
  const mayBeFirst = whose === 'own' || may.administer
  const save = useMutation({
    mutationFn: () =>
      saveView(type.name, view?.id ?? null, {
        name: name.trim(),
        shared: whose === 'own' ? [] : whose === 'everyone' ? ['*'] : shared,
        body: { ...body, default: first && mayBeFirst },
        ...(view && { version: view.version }),
      }),
    onSuccess: onSaved,
    onError: notify.problem,
  })
  const complete = name.trim() !== '' && (whose !== 'roles' || shared.some((it) => it !== '*'))
  return (
    <Modal
      open
      centered
      width={420}
      title={t.title}
      okText={t.save}
      okButtonProps={{ disabled: !complete, loading: save.isPending }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <div className={css.form}>
        <label>
          <span>{t.name}</span>
          <Input
            autoFocus
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={() => complete && save.mutate()}
          />
        </label>
        <div>
          <span className={css.caption}>{t.whose}</span>
          <Radio.Group
            className={css.choices ?? ''}
            value={whose}
            onChange={(event) => setWhose(event.target.value as typeof whose)}
            options={[
              { value: 'own', label: t.own },
              { value: 'everyone', label: t.everyone },
              { value: 'roles', label: t.roles },
            ]}
          />
          {whose === 'roles' && (
            <RoleChoice value={shared.filter((it) => it !== '*')} onChange={setShared} />
          )}
        </div>
        {whose !== 'own' && <p className={css.hint}>{t.hint}</p>}
        {mayBeFirst && (
          <Checkbox checked={first} onChange={(event) => setFirst(event.target.checked)}>
            {t.default}
          </Checkbox>
        )}
      </div>
    </Modal>
  )
}

type RoleChoiceProps = { value: string[]; onChange: (roles: string[]) => void }

/** Roles that the company made are known to administrators; others see those they have. */
function RoleChoice({ value, onChange }: RoleChoiceProps) {
  const t = useText(m)
  const say = useLabel()
  const { may, user } = useMe()
  const answer = useQuery({
    queryKey: keys.settings('roles'),
    queryFn: () => api.get<{ rows: RoleName[] }>('/api/roles'),
    enabled: may.administer,
  })
  const known = answer.data?.rows ?? BUILT_IN
  const others = [...user.roles, ...value].filter((name) => !known.some((it) => it.name === name))
  const own = [...new Set(others)].map((name) => ({ value: name, label: name }))
  return (
    <Select
      mode="multiple"
      aria-label={t.roles}
      style={{ width: '100%', marginTop: 8 }}
      value={value}
      onChange={onChange}
      options={[...known.map((it) => ({ value: it.name, label: say(it.label) })), ...own]}
    />
  )
}
