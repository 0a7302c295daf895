import { Select } from 'antd'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Page } from '@/components/page'
import { usePhone } from '@/lib/use-media'
import css from './tabbed-page.module.css'

export type PageTab = { name: string; to: string; label: string }

type Props = {
  /** What the pages have in common. */
  title: string
  tabs: PageTab[]
  tab: string
  subtitle?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** One of several pages that belong together, with the way to the others: tabs on a desk, a choice in the hand. */
export function TabbedPage({ title, tabs, tab, subtitle, actions, children }: Props) {
  const phone = usePhone()
  const navigate = useNavigate()
  const here = tabs.find((one) => one.name === tab)
  return (
    <Page
      wide
      title={here ? `${title} · ${here.label}` : title}
      subtitle={subtitle}
      actions={actions}
    >
      {phone ? (
        <Select
          className={css.choice}
          aria-label={title}
          value={tab}
          onChange={(name) => {
            const to = tabs.find((one) => one.name === name)?.to
            if (to) void navigate({ to })
          }}
          options={tabs.map(({ name, label }) => ({ value: name, label }))}
        />
      ) : (
        <nav className={css.tabs} aria-label={title}>
          {tabs.map(({ name, to, label }) => (
            <Link
              key={name}
              to={to}
              className={css.tab}
              activeOptions={{ exact: true }}
              aria-current={name === tab ? 'page' : undefined}
            >
              {label}
            </Link>
          ))}
        </nav>
      )}
      {children}
    </Page>
  )
}
