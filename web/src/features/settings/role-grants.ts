import type { DocumentType, Filter } from '@/lib/api-types'

/** Which documents. */
export type Rows = 'all' | 'own' | 'department' | 'department_and_below' | { filter: Filter }
export const ROWS = ['all', 'own', 'department', 'department_and_below'] as const

/** Actions × rows × fields, as the server keeps it. */
export type Grant = {
  actions: string[]
  rows?: Rows
  hidden?: string[]
  read_only?: string[]
}
/** A list of names adds to what everybody may; grants say all there is. */
export type Granted = string[] | Grant | Grant[]
export type Granteds = Record<string, Granted>

/** What the editor shows of one type. */
export type TypeGrant = {
  actions: string[]
  /** Which documents are seen. */
  sees: Rows
  /** Which of them are changed. */
  changes: Rows
  hidden: string[]
  readOnly: string[]
  /** More than the editor can show; it stays as it is until somebody begins anew. */
  deep?: Grant[]
}
export type Grants = Record<string, TypeGrant>

export const BASIC = ['read', 'create', 'edit', 'delete'] as const

/** Every action of a type: the basic four, then its transitions, each once. */
export function actionsOf(type: DocumentType): string[] {
  return [...BASIC, ...new Set(type.transitions.map((transition) => transition.name))]
}

export const NOTHING: TypeGrant = {
  actions: [],
  sees: 'all',
  changes: 'all',
  hidden: [],
  readOnly: [],
}

type Access = Partial<Record<(typeof BASIC)[number], string[]>>

/** What the definition lets everybody do. */
function everybodys(type: DocumentType): string[] {
  const access = (type as { access?: Access }).access ?? {}
  const open = (roles?: string[]) => roles?.includes('*') ?? false
  const steps = type.transitions.filter((one) => open((one as { roles?: string[] }).roles))
  return [
    ...BASIC.filter((action) => open(access[action])),
    ...new Set(steps.map((one) => one.name)),
  ]
}

/** One type's grant as the editor shows it. */
export function grantOf(type: DocumentType, said: Granted | undefined): TypeGrant {
  if (!said) return { ...NOTHING, actions: everybodys(type) }
  if (isNames(said)) {
    const actions = [...new Set([...everybodys(type), ...said])]
    return { ...NOTHING, actions: known(type, actions) }
  }
  const list = Array.isArray(said) ? said : [said]
  const [first, second] = list
  if (!first) return NOTHING
  const same = (a: Grant, b: Grant) =>
    JSON.stringify([a.hidden ?? [], a.read_only ?? []]) ===
    JSON.stringify([b.hidden ?? [], b.read_only ?? []])
  const isPair =
    second && list.length === 2 && first.actions.join() === 'read' && same(first, second)
  const last = isPair ? second : first
  const shown: TypeGrant = {
    actions: known(type, last.actions),
    sees: first.rows ?? 'all',
    changes: last.rows ?? 'all',
    hidden: last.hidden ?? [],
    readOnly: last.read_only ?? [],
  }
  return list.length > 1 && !isPair ? { ...shown, deep: list } : shown
}

function isNames(said: Granted): said is string[] {
  return Array.isArray(said) && said.length > 0 && said.every((one) => typeof one === 'string')
}

function known(type: DocumentType, actions: string[]): string[] {
  const all = actionsOf(type)
  return actions.includes('*') ? all : all.filter((one) => actions.includes(one))
}

/** A whole role as the editor shows it. */
export function spelledOut(said: Granteds, types: DocumentType[]): Grants {
  return Object.fromEntries(
    types.map((type) => [type.name, grantOf(type, said[type.name] ?? said['*'])]),
  )
}

/** The other way: what the server keeps. */
export function toServer(grant: TypeGrant): Grant[] {
  if (grant.deep) return grant.deep
  if (!grant.actions.includes('read')) return []
  const fields = {
    ...(grant.hidden.length > 0 ? { hidden: grant.hidden } : {}),
    ...(grant.readOnly.length > 0 ? { read_only: grant.readOnly } : {}),
  }
  const whole = { actions: grant.actions, rows: grant.changes, ...fields }
  const writes = grant.actions.length > 1
  if (!writes || JSON.stringify(grant.sees) === JSON.stringify(grant.changes)) {
    return [{ ...whole, rows: grant.sees }]
  }
  return [{ actions: ['read'], rows: grant.sees, ...fields }, whole]
}

/**
 * All that is said. Of a built-in role only what was changed: the rest stays as the definition says it,
 * also when that changes.
 */
export function saidOf(grants: Grants, usual: Grants | null): Record<string, Grant[]> {
  const text = (grant: TypeGrant | undefined) => JSON.stringify(grant ? toServer(grant) : null)
  const all = Object.entries(grants)
  const changed = usual ? all.filter(([name, grant]) => text(grant) !== text(usual[name])) : all
  return Object.fromEntries(changed.map(([name, grant]) => [name, toServer(grant)]))
}

export function isGranted(grants: Grants, type: string, action: string): boolean {
  return grants[type]?.actions.includes(action) ?? false
}

/**
 * One tick more or less. Whoever may change something may see it, so any action brings `read`
 * along, and without `read` nothing stays.
 */
export function withGrant(grants: Grants, type: string, action: string, granted: boolean): Grants {
  const before = flat(grants[type] ?? NOTHING)
  const actions = granted
    ? [...new Set(['read', ...before.actions, action])]
    : action === 'read'
      ? []
      : before.actions.filter((one) => one !== action)
  return { ...grants, [type]: { ...before, actions } }
}

/** Begun anew where there was more than the editor can show. */
function flat({ actions, sees, changes, hidden, readOnly }: TypeGrant): TypeGrant {
  return { actions, sees, changes, hidden, readOnly }
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

/** Types that belong to somebody: customers and what is done for them. */
const SALES = ['customer', 'sales_order', 'shipment', 'sales_return', 'lost_sale', 'quotation']

/** A preset: the sales papers of these rows, seen and changed. */
export function withRows(grants: Grants, rows: Rows): Grants {
  const preset = (name: string, grant: TypeGrant): TypeGrant => {
    if (!SALES.includes(name)) return grant
    return { ...flat(grant), sees: rows, changes: rows }
  }
  return Object.fromEntries(
    Object.entries(grants).map(([name, grant]) => [name, preset(name, grant)]),
  )
}

export function grantsSummary(grants: Grants): { read: number; write: number } {
  const all = Object.values(grants)
  return {
    read: all.filter(({ actions }) => actions.includes('read')).length,
    write: all.filter(({ actions }) => actions.some((action) => action !== 'read')).length,
  }
}
