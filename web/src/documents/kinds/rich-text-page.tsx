import DOMPurify from 'dompurify'
import { useMemo } from 'react'
import css from './rich-text.module.css'

/** The server made it harmless when it was saved; it is made so again where it is shown. */
export default function RichTextPage({ html }: { html: string }) {
  const clean = useMemo(
    () =>
      DOMPurify.sanitize(html, {
        USE_PROFILES: { html: true },
        FORBID_TAGS: ['style', 'form', 'input', 'button', 'textarea', 'select'],
        FORBID_ATTR: ['style', 'id', 'name', 'class'],
        ADD_ATTR: ['target'],
      }),
    [html],
  )
  return <div className={css.shown} dangerouslySetInnerHTML={{ __html: clean }} />
}
