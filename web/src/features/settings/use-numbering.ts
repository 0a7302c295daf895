import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { Label } from '@/lib/api-types'
import { keys } from '@/lib/query'
import type { Numbering } from './numbering'

/** `next` is the number that the next document will get. */
export type NumberingRow = Numbering & { type: string; label: Label; next: string }

export function useNumbering() {
  return useQuery({
    queryKey: keys.settings('numbering'),
    queryFn: () => api.get<{ rows: NumberingRow[] }>('/api/numbering'),
  })
}

export function useSaveNumbering() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ type, ...numbering }: Numbering & { type: string }) =>
      api.put(`/api/numbering/${seg(type)}`, numbering),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.settings('numbering') }),
  })
}
