import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { Label } from '@/lib/api-types'
import { keys } from '@/lib/query'
import type { Granteds } from './role-grants'

export type Ability = 'administer' | 'import' | 'export' | 'see_cost' | 'plan' | 'allocate'
export const ABILITIES: Ability[] = [
  'administer',
  'import',
  'export',
  'see_cost',
  'plan',
  'allocate',
]

export type Role = {
  name: string
  label: Label
  built_in: boolean
  /** Built in, and changed by the company. */
  changed?: boolean
  /** What a changed one comes with. */
  usual?: { grants: Granteds; abilities: Ability[] }
  grants: Granteds
  abilities: Ability[]
}

export const ADMINISTRATOR = 'administrator'

export function useRoles() {
  return useQuery({
    queryKey: keys.settings('roles'),
    queryFn: () => api.get<{ rows: Role[] }>('/api/roles'),
  })
}

export function useSaveRole() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ name, label, grants, abilities }: Role) =>
      api.put<Role>(`/api/roles/${seg(name)}`, { label, grants, abilities }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.settings('roles') }),
  })
}

export function useDeleteRole() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => api.del(`/api/roles/${seg(name)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.settings('roles') }),
  })
}
