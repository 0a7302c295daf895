import { useState } from 'react'
import { CheckCircleFilled, CloseCircleFilled, LoadingOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import { ApiProblem } from '@/lib/api-client'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import css from './drafts-dialog.module.css'
import { confirmDraft, type Draft } from './order-shortages'
import { radarText } from './radar-text'

type Progress = { state: 'draft' | 'confirming' | 'confirmed' } | { state: 'failed'; why: string }

/** Shows the drafts just made and confirms them all with one click. */
export function DraftsDialog({ drafts, onClose }: { drafts: Draft[]; onClose: () => void }) {
  const t = useText(radarText)
  const client = useQueryClient()
  const [progress, setProgress] = useState<Record<string, Progress>>({})
  const of = (draft: Draft): Progress => progress[draft.id] ?? { state: 'draft' }
  const open = drafts.filter((draft) => of(draft).state !== 'confirmed')
  const failed = drafts.filter((draft) => of(draft).state === 'failed')
  const busy = drafts.some((draft) => of(draft).state === 'confirming')
  const done = drafts.length > 0 && open.length === 0

  async function confirmAll() {
    const set = (draft: Draft, next: Progress) =>
      setProgress((before) => ({ ...before, [draft.id]: next }))
    for (const draft of open) {
      set(draft, { state: 'confirming' })
      try {
        await confirmDraft(draft)
        set(draft, { state: 'confirmed' })
      } catch (error) {
        const why =
          error instanceof ApiProblem ? [error.title, error.detail].filter(Boolean).join(' ') : ''
        set(draft, { state: 'failed', why })
      }
    }
    void client.invalidateQueries({ queryKey: keys.shortages() })
  }

  return (
    <Modal
      open
      centered
      width={560}
      title={
        drafts.length === 0 ? t.noDrafts : t(done ? 'orderedAll' : 'drafted', { n: drafts.length })
      }
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        done || drafts.length === 0 ? (
          <Button type="primary" onClick={onClose}>
            {t.done}
          </Button>
        ) : (
          <>
            <Button onClick={onClose} disabled={busy}>
              {t.later}
            </Button>
            <Button type="primary" loading={busy} onClick={() => void confirmAll()}>
              {failed.length > 0
                ? t('retry', { n: failed.length })
                : t('confirmAll', { n: drafts.length })}
            </Button>
          </>
        )
      }
    >
      {drafts.length > 0 && <p className={css.hint}>{done ? t.allOrdered : t.draftsHint}</p>}
      <ul className={css.drafts}>
        {drafts.map((draft) => (
          <li key={draft.id} className={css.draft}>
            <div className={css.what}>
              <DocumentLink type={draft.type} id={draft.id} number={draft.number} />
              <span className={css.title}>{draft.title}</span>
            </div>
            <span className={css.lines}>{t('draftLines', { n: draft.lines })}</span>
            <DraftState progress={of(draft)} />
          </li>
        ))}
      </ul>
    </Modal>
  )
}

function DraftState({ progress }: { progress: Progress }) {
  const t = useText(radarText)
  switch (progress.state) {
    case 'draft':
      return <ToneTag tone="muted">{t.draft}</ToneTag>
    case 'confirming':
      return (
        <span role="status">
          <LoadingOutlined aria-label={t.confirming} />
        </span>
      )
    case 'confirmed':
      return (
        <span className={css.confirmed}>
          <CheckCircleFilled /> {t.confirmed}
        </span>
      )
    case 'failed':
      return (
        <span className={css.failed} role="alert">
          <CloseCircleFilled /> {t.failed}
          {progress.why && <small>{progress.why}</small>}
        </span>
      )
  }
}
