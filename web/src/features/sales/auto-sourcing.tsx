import { DownOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { notify } from '@/components/feedback'
import { asRows, scalarText } from '@/documents/fields'
import { askable, withProposal, type Proposal, type Strategy } from '@/features/sales/sourced-lines'
import { api } from '@/lib/api-client'
import type { Fields } from '@/lib/api-types'
import { isPositive } from '@/lib/decimal'
import { messages, useText } from '@/lib/text'

const m = messages({
  source: { zh: '自动分仓', en: 'Choose warehouses' },
  nearest: { zh: '按仓库优先级', en: 'Nearest first' },
  fewest_parcels: { zh: '包裹最少', en: 'Fewest parcels' },
  fefo: { zh: '先到期先出', en: 'What expires first' },
  nothing: { zh: '先填商品和数量', en: 'Fill in items and quantities first' },
  done: { zh: '从 {warehouses} 发货，{n} 个包裹', en: 'Ships from {warehouses} in {n} parcels' },
  none: { zh: '哪个仓库都没有货', en: 'No warehouse has any' },
  short: { zh: '还缺 {n} 行', en: '{n} lines are short' },
})

type AutoSourcingProps = { fields: Fields; onChange: (change: (fields: Fields) => Fields) => void }

/** Fills the order's lines with the warehouses that should ship them. */
export function AutoSourcing({ fields, onChange }: AutoSourcingProps) {
  const t = useText(m)
  const propose = useMutation({
    mutationFn: async (strategy: Strategy) => {
      const asked = askable(fields)
      if (asked.length === 0) return null
      const rows = asRows(fields.lines)
      const lines = asked.map((index) => ({
        item: scalarText(rows[index]?.item),
        quantity: scalarText(rows[index]?.quantity),
      }))
      const channel = scalarText(fields.channel)
      const proposal = await api.post<Proposal>('/api/sales/sourcing', {
        lines,
        strategy,
        ...(channel && { channel }),
      })
      return { asked, proposal }
    },
    onSuccess: (found) => {
      if (!found) return notify.info(t.nothing)
      const { asked, proposal } = found
      onChange((current) => withProposal(current, asked, proposal))
      const short = proposal.lines.filter((line) => isPositive(line.short)).length
      const warehouses = proposal.warehouses.join(', ')
      const said = proposal.parcels > 0 ? t('done', { warehouses, n: proposal.parcels }) : t.none
      return short > 0 ? notify.info(`${said} · ${t('short', { n: short })}`) : notify.success(said)
    },
    onError: notify.problem,
  })
  const items = (['nearest', 'fewest_parcels', 'fefo'] as const).map((key) => ({
    key,
    label: t[key],
  }))
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, onClick: ({ key }) => propose.mutate(key as Strategy) }}
    >
      <Button loading={propose.isPending}>
        {t.source} <DownOutlined />
      </Button>
    </Dropdown>
  )
}
