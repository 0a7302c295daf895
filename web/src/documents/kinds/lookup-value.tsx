import { useQuery } from '@tanstack/react-query'
import { FieldValue } from '@/documents/field-value'
import { scalarText } from '@/documents/fields'
import { PaperContext } from '@/documents/kinds/paper'
import { loadDocument } from '@/documents/save-document'
import { useDocumentType } from '@/documents/use-document-types'
import type { Field, Fields } from '@/lib/api-types'
import { keys } from '@/lib/query'

type LiveLookupProps = {
  field: Field
  /** The link that is followed, in the line or in the head. */
  link: Field | undefined
  /** Where it stands. */
  fields: Fields
  stored: Fields[string]
}

/** What the chosen document says now, before anything is saved. */
export function LiveLookup({ field, link, fields, stored }: LiveLookupProps) {
  const target = link?.target ?? ''
  const number = link ? scalarText(fields[link.name]) : ''
  const of = useDocumentType(target)
  const answer = useQuery({
    queryKey: keys.document(target, number),
    queryFn: () => loadDocument(target, number),
    enabled: target !== '' && number !== '' && Boolean(of),
    retry: false,
    staleTime: 30_000,
  })
  const shown = field.shown ?? of?.fields.find((one) => one.name === field.lookup?.field)
  if (!shown || number === '') return <span style={{ color: 'var(--ink-3)' }}>—</span>
  const name = field.lookup?.field ?? ''
  const value = answer.data ? answer.data.fields[name] : stored
  return (
    <PaperContext value={answer.data ? { type: target, id: answer.data.id } : null}>
      <FieldValue field={shown} value={value} links={answer.data?.links} />
    </PaperContext>
  )
}
