import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { documentTypesQuery } from '@/documents/use-document-types'
import css from './document-link.module.css'

type DocumentLinkProps = {
  type: string
  id: string
  number: string
  title?: string | undefined
  quiet?: boolean | undefined
}

/**
 * Masters are told by their title, documents by their number. What this person may not open is no
 * link.
 */
export function DocumentLink({ type, id, number, title, quiet }: DocumentLinkProps) {
  // Read once instead of watched: lists hold hundreds of these.
  const types = useQueryClient().getQueryData(documentTypesQuery.queryKey)
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
