import { useNavigate, useSearch } from '@tanstack/react-router'
import { SCOPES, type Scope } from './urgency'
import type { ShortageFilter } from './use-shortages'

type RadarSearch = ShortageFilter & { scope?: Scope }

/** The filters live in the address, so that back, reload and sending a link keep them. */
export function useRadarSearch() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const filter: ShortageFilter = {}
  for (const name of ['warehouse', 'category', 'material_type', 'supplier', 'q'] as const) {
    // The router reads ?q=123 as a number.
    if (search[name] !== undefined && search[name] !== '') filter[name] = String(search[name])
  }
  const scope = SCOPES.find((one) => one === search.scope) ?? 'all'
  const go = (next: RadarSearch) => {
    const kept = Object.entries(next).filter(([, value]) => value && value !== 'all')
    void navigate({ to: '/', search: Object.fromEntries(kept) as never, replace: true })
  }
  return {
    filter,
    scope,
    setFilter: (next: ShortageFilter) => go({ ...next, scope }),
    setScope: (next: Scope) => go({ ...filter, scope: next }),
    clear: () => go({}),
  }
}
