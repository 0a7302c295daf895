import { Link } from '@tanstack/react-router'

import css from './document-link.module.css'

type DocumentLinkProps = {
  type: string
  id: string
  number: string
  title?: string | undefined
  quiet?: boolean | undefined
}

/** Masters are told by their title, documents by their number. */
export function DocumentLink({ type, id, number, title, quiet }: DocumentLinkProps) {
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
