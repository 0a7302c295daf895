import { Button, Modal } from 'antd'
import { DocumentLink } from '@/documents/document-link'
import { StateTag } from '@/documents/state-tag'
import { useDocumentType } from '@/documents/use-document-types'
import { useLabel, useText } from '@/lib/text'
import css from './accepted-dialog.module.css'
import { planText } from './plan-text'
import type { MadeDocument } from './types'

/** The documents that came of the lines. */
export function AcceptedDialog({
  documents,
  onClose,
}: {
  documents: MadeDocument[]
  onClose: () => void
}) {
  const t = useText(planText)
  return (
    <Modal
      open
      centered
      title={t('accepted', { n: documents.length })}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t.done}
        </Button>
      }
    >
      <p className={css.hint}>{t.acceptedHint}</p>
      <ul className={css.documents}>
        {documents.map((one) => (
          <MadeLine key={`${one.type} ${one.id}`} made={one} />
        ))}
      </ul>
    </Modal>
  )
}

function MadeLine({ made }: { made: MadeDocument }) {
  const say = useLabel()
  const type = useDocumentType(made.type)
  return (
    <li className={css.made}>
      <span className={css.type}>{type ? say(type.label) : made.type}</span>
      <DocumentLink type={made.type} id={made.id} number={made.number} />
      {type && <StateTag type={type} state={made.state} />}
    </li>
  )
}
