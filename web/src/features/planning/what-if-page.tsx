import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Panel } from '@/components/page'
import { ErrorState, LoadingState } from '@/components/states'
import { api } from '@/lib/api-client'
import { useText } from '@/lib/text'
import { PlanningFrame } from './planning-frame'
import { FIRST_SCENARIO, scenarioOf } from './scenario-draft'
import { ScenarioForm } from './scenario-form'
import type { Scenario, WhatIf } from './types'
import { WhatIfResult } from './what-if-result'
import { whatIfText } from './what-if-text'

/** 假如: what an event would do, before it happens. Nothing is changed by asking. */
export default function WhatIfPage() {
  const t = useText(whatIfText)
  const [draft, setDraft] = useState(FIRST_SCENARIO)
  const judge = useMutation({
    mutationFn: (scenario: Scenario) => api.post<WhatIf>('/api/planning/what-if', scenario),
  })
  const run = () => {
    const scenario = scenarioOf(draft)
    if (scenario) judge.mutate(scenario)
  }
  return (
    <PlanningFrame tab="whatIf" subtitle={t.subtitle}>
      <ScenarioForm draft={draft} onChange={setDraft} onRun={run} running={judge.isPending} />
      {judge.isPending && (
        <Panel>
          <LoadingState />
        </Panel>
      )}
      {judge.error && (
        <Panel>
          <ErrorState error={judge.error} retry={run} />
        </Panel>
      )}
      {judge.data && <WhatIfResult result={judge.data} />}
    </PlanningFrame>
  )
}
