import { Link } from '@tanstack/react-router'
import { useText } from '@/lib/text'
import css from './settings-nav.module.css'
import { settingsText } from './settings-text'

const ORDER = [
  'company',
  'users',
  'departments',
  'roles',
  'fields',
  'types',
  'numbering',
  'allocation',
  'files',
  'keys',
  'security',
  'audit',
  'sessions',
] as const
export type Section = (typeof ORDER)[number]

export function isSection(name: string): name is Section {
  return (ORDER as readonly string[]).includes(name)
}

export function SettingsNav({
  current,
  administrator,
}: {
  current: string
  administrator: boolean
}) {
  const t = useText(settingsText)
  const shown = ORDER.filter((section) => administrator || section === 'sessions')
  return (
    <nav className={css.nav} aria-label={t.title}>
      {shown.map((section) => (
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
    </nav>
  )
}
