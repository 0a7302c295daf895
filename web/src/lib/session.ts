import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import type { Me } from '@/lib/api-types'
import { languageWasChosen, setLanguage } from '@/lib/language'
import { keys, queryClient } from '@/lib/query'

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async () => {
    const me = await api.get<Me>('/api/me')
    if (!languageWasChosen()) setLanguage(me.language)
    return me
  },
  staleTime: 5 * 60_000,
})

/** Who is working. Only inside the frame, where the gate has already fetched it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

export function refreshMe(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: keys.me })
}

/** After a login or the set-up: a full load, so that nothing of a former user stays in memory. */
export function enter(to = '/'): void {
  location.assign(to.startsWith('/') && !to.startsWith('//') ? to : '/')
}

export async function signOut(): Promise<void> {
  await api.del('/api/session')
  location.assign('/login')
}
