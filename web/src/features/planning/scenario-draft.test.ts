import { expect, it } from 'vitest'
import { FIRST_SCENARIO, scenarioOf } from './scenario-draft'

const asked = (part: Partial<typeof FIRST_SCENARIO>) => scenarioOf({ ...FIRST_SCENARIO, ...part })

it('a closed supplier must be named', () => {
  expect(asked({})).toBeNull()
  expect(asked({ supplier: 'S1', days: '３０' })).toEqual({
    kind: 'supplier_closed',
    supplier: 'S1',
    days: 30,
  })
  expect(asked({ supplier: 'S1', days: '0.5' })).toBeNull()
})

it('late deliveries may be those of everybody', () => {
  expect(asked({ kind: 'late', days: 'x', lateDays: '7' })).toEqual({
    kind: 'late',
    supplier: null,
    days: 7,
  })
})

it('demand changes for a category, an item, or all; what is not asked for does not travel', () => {
  const demand = { kind: 'demand' as const, percent: '-20％', category: '饮料', item: 'A1' }
  const of = (scope: 'all' | 'category' | 'item') => asked({ ...demand, scope })
  expect(of('category')).toMatchObject({ category: '饮料', item: null, percent: -20, days: 30 })
  expect(of('item')).toMatchObject({ category: null, item: 'A1' })
  expect(of('all')).toMatchObject({ category: null, item: null })
  expect(asked({ ...demand, category: ' ' })).toBeNull()
})

it.each(['0', '-95', '501', '', 'viel'])('a change of %s percent is none', (percent) =>
  expect(asked({ kind: 'demand', scope: 'all', percent })).toBeNull(),
)
