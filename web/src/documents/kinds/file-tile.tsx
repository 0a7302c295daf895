import {
  FileExcelOutlined,
  FileImageOutlined,
  FileOutlined,
  FilePdfOutlined,
  FileTextOutlined,
  FileWordOutlined,
  FileZipOutlined,
} from '@ant-design/icons'
import { lazy, Suspense, use, useState } from 'react'
import { fileAddress, PaperContext } from '@/documents/kinds/paper'
import { isPicture, sizeText } from '@/documents/kinds/parts'
import type { FileRef } from '@/lib/api-types'
import { messages, useText } from '@/lib/text'
import css from './files.module.css'

const PicturePreview = lazy(() => import('./picture-preview'))

const m = messages({
  open: { zh: '打开 {name}', en: 'Open {name}' },
})

const THUMBNAILED = ['image/png', 'image/jpeg', 'image/webp']

type FileTileProps = {
  file: FileRef
  /** The pictures among them are turned over in the preview. */
  all: FileRef[]
  /** Only the small picture, as in a table. */
  bare?: boolean
}

/** A file to look at: pictures open large, others in a tab of their own or as a download. */
export function FileTile({ file, all, bare }: FileTileProps) {
  const t = useText(m)
  const paper = use(PaperContext)
  const [large, setLarge] = useState(false)
  const [broken, setBroken] = useState(false)
  const thumbnail =
    THUMBNAILED.includes(file.type) && !broken ? (
      <img
        className={css.thumbnail}
        src={fileAddress(paper, file, 'thumbnail')}
        alt=""
        loading="lazy"
        onError={() => setBroken(true)}
      />
    ) : (
      <span className={css.icon} aria-hidden>
        <FileIcon file={file} />
      </span>
    )
  const inside = (
    <>
      {thumbnail}
      {!bare && (
        <span className={css.words}>
          <span className={css.fileName}>{file.name}</span>
          <span className={css.size}>{sizeText(file.size)}</span>
        </span>
      )}
    </>
  )
  const common = { className: bare ? css.bare : css.open, title: file.name }
  if (!isPicture(file)) {
    return (
      <a
        {...common}
        href={fileAddress(paper, file)}
        target="_blank"
        rel="noopener"
        aria-label={t('open', { name: file.name })}
        onClick={(event) => event.stopPropagation()}
      >
        {inside}
      </a>
    )
  }
  return (
    <>
      <button
        {...common}
        type="button"
        aria-label={t('open', { name: file.name })}
        onClick={(event) => {
          event.stopPropagation()
          setLarge(true)
        }}
      >
        {inside}
      </button>
      {large && (
        <Suspense>
          <PicturePreview
            pictures={all.filter(isPicture)}
            from={file}
            onClose={() => setLarge(false)}
          />
        </Suspense>
      )}
    </>
  )
}

function FileIcon({ file }: { file: FileRef }) {
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? ''
  if (file.type.startsWith('image/')) return <FileImageOutlined />
  if (ending === 'pdf' || ending === 'ofd') return <FilePdfOutlined />
  if (['xls', 'xlsx', 'csv', 'et'].includes(ending)) return <FileExcelOutlined />
  if (['doc', 'docx', 'wps'].includes(ending)) return <FileWordOutlined />
  if (['zip', 'rar', '7z'].includes(ending)) return <FileZipOutlined />
  if (['txt', 'xml'].includes(ending)) return <FileTextOutlined />
  return <FileOutlined />
}
