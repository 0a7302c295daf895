import { Skeleton } from 'antd'
import { lazy, Suspense } from 'react'

const RichTextEditor = lazy(() => import('./rich-text-editor'))

export type RichTextProps = {
  value: string
  onChange: (html: string) => void
  label: string
  id?: string | undefined
  disabled?: boolean | undefined
  invalid?: boolean | undefined
}

/** A text with headings, lists and links. The editor comes when a form has such a field. */
export function RichTextInput(props: RichTextProps) {
  return (
    <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 3 }} />}>
      <RichTextEditor {...props} />
    </Suspense>
  )
}
