import { useState } from 'react'
import { listableFields } from '@/documents/fields'
import { bodyOf, differs, type ViewSearch } from '@/documents/saved-views'
import type { DocumentType, Field } from '@/lib/api-types'
import type { Colouring, SavedView, ViewBody, ViewColumn } from '@/lib/record-types'
import { useStored } from '@/lib/use-stored'

export type ShownColumn = ViewColumn & { definition: Field }
type Draft = { view: string; columns?: ViewColumn[] | null; colours?: Colouring[] }

/**
 * Columns and colours of a list: those of the view that is open, with what was changed about them
 * since; without a view those that this browser remembers.
 */
export function useLook(type: DocumentType, view: SavedView | undefined, search: ViewSearch) {
  const [stored, setStored] = useStored<(string | ViewColumn)[] | null>(
    `changping.columns.${type.name}`,
    null,
  )
  const [storedColours, setStoredColours] = useStored<Colouring[]>(
    `changping.colours.${type.name}`,
    [],
  )
  const [kept, setDraft] = useState<Draft>({ view: '' })
  const draft = view && kept.view === view.id ? kept : null
  const chosen = view
    ? (draft?.columns ?? (draft?.columns === null ? [] : view.body.columns))
    : (stored ?? []).map((it) => (typeof it === 'string' ? { field: it } : it))
  const colours = view ? (draft?.colours ?? view.body.colours) : storedColours
  const change = (next: Omit<Draft, 'view'>) => {
    if (view) setDraft({ ...draft, ...next, view: view.id })
    else if (next.colours) setStoredColours(next.colours)
    else setStored(next.columns ?? null)
  }
  const body: ViewBody = {
    ...bodyOf(search),
    columns: chosen,
    colours,
    default: view?.body.default ?? false,
  }
  return {
    columns: shownColumns(type, chosen),
    colours,
    setColumns: (columns: ViewColumn[] | null) => change({ columns }),
    setColours: (colours: Colouring[]) => change({ colours }),
    /** What would be saved now. */
    body,
    changed: view !== undefined && (draft !== null || differs(view, search)),
    forget: () => setDraft({ view: '' }),
  }
}

/** Columns as they are kept. */
export function keptColumns(columns: ShownColumn[]): ViewColumn[] {
  return columns.map(({ field, width, frozen }) => ({
    field,
    ...(width !== undefined && { width }),
    ...(frozen && { frozen }),
  }))
}

/** Unknown names are dropped, since definitions change. */
function shownColumns(type: DocumentType, chosen: ViewColumn[]): ShownColumn[] {
  const listable = listableFields(type)
  const find = (column: ViewColumn): ShownColumn[] => {
    const definition = listable.find((field) => field.name === column.field)
    return definition ? [{ ...column, definition }] : []
  }
  const own = chosen.flatMap(find)
  if (own.length > 0) return own
  const fallback = listable.length > 8 ? listable.slice(0, 8) : listable
  const names = type.list.length > 0 ? type.list : fallback.map((field) => field.name)
  return names.flatMap((field) => find({ field }))
}
