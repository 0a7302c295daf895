import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { FilesValue } from '@/documents/kinds/files-value'
import { asFiles } from '@/documents/kinds/parts'
import type { Field, FieldContent, FileRef } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './files.module.css'

const SignaturePad = lazy(() => import('./signature-pad'))

const m = messages({
  sign: { zh: '签名', en: 'Sign' },
  again: { zh: '重新签名', en: 'Sign again' },
  clear: { zh: '清除签名', en: 'Remove the signature' },
})

type SignatureInputProps = {
  field: Field
  value: FieldContent
  onChange: (files: FileRef[]) => void
  id?: string | undefined
  disabled?: boolean | undefined
}

/** Drawn with a finger, a pen or the mouse, and kept as a picture. */
export function SignatureInput({ field, value, onChange, id, disabled }: SignatureInputProps) {
  const t = useText(m)
  const say = useLabel()
  const [drawing, setDrawing] = useState(false)
  const has = asFiles(value).length > 0
  return (
    <div className={css.choose}>
      {has && <FilesValue field={field} value={value} />}
      {!disabled && (
        <>
          <Button
            id={id}
            size="small"
            aria-label={`${say(field.label)} ${has ? t.again : t.sign}`}
            onClick={() => setDrawing(true)}
          >
            {has ? t.again : t.sign}
          </Button>
          {has && (
            <Button size="small" type="text" onClick={() => onChange([])}>
              {t.clear}
            </Button>
          )}
        </>
      )}
      {drawing && (
        <Suspense>
          <SignaturePad
            field={field}
            onSigned={(file) => {
              onChange([file])
              setDrawing(false)
            }}
            onClose={() => setDrawing(false)}
          />
        </Suspense>
      )}
    </div>
  )
}
