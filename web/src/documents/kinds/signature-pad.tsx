import { Button, Modal } from 'antd'
import Pad from 'signature_pad'
import { useCallback, useRef, useState } from 'react'
import { notify } from '@/components/feedback'
import { api } from '@/lib/api-client'
import type { Field, FileRef } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './signature.module.css'

const m = messages({
  hint: { zh: '请在框内书写', en: 'Write inside the frame' },
  done: { zh: '完成签名', en: 'Use this signature' },
  clear: { zh: '重写', en: 'Start over' },
  cancel: { zh: '取消', en: 'Cancel' },
})

type SignaturePadProps = {
  field: Field
  onSigned: (file: FileRef) => void
  onClose: () => void
}

/** A sheet to sign on. */
export default function SignaturePad({ field, onSigned, onClose }: SignaturePadProps) {
  const t = useText(m)
  const say = useLabel()
  const sheet = useRef<HTMLCanvasElement>(null)
  const pad = useRef<Pad | null>(null)
  const [blank, setBlank] = useState(true)
  const [sending, setSending] = useState(false)

  // Not an effect: the dialog puts its sheet on the page later than this is drawn for the first time.
  const attach = useCallback((canvas: HTMLCanvasElement) => {
    sheet.current = canvas
    const pen = new Pad(canvas, { penColor: '#111', minWidth: 0.8, maxWidth: 3 })
    pad.current = pen
    pen.addEventListener('endStroke', () => setBlank(pen.isEmpty()))
    // As many dots as the screen has, once there is room; turning a phone keeps what was written.
    const fit = new ResizeObserver(() => {
      const sharp = Math.max(devicePixelRatio, 1)
      const written = pen.toData()
      canvas.width = canvas.offsetWidth * sharp
      canvas.height = canvas.offsetHeight * sharp
      canvas.getContext('2d')?.scale(sharp, sharp)
      pen.fromData(written)
    })
    fit.observe(canvas)
    return () => {
      fit.disconnect()
      pen.off()
      sheet.current = null
    }
  }, [])

  async function finish() {
    const canvas = sheet.current
    if (!canvas || pad.current?.isEmpty()) return
    setSending(true)
    try {
      const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
      if (!picture) return
      const form = new FormData()
      form.append('file', picture, `${say(field.label)}.png`)
      onSigned(await api.upload<FileRef>('/api/files', form))
    } catch (error) {
      notify.problem(error)
    } finally {
      setSending(false)
    }
  }

  return (
    <Modal
      open
      centered
      width="min(720px, 96vw)"
      title={say(field.label)}
      maskClosable={false}
      onCancel={onClose}
      footer={[
        <Button
          key="clear"
          disabled={blank}
          onClick={() => {
            pad.current?.clear()
            setBlank(true)
          }}
        >
          {t.clear}
        </Button>,
        <Button key="cancel" onClick={onClose}>
          {t.cancel}
        </Button>,
        <Button
          key="done"
          type="primary"
          disabled={blank}
          loading={sending}
          onClick={() => void finish()}
        >
          {t.done}
        </Button>,
      ]}
    >
      <div className={css.frame}>
        {blank && <span className={css.hint}>{t.hint}</span>}
        <canvas ref={attach} className={css.sheet} aria-label={say(field.label)} role="img" />
      </div>
    </Modal>
  )
}
