import { DownloadOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import { use, useState } from 'react'
import { fileAddress, PaperContext } from '@/documents/kinds/paper'
import { sizeText } from '@/documents/kinds/parts'
import type { FileRef } from '@/lib/api-types'
import { messages, useText } from '@/lib/text'
import css from './files.module.css'

const m = messages({
  before: { zh: '上一张', en: 'Previous picture' },
  after: { zh: '下一张', en: 'Next picture' },
  save: { zh: '下载', en: 'Download' },
})

type PicturePreviewProps = { pictures: FileRef[]; from: FileRef; onClose: () => void }

/** A picture large, with those beside it. */
export default function PicturePreview({ pictures, from, onClose }: PicturePreviewProps) {
  const t = useText(m)
  const paper = use(PaperContext)
  const [at, setAt] = useState(() => pictures.findIndex((one) => one.hash === from.hash))
  const shown = pictures[at] ?? from
  const turn = (by: number) => setAt((now) => (now + by + pictures.length) % pictures.length)
  return (
    <Modal
      open
      centered
      width="min(1100px, 96vw)"
      title={`${shown.name} · ${sizeText(shown.size)}`}
      onCancel={onClose}
      footer={
        <Button
          icon={<DownloadOutlined />}
          href={fileAddress(paper, shown, 'download')}
          download={shown.name}
        >
          {t.save}
        </Button>
      }
    >
      <div
        className={css.stage}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') turn(-1)
          if (event.key === 'ArrowRight') turn(1)
        }}
      >
        {pictures.length > 1 && (
          <Button
            shape="circle"
            icon={<LeftOutlined />}
            aria-label={t.before}
            onClick={() => turn(-1)}
          />
        )}
        <img className={css.large} src={fileAddress(paper, shown)} alt={shown.name} />
        {pictures.length > 1 && (
          <Button
            shape="circle"
            icon={<RightOutlined />}
            aria-label={t.after}
            onClick={() => turn(1)}
          />
        )}
      </div>
    </Modal>
  )
}
