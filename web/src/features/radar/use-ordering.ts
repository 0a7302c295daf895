import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { notify } from '@/components/feedback'
import type { Shortage } from './shortage'
import { keys } from '@/lib/query'
import { orderRequest, type Overrides } from './chosen-lines'
import { type Draft, orderShortages } from './order-shortages'

/** What is ticked and changed on the radar, and the drafts that came of it. */
export function useOrdering() {
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const [overrides, setOverrides] = useState<Overrides>({})
  const [drafts, setDrafts] = useState<Draft[] | null>(null)
  const client = useQueryClient()
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (rows: Shortage[]) => orderShortages(orderRequest(rows, overrides)),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: keys.shortages() })
      setDrafts(made)
      setSelected(new Set())
      setOverrides({})
    },
    onError: notify.problem,
  })
  const select = (ids: string[], chosen: boolean) =>
    setSelected((before) => {
      const after = new Set(before)
      for (const id of ids) {
        if (chosen) after.add(id)
        else after.delete(id)
      }
      return after
    })
  return {
    selected,
    select,
    clear: () => setSelected(new Set()),
    overrides,
    /** Changing a suggestion means wanting it. */
    override: (id: string, override: Overrides[string]) => {
      setOverrides((before) => ({ ...before, [id]: override }))
      select([id], true)
    },
    order: mutate,
    ordering: isPending ? (variables?.map((row) => row.id) ?? []) : [],
    drafts,
    closeDrafts: () => setDrafts(null),
  }
}
