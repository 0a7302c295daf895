import { lazy, Suspense } from 'react'
import { wordsOf } from '@/documents/kinds/parts'

const RichTextPage = lazy(() => import('./rich-text-page'))

/** Rich text as it was written; in a table, its words. */
export function RichTextValue({ html, dense }: { html: string; dense?: boolean | undefined }) {
  const words = wordsOf(html)
  if (dense) return words.length > 80 ? `${words.slice(0, 80)}…` : words
  return (
    <Suspense fallback={words}>
      <RichTextPage html={html} />
    </Suspense>
  )
}
