import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { documentTypesQuery } from '@/documents/use-document-types'
import { messages, useText } from '@/lib/text'
import css from './document-link.module.css'

type DocumentLinkProps = {
  type: string
  id: string
  number: string
  title?: string | undefined
  quiet?: boolean | undefined
}

const m = messages({ hidden: { zh: '已隐藏', en: 'Hidden' } })

/** What the server writes in the place of a document that this person may not see. */
const HIDDEN = '***'

/**
 * Masters are told by their title, documents by their number. What this person may not open is no
 * link.
 */
export function DocumentLink({ type, id, number, title, quiet }: DocumentLinkProps) {
  // Read once instead of watched: lists hold hundreds of these.
  const types = useQueryClient().getQueryData(documentTypesQuery.queryKey)
  if (number === HIDDEN) return <Hidden />
  if (!types?.some((one) => one.name === type)) return <span>{title || number}</span>
  return (
    <Link
      className={quiet ? css.quiet : undefined}
      to="/d/$type/$id"
      params={{ type, id }}
      title={title ? `${number} ${title}` : undefined}
    >
      {title || number}
    </Link>
  )
}

function Hidden() {
  const t = useText(m)
  return <span className={css.hidden}>{t.hidden}</span>
}
