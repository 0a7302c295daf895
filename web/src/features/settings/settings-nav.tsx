import { Link, useNavigate } from '@tanstack/react-router'
import { Select } from 'antd'
import { useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import css from './settings-nav.module.css'
import { settingsText } from './settings-text'

const GROUPS = [
  { label: 'groupCompany', sections: ['company', 'allocation', 'files'] },
  { label: 'groupPeople', sections: ['users', 'departments', 'roles'] },
  { label: 'groupDocuments', sections: ['fields', 'types', 'numbering'] },
  { label: 'groupAccess', sections: ['security', 'audit', 'keys'] },
] as const
export type Section = (typeof GROUPS)[number]['sections'][number]

export function isSection(name: string): name is Section {
  return GROUPS.some(({ sections }) => (sections as readonly string[]).includes(name))
}

export function SettingsNav({ current }: { current: string }) {
  const t = useText(settingsText)
  const navigate = useNavigate()
  if (usePhone()) {
    return (
      <Select
        className={css.choice ?? ''}
        aria-label={t.title}
        value={isSection(current) ? current : null}
        listHeight={480}
        onChange={(section) =>
          void navigate({ to: '/settings/$', params: { _splat: section ?? 'company' } })
        }
        options={GROUPS.map(({ label, sections }) => ({
          label: t[label],
          options: sections.map((section) => ({ value: section, label: t[section] })),
        }))}
      />
    )
  }
  return (
    <nav className={css.nav} aria-label={t.title}>
      {GROUPS.map(({ label, sections }) => (
        <div key={label} className={css.group}>
          <div className={css.title}>{t[label]}</div>
          {sections.map((section) => (
            <Link
              key={section}
              to="/settings/$"
              params={{ _splat: section }}
              className={css.link}
              aria-current={section === current ? 'page' : undefined}
            >
              {t[section]}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  )
}
