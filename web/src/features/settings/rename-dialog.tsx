import { useState } from 'react'
import { Form, Modal } from 'antd'
import type { Label } from '@/lib/api-types'
import { useText } from '@/lib/text'
import { filled } from './identifier'
import { LabelInputs } from './label-inputs'
import { settingsText } from './settings-text'

type Props = { label: Label; onSave: (label: Label) => void; onClose: () => void }

export function RenameDialog({ label, onSave, onClose }: Props) {
  const t = useText(settingsText)
  const [draft, setDraft] = useState(label)
  const whole = filled(draft)
  return (
    <Modal
      open
      title={t.rename}
      okText={t.save}
      cancelText={t.cancel}
      okButtonProps={{ disabled: !whole.zh }}
      onOk={() => onSave(whole)}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <LabelInputs value={draft} onChange={setDraft} autoFocus />
      </Form>
    </Modal>
  )
}
