import { useState } from 'react'
import { useText } from '@/lib/text'
import { useMe } from '@/lib/session'
import { ErrorState } from '@/components/states'
import { Panel } from '@/components/page'
import { BacktestForm } from './backtest-form'
import { BacktestResult } from './backtest-result'
import { FIRST_DRAFT, requestOf } from './policy-draft'
import { PolicyActivation } from './policy-activation'
import { PoliciesInForce } from './policies-in-force'
import { policiesText } from './policies-text'
import { PlanningFrame } from './planning-frame'
import { useBacktest } from './use-policies'

/** Which policy holds for which items, and what another one would have done. */
export default function PoliciesPage() {
  const t = useText(policiesText)
  const { may } = useMe()
  const [draft, setDraft] = useState(FIRST_DRAFT)
  const backtest = useBacktest()
  const run = () => {
    const request = requestOf(draft)
    if (request) backtest.mutate(request)
  }
  return (
    <PlanningFrame tab="policies" subtitle={t.subtitle}>
      <PoliciesInForce />
      {may.plan ? (
        <BacktestForm draft={draft} onChange={setDraft} onRun={run} running={backtest.isPending} />
      ) : (
        <Panel>{t.mayNot}</Panel>
      )}
      {backtest.error && (
        <Panel>
          <ErrorState error={backtest.error} retry={run} />
        </Panel>
      )}
      {backtest.data && !backtest.isPending && <BacktestResult result={backtest.data.result} />}
      {may.plan && <PolicyActivation seen={backtest.data?.request ?? null} draft={draft} />}
    </PlanningFrame>
  )
}
