import { describe, expect, it } from 'vitest'
import type { DocumentType } from '@/lib/api-types'
import {
  actionsOf,
  grantsSummary,
  isGranted,
  spelledOut,
  withGrant,
  withGrantForAll,
} from './role-grants'

const aType = (name: string, transitions: string[]): DocumentType => ({
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
  permitted: { create: true, edit: true, delete: true, design: true },
})

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
    expect(withGrant({}, 'order', 'confirm', true)).toEqual({ order: ['read', 'confirm'] })
  })

  it('whoever may not see may do nothing, and the type leaves the grants', () => {
    const grants = { order: ['read', 'edit'], item: ['read'] }
    expect(withGrant(grants, 'order', 'read', false)).toEqual({ item: ['read'] })
  })

  it('one action less leaves the others', () => {
    const grants = { order: ['read', 'edit', 'confirm'] }
    expect(withGrant(grants, 'order', 'edit', false)).toEqual({ order: ['read', 'confirm'] })
    expect(grants.order).toHaveLength(3)
  })

  it('twice is once', () => {
    expect(withGrant({ order: ['read'] }, 'order', 'read', true)).toEqual({ order: ['read'] })
  })

  it('a whole column only touches types that have the action', () => {
    const types = [aType('order', ['confirm']), aType('item', [])]
    const grants = withGrantForAll({}, types, 'confirm', true)
    expect(grants).toEqual({ order: ['read', 'confirm'] })
    expect(isGranted(grants, 'item', 'confirm')).toBe(false)
  })
})

it('what holds everywhere is written out', () => {
  const types = [aType('order', ['confirm']), aType('item', [])]
  expect(spelledOut({ '*': ['read', 'confirm'], item: ['edit'] }, types)).toEqual({
    order: ['read', 'confirm'],
    item: ['read', 'edit'],
  })
})

it('sums up in two numbers', () => {
  expect(grantsSummary({ a: ['read'], b: ['read', 'create'], c: ['read', 'delete'] })).toEqual({
    read: 3,
    write: 2,
  })
})
