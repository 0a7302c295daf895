import { QueryClientProvider } from '@tanstack/react-query'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
  useParams,
} from '@tanstack/react-router'
import { render } from '@testing-library/react'
import { App, ConfigProvider } from 'antd'
import { vi } from 'vitest'
import { FeedbackHolder } from '@/components/feedback'
import { DocumentDetail } from '@/documents/document-detail'
import { DocumentForm } from '@/documents/document-form'
import { DocumentList } from '@/documents/document-list'
import { useDocumentType } from '@/documents/use-document-types'
import type { Document, DocumentType, Me, ProblemDocument } from '@/lib/api-types'
import { keys, queryClient } from '@/lib/query'

export type Request = { method: string; path: string; query: URLSearchParams; body: unknown }
type Answer = object | ((request: Request) => object)
export type Refused = { refused: ProblemDocument }

const me: Me = {
  user: { id: 'u1', login: 'admin', name: '陈掌柜', roles: ['administrator'] },
  company: { name: '测试商行', currency: 'CNY', time_zone: 'Asia/Shanghai' },
  language: 'zh',
  may: { administer: true, import: true, export: true, see_cost: true, plan: true, allocate: true },
  version: '0',
}

/** Answers by "METHOD /path"; what is not listed is an empty page. Remembers what was asked. */
export function serve(answers: Record<string, Answer>): Request[] {
  const asked: Request[] = []
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    const url = new URL(address, 'http://test')
    const request: Request = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
    }
    asked.push(request)
    const answer = answers[`${request.method} ${request.path}`] ?? nothing(request)
    const given =
      typeof answer === 'function' ? (answer as (r: Request) => object)(request) : answer
    if ('refused' in given) {
      const { refused } = given as Refused
      return Promise.resolve(new Response(JSON.stringify(refused), { status: refused.status }))
    }
    return Promise.resolve(new Response(JSON.stringify(given), { status: 200 }))
  })
  return asked
}

/** An empty page; of a document that nobody talks about. */
function nothing({ path }: Request): object {
  const page = { rows: [], next: null }
  return path.endsWith('/comments') ? { ...page, followers: [], following: false } : page
}

type Pages = Record<string, () => React.ReactNode>
type Known = { types?: DocumentType[]; may?: Partial<Me['may']> }

/** The four document pages at an address, with the frame's knowledge already there. */
export function open(address: string, types: DocumentType[]) {
  const pages = {
    '/d/$type': ListPage,
    '/d/$type/new': NewPage,
    '/d/$type/$id': DetailPage,
    '/d/$type/$id/edit': EditPage,
  }
  return openPages(address, pages, { types })
}

/** Any pages at an address; `may` is what their reader may do. */
export function openPages(address: string, pages: Pages, { types = [], may = {} }: Known = {}) {
  queryClient.clear()
  queryClient.setQueryData(keys.me, { ...me, may: { ...me.may, ...may } })
  queryClient.setQueryData(keys.documentTypes, types)
  const root = createRootRoute({
    component: Outlet,
    validateSearch: (search: Record<string, unknown>) => search,
  })
  const router = createRouter({
    routeTree: root.addChildren(
      Object.entries(pages).map(([path, component]) =>
        createRoute({ getParentRoute: () => root, path, component }),
      ),
    ),
    history: createMemoryHistory({ initialEntries: [address] }),
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const filled = Object.entries(search as Record<string, string>).filter(([, value]) => value)
      const text = new URLSearchParams(filled).toString()
      return text && `?${text}`
    },
  })
  render(
    <ConfigProvider button={{ autoInsertSpace: false }}>
      <App>
        <FeedbackHolder />
        <QueryClientProvider client={queryClient}>
          {/* The application registers its own router's type; this is another one. */}
          <RouterProvider router={router as never} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>,
  )
  return router
}

function usePlace() {
  const { type = '', id = '' }: { type?: string; id?: string } = useParams({ strict: false })
  return { type: useDocumentType(type), id }
}
function ListPage() {
  const { type } = usePlace()
  return type && <DocumentList type={type} />
}
function NewPage() {
  const { type } = usePlace()
  return type && <DocumentForm key={type.name} type={type} />
}
function DetailPage() {
  const { type, id } = usePlace()
  return type && <DocumentDetail key={id} type={type} id={id} />
}
function EditPage() {
  const { type, id } = usePlace()
  return type && <DocumentForm key={id} type={type} id={id} />
}

/** A stored document, where a test only cares for some of it. */
export function stored(type: DocumentType, more: Partial<Document>): Document {
  return {
    id: 'id-1',
    type: type.name,
    number: 'N-1',
    state: type.states[0]?.name ?? '',
    version: 1,
    definition_version: 1,
    title: 'N-1',
    fields: {},
    links: {},
    progress: null,
    created_at: '2026-11-20T02:00:00Z',
    updated_at: '2026-11-20T02:00:00Z',
    created_by: { id: 'u1', name: '陈掌柜' },
    permitted: { edit: true, delete: true, transitions: ['confirm'] },
    ...more,
  }
}
