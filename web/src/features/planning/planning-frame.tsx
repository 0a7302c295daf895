import { Select } from 'antd'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Page } from '@/components/page'
import { messages, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-phone'
import css from './planning-frame.module.css'

const m = messages({
  planning: { zh: '计划', en: 'Planning' },
  plan: { zh: '补货计划', en: 'Plan' },
  policies: { zh: '策略与回测', en: 'Policies' },
  quality: { zh: '预测质量', en: 'Forecast quality' },
  whatIf: { zh: '假如', en: 'What if' },
  classes: { zh: '分类', en: 'Classes' },
})

const TABS = [
  { name: 'plan', to: '/planning' },
  { name: 'policies', to: '/planning/policies' },
  { name: 'whatIf', to: '/planning/what-if' },
  { name: 'quality', to: '/planning/quality' },
  { name: 'classes', to: '/planning/classes' },
] as const
type Tab = (typeof TABS)[number]['name']

type Props = { tab: Tab; subtitle?: ReactNode; actions?: ReactNode; children: ReactNode }

/** A page of the planning area, with the way to the others: tabs on a desk, a choice in the hand. */
export function PlanningFrame({ tab, subtitle, actions, children }: Props) {
  const t = useText(m)
  const phone = usePhone()
  const navigate = useNavigate()
  return (
    <Page wide title={`${t.planning} · ${t[tab]}`} subtitle={subtitle} actions={actions}>
      {phone ? (
        <Select
          className={css.choice}
          aria-label={t.planning}
          value={tab}
          onChange={(name) => {
            const to = TABS.find((one) => one.name === name)?.to
            if (to) void navigate({ to })
          }}
          options={TABS.map(({ name }) => ({ value: name, label: t[name] }))}
        />
      ) : (
        <nav className={css.tabs} aria-label={t.planning}>
          {TABS.map(({ name, to }) => (
            <Link
              key={name}
              to={to}
              className={css.tab}
              activeOptions={{ exact: true }}
              aria-current={name === tab ? 'page' : undefined}
            >
              {t[name]}
            </Link>
          ))}
        </nav>
      )}
      {children}
    </Page>
  )
}
