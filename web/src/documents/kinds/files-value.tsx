import { PaperClipOutlined } from '@ant-design/icons'
import { FileTile } from '@/documents/kinds/file-tile'
import { asFiles } from '@/documents/kinds/parts'
import type { Field, FieldContent } from '@/lib/api-types'
import { messages, useText } from '@/lib/text'
import css from './files.module.css'

const m = messages({
  more: { zh: '还有 {n} 个', en: '{n} more' },
})

type FilesValueProps = { field: Field; value: FieldContent; dense?: boolean | undefined }

const SHOWN_IN_TABLES = 3

/** What is attached: tiles on a page, a strip of small pictures in a table. */
export function FilesValue({ field, value, dense }: FilesValueProps) {
  const t = useText(m)
  const files = asFiles(value)
  if (field.kind === 'signature') {
    const drawn = files[0]
    return drawn ? (
      <span className={dense ? css.smallSignature : css.signature}>
        <FileTile file={drawn} all={files} bare />
      </span>
    ) : null
  }
  if (dense) {
    const rest = files.length - SHOWN_IN_TABLES
    return (
      <span className={css.strip}>
        {files.slice(0, SHOWN_IN_TABLES).map((file) => (
          <FileTile key={file.hash} file={file} all={files} bare />
        ))}
        {rest > 0 && (
          <span className={css.hint}>
            <PaperClipOutlined /> {t('more', { n: rest })}
          </span>
        )}
      </span>
    )
  }
  return (
    <ul className={css.tiles}>
      {files.map((file) => (
        <li key={file.hash} className={css.tile}>
          <FileTile file={file} all={files} />
        </li>
      ))}
    </ul>
  )
}
