import { expect, it } from 'vitest'
import { changesOf } from './audit-changes'

it('tells of a setting what it was and is', () => {
  expect(changesOf({ trash_days: { before: 30, after: 31 } })).toEqual([
    { path: ['trash_days'], before: 30, after: 31 },
  ])
})

it('tells of a role only the rights that differ', () => {
  const before = { grants: { item: ['read'], customer: ['read'] }, abilities: ['import'] }
  const after = { grants: { item: ['read', 'edit'], customer: ['read'] }, abilities: [] }
  expect(changesOf({ before, after })).toEqual([
    { path: ['grants', 'item'], before: ['read'], after: ['read', 'edit'] },
    { path: ['abilities'], before: ['import'], after: [] },
  ])
})

it('says nothing of what is new as a whole, and what is no change as it is', () => {
  expect(changesOf({ before: null, after: { name: 'buyer' } })).toEqual([])
  expect(changesOf({ rows: 12 })).toEqual([{ path: ['rows'], before: undefined, after: 12 }])
})
