import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'
import { rowColumns, scalarText } from '@/documents/fields'
import { lookup, useTitles } from '@/documents/lookup'
import type { Field, Links, LookupRow, Row } from '@/lib/api-types'
import { keys } from '@/lib/query'

/** By document type, then by number. */
type Titles = Record<string, Record<string, string>>

export type LinkTitles = {
  titles: Titles
  remember: (type: string, number: string, title: string) => void
  /** The column whose numbers are checked as they come in. */
  resolved: string | undefined
  /** Texts in that column which mean no document. */
  unknown: string[]
}

/**
 * What the links in a table of lines are called: from the stored document, from what was
 * picked, and for pasted numbers from the server. A pasted name or barcode is replaced by the
 * number it means.
 */
export function useLinkTitles(
  field: Field,
  rows: Row[],
  links: Links,
  onChange: (rows: Row[]) => void,
): LinkTitles {
  const [picked, setPicked] = useState<Titles>({})
  const remember = useCallback<LinkTitles['remember']>(
    (type, number, title) => setPicked((known) => merge(known, { [type]: { [number]: title } })),
    [],
  )
  // Lines mostly link items; the first link column is resolved, pickers cover the others.
  const column = rowColumns(field).find((c) => c.kind === 'link')
  const resolved = column?.name
  const type = column?.target ?? ''
  const known = useMemo(() => merge(titlesOf(links), picked), [links, picked])
  const texts = resolved ? rows.map((row) => scalarText(row[resolved])).filter(Boolean) : []
  const missing = [...new Set(texts)].filter((number) => known[type]?.[number] === undefined)
  const asked = useTitles(type, missing)
  const strangers = asked.isPlaceholderData
    ? []
    : missing.filter((text) => asked.data && asked.data[text] === undefined)
  const meant = useMeant(type, strangers)

  const replace = useEffectEvent((byText: Record<string, LookupRow>) => {
    const found = (row: Row) => (resolved ? byText[scalarText(row[resolved])] : undefined)
    if (!resolved || !rows.some(found)) return
    onChange(
      rows.map((row) => {
        const meaning = found(row)
        return meaning ? { ...row, [resolved]: meaning.number } : row
      }),
    )
  })
  useEffect(() => {
    if (meant.data) replace(meant.data)
  }, [meant.data])

  const unknown = (meant.isSuccess && !meant.isPlaceholderData ? strangers : []).join('\n')
  return useMemo(
    () => ({
      titles: asked.data ? merge({ [type]: asked.data }, known) : known,
      remember,
      resolved,
      unknown: unknown ? unknown.split('\n') : [],
    }),
    [known, asked.data, type, remember, resolved, unknown],
  )
}

const AT_ONCE = 6

/** The one document each text means, where there is exactly one. */
function useMeant(type: string, texts: string[]) {
  return useQuery({
    queryKey: keys.lookup(type, 'meant', texts),
    queryFn: async () => {
      const meant: Record<string, LookupRow> = {}
      const left = [...texts]
      const work = async () => {
        for (let text = left.shift(); text !== undefined; text = left.shift()) {
          const rows = await lookup(type, text, 3)
          const exact = rows.filter((row) => row.title === text || row.number === text)
          const one = exact.length === 1 ? exact[0] : rows.length === 1 ? rows[0] : undefined
          if (one) meant[text] = one
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      return meant
    },
    enabled: texts.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
}

function titlesOf(links: Links): Titles {
  const all: Titles = {}
  for (const [type, byNumber] of Object.entries(links)) {
    all[type] = Object.fromEntries(Object.entries(byNumber).map(([n, link]) => [n, link.title]))
  }
  return all
}

function merge(below: Titles, above: Titles): Titles {
  const all = { ...below }
  for (const [type, byNumber] of Object.entries(above)) all[type] = { ...all[type], ...byNumber }
  return all
}
