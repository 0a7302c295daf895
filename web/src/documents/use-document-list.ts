import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { both, readFilter } from '@/documents/filter-model'
import { bodyOf, type ViewSearch } from '@/documents/saved-views'
import type { Sort } from '@/components/responsive-table'
import { api, seg } from '@/lib/api-client'
import type { DocumentRow, DocumentType, Filter, Page } from '@/lib/api-types'
import { keys } from '@/lib/query'

export const PAGE_SIZE = 50

type Counted = { exact?: number; atLeast?: number }
/** Where this person is in the answer to a question: the cursors of the pages turned so far. */
type Place = { question: string; cursors: string[]; counted: Counted | null }

/** What a list asks for. It stands in the address, so that a view can be sent to a colleague. */
export function useDocumentList(type: DocumentType) {
  const search: ViewSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const question = JSON.stringify([search.q, search.sort, search.filter, search.state])
  const start: Place = { question, cursors: [], counted: null }
  const [kept, setPlace] = useState(start)
  const place = kept.question === question ? kept : start
  const { cursors } = place
  const filter = readFilter(search.filter)
  const state: Filter | null = search.state
    ? { field: 'state', op: '=', value: search.state }
    : null
  const asked = both(state, filter)
  const { layout, by, on, span } = bodyOf(search)
  const query = {
    q: search.q,
    sort: search.sort,
    filter: asked ? JSON.stringify(asked) : undefined,
  }
  const answer = useQuery({
    queryKey: keys.documents(type.name, query, cursors.at(-1)),
    queryFn: () =>
      api.get<Page<DocumentRow>>(`/api/documents/${seg(type.name)}`, {
        ...query,
        limit: PAGE_SIZE,
        after: cursors.at(-1),
      }),
    placeholderData: keepPreviousData,
    // A board and a calendar ask for their own parts.
    enabled: layout === 'table' || layout === 'cards',
  })
  const ask = (change: ViewSearch) =>
    void navigate({
      to: '/d/$type',
      params: { type: type.name },
      search: { ...search, ...change },
      replace: true,
    })
  const counted = countedIn(answer.data) ?? place.counted
  return {
    search,
    ask,
    answer,
    counted,
    query,
    /** Filter and state together. */
    asked,
    filter,
    layout,
    by,
    on,
    span,
    day: search.day ?? '',
    state: search.state ?? '',
    q: search.q ?? '',
    sort: readSort(search.sort),
    page: cursors.length,
    setQ: (q: string) => ask({ q }),
    setSort: (sort: Sort) => ask({ sort: (sort.descending ? '-' : '') + sort.field }),
    setFilter: (next: Filter | null) => ask({ filter: next ? JSON.stringify(next) : '' }),
    setState: (next: string) => ask({ state: next }),
    clear: () => ask({ q: '', filter: '', state: '' }),
    next: () => {
      const next = answer.data?.next
      if (next) setPlace({ question, cursors: [...cursors, next], counted })
    },
    back: () => setPlace({ ...place, cursors: cursors.slice(0, -1) }),
  }
}

/** The server counts with the first page only; later pages remember it. */
function countedIn(page: Page<DocumentRow> | undefined): Counted | null {
  if (typeof page?.total === 'number') return { exact: page.total }
  return page?.total_at_least ? { atLeast: page.total_at_least } : null
}

function readSort(text: string | undefined): Sort | null {
  if (!text) return null
  return text.startsWith('-')
    ? { field: text.slice(1), descending: true }
    : { field: text, descending: false }
}
