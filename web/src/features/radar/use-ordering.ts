import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { notify } from '@/components/feedback'
import type { Shortage } from './shortage'
import { keys } from '@/lib/query'
import { useTicked } from '@/lib/use-ticked'
import { orderRequest, type Overrides } from './chosen-lines'
import { type Draft, orderShortages } from './order-shortages'

/** What is ticked and changed on the radar, and the drafts that came of it. */
export function useOrdering() {
  const { reset, ...ticked } = useTicked<Overrides[string]>()
  const [drafts, setDrafts] = useState<Draft[] | null>(null)
  const client = useQueryClient()
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (rows: Shortage[]) => orderShortages(orderRequest(rows, ticked.overrides)),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: keys.shortages() })
      setDrafts(made)
      reset()
    },
    onError: notify.problem,
  })
  return {
    ...ticked,
    order: mutate,
    ordering: isPending ? (variables?.map((row) => row.id) ?? []) : [],
    drafts,
    closeDrafts: () => setDrafts(null),
  }
}
