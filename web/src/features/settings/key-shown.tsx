import { Alert, Button, Modal, Typography } from 'antd'
import { useText } from '@/lib/text'
import css from './key-shown.module.css'
import { settingsText } from './settings-text'

/** The only moment at which a key can be read. */
export function KeyShown({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useText(settingsText)
  return (
    <Modal
      open
      title={t.addKey}
      closable={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t.storedIt}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t.keyOnce} />
      <Typography.Paragraph
        className={css.secret ?? ''}
        copyable={{ tooltips: [t.copy, t.copied] }}
        data-testid="api-key"
      >
        {secret}
      </Typography.Paragraph>
    </Modal>
  )
}
