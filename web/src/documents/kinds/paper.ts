import { createContext } from 'react'
import { seg, withQuery } from '@/lib/api-client'
import type { Document, FileRef } from '@/lib/api-types'

/** The document that values belong to, where there is one already. */
export type Paper = {
  type: string
  id?: string | undefined
  number?: string | undefined
  /** In a form: the files it held before; others were just uploaded. All, where nothing is said. */
  held?: Set<string>
}

export const PaperContext = createContext<Paper | null>(null)

/** Where the file is read: through the document that holds it, or as a file of one's own. */
export function fileAddress(
  paper: Paper | null,
  file: FileRef,
  as?: 'thumbnail' | 'download',
): string {
  const path =
    paper?.id === undefined || paper.held?.has(file.hash) === false
      ? `/api/files/${seg(file.hash)}`
      : `/api/documents/${seg(paper.type)}/${seg(paper.id)}/files/${seg(file.hash)}`
  return withQuery(path, { as })
}

/** The hashes of all files in a document, head and lines. */
export function heldBy(document: Document): Set<string> {
  const held = new Set<string>()
  const look = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(look)
    else if (typeof value === 'object' && value !== null) {
      if ('hash' in value && typeof value.hash === 'string') held.add(value.hash)
      else Object.values(value).forEach(look)
    }
  }
  Object.values(document.fields).forEach(look)
  return held
}
