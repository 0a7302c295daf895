import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import type { Label } from '@/lib/api-types'

export type FunctionHelp = {
  name: string
  label: Label
  examples: { expression: string; gives: string }[]
}

/** Every function of the expression language, with what it does and examples. */
export function useFunctions(): FunctionHelp[] {
  const { data } = useQuery({
    queryKey: ['functions'],
    queryFn: () => api.get<{ rows: FunctionHelp[] }>('/api/functions'),
    staleTime: Infinity,
  })
  return data?.rows ?? []
}
