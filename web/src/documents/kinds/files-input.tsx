import { CameraOutlined, CloseOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import { useLayoutEffect, useRef, useState, type ClipboardEvent, type DragEvent } from 'react'
import { FileTile } from '@/documents/kinds/file-tile'
import { asFiles } from '@/documents/kinds/parts'
import { acceptOf, mostFiles, useUploads } from '@/documents/kinds/upload'
import type { Field, FieldContent, FileRef } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import css from './files.module.css'

const m = messages({
  add: { zh: '选择文件', en: 'Choose files' },
  addPicture: { zh: '选择图片', en: 'Choose pictures' },
  camera: { zh: '拍照', en: 'Take a photo' },
  hint: { zh: '可拖放或粘贴', en: 'or drop or paste them here' },
  remove: { zh: '移除 {name}', en: 'Remove {name}' },
  dismiss: { zh: '知道了', en: 'Dismiss' },
  sending: { zh: '正在上传 {name}', en: 'Uploading {name}' },
})

type FilesInputProps = {
  field: Field
  value: FieldContent
  onChange: (files: FileRef[]) => void
  id?: string | undefined
  disabled?: boolean | undefined
  invalid?: boolean | undefined
}

/** Attachments and pictures: chosen, dropped, pasted, or taken with a phone's camera. */
export function FilesInput({ field, value, onChange, id, disabled, invalid }: FilesInputProps) {
  const t = useText(m)
  const say = useLabel()
  const phone = usePhone()
  const files = asFiles(value)
  const latest = useRef(files)
  useLayoutEffect(() => {
    latest.current = files
  })
  const [over, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const { uploads, send, dismiss } = useUploads(field, files.length, (file) => {
    // Several may arrive before the form is drawn again.
    const known = latest.current.some((one) => one.hash === file.hash)
    latest.current = known ? latest.current : [...latest.current, file]
    onChange(latest.current)
  })
  const pictures = field.kind === 'image'
  const full = files.length >= mostFiles(field)
  const take = (list: FileList | null) => {
    if (!disabled && list && list.length > 0) void send([...list])
  }
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    take(event.clipboardData.files)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    <div
      className={over ? css.dropping : css.input}
      role="group"
      aria-label={say(field.label)}
      aria-invalid={invalid || undefined}
      onPaste={onPaste}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(!disabled)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {files.length > 0 && (
        <ul className={css.tiles}>
          {files.map((file) => (
            <li key={file.hash} className={css.tile}>
              <FileTile file={file} all={files} />
              {!disabled && (
                <Button
                  size="small"
                  type="text"
                  className={css.remove}
                  icon={<DeleteOutlined />}
                  aria-label={t('remove', { name: file.name })}
                  onClick={() => onChange(files.filter((one) => one.hash !== file.hash))}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {uploads.map((one) => (
        <div key={one.key} className={css.sending} role={one.problem ? 'alert' : 'status'}>
          {one.problem ? (
            <span className={css.problem}>{one.problem}</span>
          ) : (
            <>
              <span className={css.fileName}>{t('sending', { name: one.name })}</span>
              <Progress percent={Math.round(one.share * 100)} size="small" />
            </>
          )}
          {one.problem && (
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined />}
              aria-label={t.dismiss}
              onClick={() => dismiss(one.key)}
            />
          )}
        </div>
      ))}
      {!disabled && !full && (
        <div className={css.choose}>
          <Button
            id={id}
            size="small"
            icon={<PlusOutlined />}
            aria-label={`${say(field.label)} ${pictures ? t.addPicture : t.add}`}
            onClick={() => picker.current?.click()}
          >
            {pictures ? t.addPicture : t.add}
          </Button>
          {phone && pictures && (
            <Button size="small" icon={<CameraOutlined />} onClick={() => camera.current?.click()}>
              {t.camera}
            </Button>
          )}
          {!phone && <span className={css.hint}>{t.hint}</span>}
        </div>
      )}
      <input
        ref={picker}
        type="file"
        hidden
        multiple={mostFiles(field) > 1}
        accept={acceptOf(field).join(',')}
        data-files={field.name}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      <input
        ref={camera}
        type="file"
        hidden
        accept="image/*"
        capture="environment"
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
    </div>
  )
}
