import type { DocumentType } from '@/lib/api-types'
import { withoutKey } from './without-key'

/** Actions by document type. */
export type Grants = Record<string, string[]>

export const BASIC = ['read', 'create', 'edit', 'delete'] as const

/** Every action of a type: the basic four, then its transitions, each once. */
export function actionsOf(type: DocumentType): string[] {
  return [...BASIC, ...new Set(type.transitions.map((transition) => transition.name))]
}

/** What is granted on every type (`*`), written out type by type, so that it can be unticked. */
export function spelledOut(grants: Grants, types: DocumentType[]): Grants {
  const everywhere = grants['*'] ?? []
  const spelled = withoutKey(grants, '*')
  return everywhere.reduce((all, action) => withGrantForAll(all, types, action, true), spelled)
}

export function isGranted(grants: Grants, type: string, action: string): boolean {
  return grants[type]?.includes(action) ?? false
}

/**
 * One tick more or less. Whoever may change something may see it, so any action brings `read`
 * along, and without `read` nothing stays.
 */
export function withGrant(grants: Grants, type: string, action: string, granted: boolean): Grants {
  const before = grants[type] ?? []
  if (granted) return { ...grants, [type]: [...new Set(['read', ...before, action])] }
  const after = action === 'read' ? [] : before.filter((one) => one !== action)
  return after.length > 0 ? { ...grants, [type]: after } : withoutKey(grants, type)
}

/** The same tick for many types at once, where the type has that action. */
export function withGrantForAll(
  grants: Grants,
  types: DocumentType[],
  action: string,
  granted: boolean,
): Grants {
  return types
    .filter((type) => actionsOf(type).includes(action))
    .reduce((all, type) => withGrant(all, type.name, action, granted), grants)
}

export function grantsSummary(grants: Grants): { read: number; write: number } {
  const all = Object.values(grants)
  return {
    read: all.filter((actions) => actions.includes('read')).length,
    write: all.filter((actions) => actions.some((action) => action !== 'read')).length,
  }
}
