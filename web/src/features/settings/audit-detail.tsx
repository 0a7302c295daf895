import { useDocumentTypes } from '@/documents/use-document-types'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import { changesOf } from './audit-changes'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { withoutKey } from './without-key'

const SHOWN_MAX = 8
/** Names of settings whose words are called otherwise. */
const CALLED = {
  trash_days: 'trashDays',
  hold_minutes: 'holdMinutes',
  time_zone: 'timeZone',
  language: 'defaultLanguage',
  roles: 'role',
  department_name: 'department',
  grants: 'matrix',
  idle_minutes: 'idle',
  absolute_hours: 'absolute',
  audit_days: 'auditDays',
  second_factor: 'secondFactor',
} as const

/** Before and after, in the words of the screens where it was changed. */
export function AuditDetail({ detail }: { detail: Record<string, unknown> }) {
  const t = useText(accessText)
  const s = useText(settingsText)
  const say = useLabel()
  const types = useDocumentTypes()
  const changes = changesOf('department_name' in detail ? withoutKey(detail, 'department') : detail)
  const words = { ...accessText, ...settingsText } as Record<string, { zh: string; en: string }>
  const steps = new Map(types.flatMap((type) => type.transitions.map((it) => [it.name, it.label])))
  function named(name: string): string {
    const type = types.find((it) => it.name === name)
    const called = (CALLED as Record<string, string>)[name] ?? name
    const found = [called, `action_${name}`, `ability_${name}`].find((key) => words[key])
    return say(type?.label ?? (found ? words[found] : undefined) ?? steps.get(name)) || name
  }
  function said(value: unknown): string {
    if (value === null || value === undefined || value === '') return '—'
    if (typeof value === 'boolean') return value ? t.on : t.off
    if (Array.isArray(value)) return value.map((it) => said(it)).join(t.comma) || t.none
    return typeof value === 'string' ? named(value) : JSON.stringify(value)
  }
  if (changes.length === 0) return null
  return (
    <ul className={css.detail}>
      {changes.slice(0, SHOWN_MAX).map(({ path, before, after }) => (
        <li key={path.join('.')}>
          {path.map(named).join(' · ')}: {before !== undefined && `${said(before)} → `}
          {said(after)}
        </li>
      ))}
      {changes.length > SHOWN_MAX && <li>{s('andMore', { n: changes.length - SHOWN_MAX })}</li>}
    </ul>
  )
}
