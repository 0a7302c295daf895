import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import { keys } from '@/lib/query'

export const CRITERIA = [
  'customer_level',
  'promised_date',
  'first_come',
  'margin',
  'channel',
] as const
export type Criterion = (typeof CRITERIA)[number]
/** Channels by code, the first served first. */
export type AllocationPolicy = { criteria: Criterion[]; channels: string[]; fair_share: boolean }

const KEY = keys.settings('allocation')
const PATH = '/api/allocation-policy'

export function useAllocation() {
  return useQuery({ queryKey: KEY, queryFn: () => api.get<AllocationPolicy>(PATH) })
}

export function useSaveAllocation() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (policy: AllocationPolicy) => api.put(PATH, policy),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  })
}
