import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { api } from '@/lib/api-client'
import type { Page } from '@/lib/api-types'
import { keys } from '@/lib/query'
import type { ClassedItem, Classes } from './types'

export type ClassFilter = {
  abc?: string
  xyz?: string
  pattern?: string
  stage?: string
  popularity?: string
}

/** The chosen class stands in the address. Choosing one leaves the former. */
export function useClassFilter() {
  const { abc, xyz, pattern, stage, popularity }: ClassFilter = useSearch({ strict: false })
  const navigate = useNavigate()
  return {
    filter: { abc, xyz, pattern, stage, popularity } as ClassFilter,
    choose: (filter: ClassFilter) =>
      void navigate({ to: '/planning/classes', search: filter as never, replace: true }),
  }
}

export function useClasses() {
  return useQuery({
    queryKey: keys.planning('classes'),
    queryFn: () => api.get<Classes>('/api/planning/classes'),
  })
}

const PAGE_SIZE = 100

export function useClassedItems(filter: ClassFilter) {
  return useInfiniteQuery({
    queryKey: keys.planning('classes', 'items', filter),
    queryFn: ({ pageParam }) =>
      api.get<Page<ClassedItem>>('/api/planning/classes/items', {
        ...filter,
        limit: PAGE_SIZE,
        after: pageParam,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
}
