import { queryOptions } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import { keys } from '@/lib/query'
import type { Notices } from '@/lib/record-types'

/** What this person was told last. The bell asks for it; documents look at what it knows. */
export const noticesQuery = queryOptions({
  queryKey: keys.notices('first'),
  queryFn: () => api.get<Notices>('/api/notices', { limit: 30 }),
  staleTime: 60_000,
})
