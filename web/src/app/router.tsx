import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { AppFrame } from '@/app/app-frame'
import { featurePage } from '@/app/feature-page'
import { NotFound, RouteError } from '@/app/route-states'
import { LoadingState } from '@/components/states'
import { documentTypesQuery } from '@/documents/use-document-types'
import { api, ApiProblem } from '@/lib/api-client'
import { queryClient } from '@/lib/query'
import { meQuery } from '@/lib/session'

/** Search parameters are plain text here, so that a barcode in an address stays a barcode. */
type Search = Record<string, string | undefined>
const anySearch = (search: Record<string, unknown>) => search as Search

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  validateSearch: anySearch,
})

/** Everything behind the login. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: AppFrame,
  beforeLoad: async ({ context, location }) => {
    try {
      await Promise.all([
        context.queryClient.ensureQueryData(meQuery),
        context.queryClient.ensureQueryData(documentTypesQuery),
      ])
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) throw await toLogin(location.href)
      throw error
    }
  },
})

async function toLogin(from: string) {
  const { needed } = await api.get<{ needed: boolean }>('/api/setup')
  return needed
    ? redirect({ to: '/setup' })
    : redirect({ to: '/login', search: from === '/' ? {} : { to: from } })
}

const page = <P extends string>(path: P, feature: string) =>
  createRoute({ getParentRoute: () => inside, path, component: featurePage(feature) })

const documentPage = <P extends string>(path: P, name: 'List' | 'Create' | 'Detail' | 'Edit') =>
  createRoute({
    getParentRoute: () => inside,
    path,
    component: lazyRouteComponent(() => import('@/app/document-routes'), name),
  })

const outside = {
  login: createRoute({
    getParentRoute: () => root,
    path: '/login',
    component: featurePage('session/login-page'),
  }),
  setup: createRoute({
    getParentRoute: () => root,
    path: '/setup',
    component: featurePage('session/setup-page'),
  }),
}

const tree = root.addChildren([
  outside.login,
  outside.setup,
  inside.addChildren([
    page('/', 'radar/radar-page'),
    page('/sales/pick', 'sales/pick-desk-page'),
    page('/stock', 'stock/stock-page'),
    page('/stock/ages', 'stock/ages-page'),
    page('/stock/expiring', 'stock/expiring-page'),
    page('/stock/unusual', 'stock/unusual-page'),
    page('/stock/trace', 'stock/trace-page'),
    page('/stock/bins', 'stock/bins-page'),
    page('/stock/$item', 'stock/item-page'),
    page('/planning', 'planning/plan-page'),
    page('/planning/policies', 'planning/policies-page'),
    page('/planning/quality', 'planning/quality-page'),
    page('/planning/what-if', 'planning/what-if-page'),
    page('/planning/classes', 'planning/classes-page'),
    page('/planning/supply-gaps', 'planning/supply-gaps-page'),
    page('/planning/suppliers/$supplier', 'planning/supplier-page'),
    page('/rfqs/$id', 'purchasing/compare-page'),
    page('/reports', 'reports/reports-home-page'),
    page('/reports/stock-ledger', 'reports/stock-ledger-page'),
    page('/reports/$report', 'reports/report-page'),
    page('/imports', 'imports/import-page'),
    page('/imports/$id', 'imports/import-wizard'),
    page('/settings/$', 'settings/settings-page'),
    page('/duties', 'procedures/duties-page'),
    page('/trash', 'trash/trash-page'),
    page('/profile', 'session/profile-page'),
    // Whoever follows a dead link keeps the way back.
    createRoute({ getParentRoute: () => inside, path: '$', component: NotFound }),
    documentPage('/d/$type', 'List'),
    documentPage('/d/$type/new', 'Create'),
    documentPage('/d/$type/$id', 'Detail'),
    documentPage('/d/$type/$id/edit', 'Edit'),
  ]),
])

export const router = createRouter({
  routeTree: tree,
  context: { queryClient },
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: LoadingState,
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: NotFound,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const filled = Object.entries(search as Search).filter(([, value]) => value)
    const text = new URLSearchParams(filled as [string, string][]).toString()
    return text && `?${text}`
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
