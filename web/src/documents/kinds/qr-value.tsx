import { lazy, Suspense, use } from 'react'
import { PaperContext } from '@/documents/kinds/paper'
import { seg } from '@/lib/api-client'
import css from './parts.module.css'

const QrPicture = lazy(() => import('./qr-picture'))

/** A code that a phone reads: of a text, or of the address of the document itself. */
export function QrValue({ text, dense }: { text: string; dense?: boolean | undefined }) {
  const paper = use(PaperContext)
  const own = paper?.id && `${location.origin}/d/${seg(paper.type)}/${seg(paper.id)}`
  const says = text || own
  if (!says) return null
  if (dense) return text || null
  return (
    <span className={css.qr} role="img" aria-label={says}>
      <Suspense>
        <QrPicture text={says} />
      </Suspense>
    </span>
  )
}
