import { describe, expect, it } from 'vitest'
import type { DocumentType } from '@/lib/api-types'
import {
  actionsOf,
  type Grants,
  grantOf,
  grantsSummary,
  isGranted,
  NOTHING,
  saidOf,
  spelledOut,
  toServer,
  withGrant,
  withGrantForAll,
  withRows,
} from './role-grants'

const aType = (name: string, transitions: string[], open: string[] = []): DocumentType =>
  ({
    name,
    label: { zh: name, en: name },
    area: 'sales',
    built_in: true,
    version: 1,
    title_field: null,
    key_field: null,
    fields: [],
    list: [],
    states: [],
    transitions: transitions.map((transition) => ({
      name: transition,
      label: { zh: transition, en: transition },
      from: ['draft'],
      to: 'confirmed',
      tone: 'default',
      confirm: false,
      permitted: true,
    })),
    push_down: [],
    checks: [],
    access: { read: open },
    permitted: { create: true, edit: true, delete: true, design: true },
  }) as unknown as DocumentType

const may = (...actions: string[]) => ({ ...NOTHING, actions })

it('a type has the basic four and each of its transitions once', () => {
  expect(actionsOf(aType('order', ['confirm', 'cancel', 'cancel']))).toEqual([
    'read',
    'create',
    'edit',
    'delete',
    'confirm',
    'cancel',
  ])
})

describe('ticking the matrix', () => {
  it('whoever may confirm may see', () => {
    expect(withGrant({}, 'order', 'confirm', true)).toEqual({ order: may('read', 'confirm') })
  })

  it('whoever may not see may do nothing', () => {
    const grants = { order: may('read', 'edit'), item: may('read') }
    expect(withGrant(grants, 'order', 'read', false).order).toEqual(may())
  })

  it('one action less leaves the others', () => {
    const grants = { order: may('read', 'edit', 'confirm') }
    expect(withGrant(grants, 'order', 'edit', false)).toEqual({ order: may('read', 'confirm') })
    expect(grants.order.actions).toHaveLength(3)
  })

  it('a whole column only touches types that have the action', () => {
    const types = [aType('order', ['confirm']), aType('item', [])]
    const grants = withGrantForAll({}, types, 'confirm', true)
    expect(isGranted(grants, 'order', 'confirm')).toBe(true)
    expect(isGranted(grants, 'item', 'confirm')).toBe(false)
  })
})

describe('what the server keeps', () => {
  it('names add to what everybody may, grants say all there is', () => {
    const types = [aType('order', ['confirm'], ['*']), aType('item', [], ['*']), aType('cost', [])]
    const said = { order: ['confirm'], item: [] as never[], '*': [{ actions: ['*'] }] }
    expect(spelledOut(said, types)).toEqual({
      order: may('read', 'confirm'),
      item: NOTHING,
      cost: may('read', 'create', 'edit', 'delete'),
    })
  })

  it('of what nothing is said everybody keeps what the definition gives', () => {
    expect(grantOf(aType('item', [], ['*']), undefined)).toEqual(may('read'))
    expect(grantOf(aType('item', []), undefined)).toEqual(may())
  })

  it('to see all and change one’s own are two grants, and read back as one', () => {
    const grant = { ...may('read', 'edit'), changes: 'own' as const, hidden: ['phone'] }
    const kept = toServer(grant)
    expect(kept).toEqual([
      { actions: ['read'], rows: 'all', hidden: ['phone'] },
      { actions: ['read', 'edit'], rows: 'own', hidden: ['phone'] },
    ])
    expect(grantOf(aType('order', []), kept)).toEqual(grant)
  })

  it('what the editor cannot show stays as it is', () => {
    const deep = [{ actions: ['read'] }, { actions: ['edit'] }, { actions: ['delete'] }]
    expect(toServer(grantOf(aType('order', []), deep))).toEqual(deep)
  })

  it('of a built-in role only what was changed is said', () => {
    const usual: Grants = { order: may('read'), item: may('read') }
    const changed: Grants = {
      order: { ...may('read'), sees: 'own', changes: 'own' },
      item: may('read'),
    }
    expect(saidOf(changed, usual)).toEqual({ order: [{ actions: ['read'], rows: 'own' }] })
    expect(Object.keys(saidOf(changed, null))).toEqual(['order', 'item'])
  })
})

it('a preset limits the sales papers and nothing else', () => {
  const grants = withRows({ customer: may('read', 'edit'), item: may('read') }, 'own')
  expect(grants.customer).toEqual({ ...may('read', 'edit'), sees: 'own', changes: 'own' })
  expect(grants.item?.sees).toBe('all')
})

it('sums up in two numbers', () => {
  const grants = { a: may('read'), b: may('read', 'create'), c: may('read', 'delete'), d: may() }
  expect(grantsSummary(grants)).toEqual({ read: 3, write: 2 })
})
