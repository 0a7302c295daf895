import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import { keys } from '@/lib/query'

export type UserRow = {
  id: string
  login: string
  name: string
  roles: string[]
  active: boolean
  department: string | null
  department_name: string | null
  second_factor?: boolean
}
export type UserChange = {
  name?: string
  roles?: string[]
  active?: boolean
  password?: string
  department?: string
}
export type NewUser = {
  login: string
  name: string
  password: string
  roles: string[]
  department?: string | null
}

export function useUsers() {
  return useQuery({
    queryKey: keys.settings('users'),
    queryFn: () => api.get<{ rows: UserRow[] }>('/api/users'),
  })
}

export function useSaveUser() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (it: { id: string; change: UserChange } | { create: NewUser }) =>
      'id' in it
        ? api.patch<UserRow>(`/api/users/${seg(it.id)}`, it.change)
        : api.post<UserRow>('/api/users', it.create),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.settings('users') }),
        client.invalidateQueries({ queryKey: keys.members }),
      ]),
  })
}
