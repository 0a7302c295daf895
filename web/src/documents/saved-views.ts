import { useQuery } from '@tanstack/react-query'
import { readFilter } from '@/documents/filter-model'
import { api, seg } from '@/lib/api-client'
import { keys, queryClient } from '@/lib/query'
import type { SavedView, ViewBody, ViewLayout, ViewSpan } from '@/lib/record-types'

/** The part of an address that says how a list is looked at. */
export type ViewSearch = {
  view?: string
  q?: string
  sort?: string
  filter?: string
  state?: string
  layout?: string
  by?: string
  on?: string
  span?: string
  /** Where a calendar stands. */
  day?: string
}

/** Opened on purpose, although another view is opened by itself. */
export const NO_VIEW = 'none'

const NONE: SavedView[] = []

export function useSavedViews(type: string): { views: SavedView[]; known: boolean } {
  const answer = useQuery({
    queryKey: keys.views(type),
    queryFn: () => api.get<{ rows: SavedView[] }>(`/api/views/${seg(type)}`),
    staleTime: 60_000,
  })
  return { views: answer.data?.rows ?? NONE, known: !answer.isPending }
}

export type ViewForm = { name: string; shared: string[]; body: ViewBody; version?: number }

export async function saveView(type: string, id: string | null, form: ViewForm) {
  const saved = id
    ? await api.put<SavedView>(`/api/views/${seg(type)}/${seg(id)}`, form)
    : await api.post<SavedView>(`/api/views/${seg(type)}`, form)
  await queryClient.invalidateQueries({ queryKey: keys.views(type) })
  return saved
}

export async function removeView(type: string, id: string) {
  await api.del(`/api/views/${seg(type)}/${seg(id)}`)
  await queryClient.invalidateQueries({ queryKey: keys.views(type) })
}

/** One's own first, then that of everybody. */
export function defaultOf(views: SavedView[]): SavedView | undefined {
  const chosen = views.filter((view) => view.body.default)
  return chosen.find((view) => view.mine && view.shared.length === 0) ?? chosen[0]
}

/** A view as an address: everything it asks stands there, so that it can be sent and changed. */
export function searchOf(view: SavedView): ViewSearch {
  const { body } = view
  return {
    view: view.id,
    filter: body.filter ? JSON.stringify(body.filter) : '',
    sort: body.sort ?? '',
    layout: body.layout === 'table' ? '' : body.layout,
    by: body.by ?? '',
    on: body.on ?? '',
    span: body.span === 'month' ? '' : body.span,
    q: '',
    state: '',
    day: '',
  }
}

const LAYOUTS: ViewLayout[] = ['table', 'cards', 'board', 'calendar']

/** What an address asks, without columns and colours, which stand nowhere but in a view. */
export function bodyOf(search: ViewSearch): Omit<ViewBody, 'columns' | 'colours' | 'default'> {
  const state = search.state ? { field: 'state', op: '=' as const, value: search.state } : null
  const filter = readFilter(search.filter)
  return {
    layout: LAYOUTS.find((it) => it === search.layout) ?? 'table',
    filter: state && filter ? { all: [state, filter] } : (state ?? filter),
    sort: search.sort || null,
    by: search.by || null,
    on: search.on || null,
    span: (search.span as ViewSpan | undefined) === 'week' ? 'week' : 'month',
  }
}

/** Whether the address asks something else than the view it came from. */
export function differs(view: SavedView, search: ViewSearch): boolean {
  const saved = view.body
  const asked = bodyOf(search)
  return (Object.keys(asked) as (keyof typeof asked)[]).some(
    (key) => JSON.stringify(asked[key] ?? null) !== JSON.stringify(saved[key] ?? null),
  )
}
