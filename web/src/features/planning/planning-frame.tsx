import type { ReactNode } from 'react'
import { TabbedPage } from '@/components/tabbed-page'
import { messages, useText } from '@/lib/text'

const m = messages({
  planning: { zh: '计划', en: 'Planning' },
  plan: { zh: '补货计划', en: 'Plan' },
  policies: { zh: '策略与回测', en: 'Policies' },
  quality: { zh: '预测质量', en: 'Forecast quality' },
  whatIf: { zh: '假如', en: 'What if' },
  classes: { zh: '分类', en: 'Classes' },
  gaps: { zh: '缺备选供应商', en: 'Short of suppliers' },
})

const TABS = [
  { name: 'plan', to: '/planning' },
  { name: 'policies', to: '/planning/policies' },
  { name: 'whatIf', to: '/planning/what-if' },
  { name: 'quality', to: '/planning/quality' },
  { name: 'classes', to: '/planning/classes' },
  { name: 'gaps', to: '/planning/supply-gaps' },
] as const
type Tab = (typeof TABS)[number]['name']

type Props = { tab: Tab; subtitle?: ReactNode; actions?: ReactNode; children: ReactNode }

/** A page of the planning area, with the way to the others. */
export function PlanningFrame({ tab, children, ...header }: Props) {
  const t = useText(m)
  const tabs = TABS.map(({ name, to }) => ({ name, to, label: t[name] }))
  return (
    <TabbedPage title={t.planning} tabs={tabs} tab={tab} {...header}>
      {children}
    </TabbedPage>
  )
}
