import { DownloadOutlined, ReloadOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Button, Modal } from 'antd'
import type { Failed, Outcome } from '@/documents/run-batch'
import type { DocumentType } from '@/lib/api-types'
import { saveText, toCsv } from '@/lib/csv'
import { messages, useLabel, useText } from '@/lib/text'
import css from './bulk-actions.module.css'

const m = messages({
  title: { zh: '{done} 条完成，{failed} 条没有完成', en: '{done} done, {failed} not done' },
  stopped: { zh: '已停下，其余没有动。', en: 'It was stopped; the rest was not touched.' },
  calm: {
    zh: '没有完成的单据原样未动，原因如下。',
    en: 'What was not done stays as it was, for these reasons.',
  },
  retry: { zh: '重试这 {n} 条', en: 'Try these {n} again' },
  export: { zh: '导出清单', en: 'Save the list' },
  close: { zh: '知道了', en: 'Close' },
  number: { zh: '单号', en: 'Number' },
  reason: { zh: '原因', en: 'Reason' },
  file: { zh: '没有完成的', en: 'Not done' },
  more: { zh: '还有 {n} 条，见导出的清单', en: '{n} more are in the saved list' },
})

const SHOWN = 200

type BatchResultProps = {
  type: DocumentType
  outcome: Outcome
  /** Whether what is not done can be opened; what lies in the bin cannot. */
  linked?: boolean
  onRetry: (failed: Failed[]) => void
  onClose: () => void
}

/** What was not done, and why; to try again or to take along. */
export function BatchResult(props: BatchResultProps) {
  const { type, outcome, linked = true, onRetry, onClose } = props
  const t = useText(m)
  const say = useLabel()
  const { done, failed, stopped } = outcome
  const save = () => {
    const lines = failed.map(({ number, why }) => [number, why])
    saveText(`${say(type.label)}-${t.file}.csv`, toCsv([[t.number, t.reason], ...lines]))
  }
  return (
    <Modal
      open
      centered
      width={640}
      title={t('title', { done, failed: failed.length })}
      onCancel={onClose}
      footer={[
        failed.length > 0 && (
          <Button key="export" icon={<DownloadOutlined />} onClick={save}>
            {t.export}
          </Button>
        ),
        failed.length > 0 && (
          <Button key="retry" icon={<ReloadOutlined />} onClick={() => onRetry(failed)}>
            {t('retry', { n: failed.length })}
          </Button>
        ),
        <Button key="close" type="primary" onClick={onClose}>
          {t.close}
        </Button>,
      ]}
    >
      {stopped && <p>{t.stopped}</p>}
      {failed.length > 0 && (
        <>
          <p className={css.hint}>{t.calm}</p>
          <ul className={css.failed} aria-label={t.file}>
            {failed.slice(0, SHOWN).map(({ id, number, why }) => (
              <li key={id}>
                {linked ? (
                  <Link to="/d/$type/$id" params={{ type: type.name, id }} target="_blank">
                    {number}
                  </Link>
                ) : (
                  <b>{number}</b>
                )}
                <span>{why}</span>
              </li>
            ))}
          </ul>
          {failed.length > SHOWN && (
            <p className={css.hint}>{t('more', { n: failed.length - SHOWN })}</p>
          )}
        </>
      )}
    </Modal>
  )
}
