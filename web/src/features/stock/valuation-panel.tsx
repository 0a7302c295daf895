import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { confirm, notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { api } from '@/lib/api-client'
import { keys, queryClient } from '@/lib/query'
import { useMe } from '@/lib/session'
import { messages, useText } from '@/lib/text'

const m = messages({
  title: { zh: '成本计价', en: 'Valuation' },
  item: {
    zh: '加权平均：每个商品一个成本，不分仓库。',
    en: 'Weighted average: one cost an item, whatever the warehouse.',
  },
  item_and_warehouse: {
    zh: '加权平均：每个商品在每个仓库各有成本，从 {day} 起。',
    en: 'Weighted average: one cost an item in each warehouse, since {day}.',
  },
  change: { zh: '改为按仓库计价', en: 'Value by warehouse' },
  sure: { zh: '从今天起按仓库分别计价？', en: 'Value each warehouse for itself from today?' },
  sureHint: {
    zh: '现有金额按数量分到各仓库，总额不变；以前的数字不变。之后不能改回。',
    en: 'What there is worth is divided by quantity and its sum stays; past figures stay too. There is no way back.',
  },
})

type Valuation = { by: 'item' | 'item_and_warehouse'; since: string | null }

/** How the company values its stock, and the way to the finer one. */
export function ValuationPanel() {
  const t = useText(m)
  const me = useMe()
  const key = keys.stock('valuation')
  const query = useQuery({
    queryKey: key,
    queryFn: () => api.get<Valuation>('/api/valuation'),
    enabled: me.may.see_cost,
  })
  const change = useMutation({
    mutationFn: () => api.put<Valuation>('/api/valuation', {}),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: keys.stock() }),
    onError: notify.problem,
  })
  if (!query.data) return null
  const { by, since } = query.data
  async function ask() {
    if (await confirm({ title: t.sure, content: t.sureHint, ok: t.change })) change.mutate()
  }
  return (
    <Panel
      title={t.title}
      extra={
        by === 'item' &&
        me.may.administer && (
          <Button loading={change.isPending} onClick={() => void ask()}>
            {t.change}
          </Button>
        )
      }
    >
      {t(by, { day: since ?? '' })}
    </Panel>
  )
}
