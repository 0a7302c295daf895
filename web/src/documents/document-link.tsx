import { Link } from '@tanstack/react-router'

type DocumentLinkProps = { type: string; id: string; number: string; title?: string | undefined }

/** Masters are told by their title, documents by their number. */
export function DocumentLink({ type, id, number, title }: DocumentLinkProps) {
  return (
    <Link to="/d/$type/$id" params={{ type, id }} title={title ? `${number} ${title}` : undefined}>
      {title || number}
    </Link>
  )
}
