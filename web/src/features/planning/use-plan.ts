import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { notify } from '@/components/feedback'
import { api } from '@/lib/api-client'
import { keys } from '@/lib/query'
import { useTicked } from '@/lib/use-ticked'
import { acceptRequest, type Overrides } from './plan-lines'
import type { MadeDocument, Plan, PlanLine } from './types'

export type PlanQuestion = { budget?: string; warehouse?: string; compare?: string }

/** What the plan is asked for stands in the address, so that it can be sent to a colleague. */
export function usePlanQuestion() {
  const search: PlanQuestion = useSearch({ strict: false })
  const navigate = useNavigate()
  const { budget, warehouse, compare } = search
  return {
    question: { budget, warehouse, compare } as PlanQuestion,
    ask: (change: PlanQuestion) =>
      void navigate({
        to: '/planning',
        search: { ...search, ...change } as never,
        replace: true,
      }),
  }
}

export function usePlan(question: PlanQuestion) {
  return useQuery({
    queryKey: keys.planning('plan', question),
    queryFn: () => api.get<Plan>('/api/planning/plan', question),
    placeholderData: keepPreviousData,
    // A plan holds until its night is over; the event of a new one asks again.
    staleTime: 5 * 60_000,
  })
}

/** What is ticked and changed in the plan, and the documents that came of it. */
export function useAccepting(plan: Plan) {
  const { reset, ...ticked } = useTicked<Overrides[string]>()
  const [made, setMade] = useState<MadeDocument[] | null>(null)
  const client = useQueryClient()
  const accept = useMutation({
    mutationFn: (lines: PlanLine[]) =>
      api.post<{ documents: MadeDocument[] }>(
        '/api/planning/plan/accept',
        acceptRequest(plan.id, lines, ticked.overrides),
      ),
    onSuccess: ({ documents }) => {
      void client.invalidateQueries({ queryKey: keys.planning('plan') })
      void client.invalidateQueries({ queryKey: keys.shortages() })
      setMade(documents)
      reset()
    },
    onError: notify.problem,
  })
  return {
    ...ticked,
    accept: accept.mutate,
    busy: accept.isPending,
    made,
    close: () => setMade(null),
  }
}
