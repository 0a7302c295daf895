import type { ReactNode } from 'react'
import { TabbedPage } from '@/components/tabbed-page'
import { messages, useText } from '@/lib/text'

const m = messages({
  stock: { zh: '库存', en: 'Stock' },
  now: { zh: '现有库存', en: 'On hand' },
  ages: { zh: '库龄与呆滞', en: 'Ageing' },
  expiring: { zh: '临期', en: 'Expiring' },
  unusual: { zh: '异常变化', en: 'Unusual' },
  trace: { zh: '批次追溯', en: 'Trace' },
  bins: { zh: '上架与库位', en: 'Bins' },
})

const TABS = [
  { name: 'now', to: '/stock' },
  { name: 'ages', to: '/stock/ages' },
  { name: 'expiring', to: '/stock/expiring' },
  { name: 'unusual', to: '/stock/unusual' },
  { name: 'trace', to: '/stock/trace' },
  { name: 'bins', to: '/stock/bins' },
] as const
type Tab = (typeof TABS)[number]['name']

type Props = { tab: Tab; subtitle?: ReactNode; actions?: ReactNode; children: ReactNode }

/** A page about what there is, with the way to the others. */
export function StockFrame({ tab, children, ...header }: Props) {
  const t = useText(m)
  const tabs = TABS.map(({ name, to }) => ({ name, to, label: t[name] }))
  return (
    <TabbedPage title={t.stock} tabs={tabs} tab={tab} {...header}>
      {children}
    </TabbedPage>
  )
}
