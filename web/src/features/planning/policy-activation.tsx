import { Button } from 'antd'
import { confirm, notify } from '@/components/feedback'
import { useDocumentType } from '@/documents/use-document-types'
import { useText } from '@/lib/text'
import { policiesText } from './policies-text'
import css from './policies.module.css'
import { gateOf, type PolicyDraft } from './policy-draft'
import type { BacktestRequest } from './types'
import { useActivatePolicy } from './use-policies'

/** The button that puts a policy in force: open only for what was seen in a backtest. */
export function PolicyActivation({
  seen,
  draft,
}: {
  seen: BacktestRequest | null
  draft: PolicyDraft
}) {
  const t = useText(policiesText)
  const type = useDocumentType('stock_policy')
  const activate = useActivatePolicy(type)
  const words = usePolicyWords()
  if (!type?.permitted.create) return null
  const gate = gateOf(draft, seen, type)
  async function putInForce(request: BacktestRequest) {
    const { what, where } = words(request)
    const sure = await confirm({
      title: t.activateSure,
      content: t('activateHint', { what, where }),
      ok: t.activate,
    })
    if (!sure) return
    activate.mutate(
      { request, name: `${what} · ${where}` },
      {
        onSuccess: ({ number }) => notify.success(t('activated', { number })),
        onError: notify.problem,
      },
    )
  }
  return (
    <div className={css.activation} role="region" aria-label={t.activate}>
      <span>
        {gate === 'open' && seen
          ? Object.values(words(seen)).join(' · ')
          : gate !== 'open' && t[gate]}
      </span>
      <Button
        type="primary"
        disabled={gate !== 'open'}
        loading={activate.isPending}
        onClick={() => seen && void putInForce(seen)}
      >
        {t.activate}
      </Button>
    </div>
  )
}

/** "按预测 97%" and "只看 A 类 · 饮料". */
function usePolicyWords() {
  const t = useText(policiesText)
  return ({ proposed, abc, category, warehouse }: BacktestRequest) => {
    const where = [abc && t('onlyAbc', { code: abc }), category, warehouse].filter(Boolean)
    return {
      what: `${t[`kind_${proposed.kind}`]} ${proposed.service}%`,
      where: where.join(' · ') || t.everything,
    }
  }
}
