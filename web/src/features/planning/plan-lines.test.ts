import { describe, expect, it } from 'vitest'
import { aPlanLine } from './a-plan-line.fixture'
import { acceptRequest, groupLines, ofChange, summarise } from './plan-lines'

const tea = aPlanLine({ id: 'tea', rank: 3 })
const oil = aPlanLine({ id: 'oil', rank: 1, supplier: 'S2', supplier_name: '嘉里', amount: null })
const cup = aPlanLine({ id: 'cup', rank: 2, amount: '50.5' })
const moved = aPlanLine({
  id: 'moved',
  kind: 'transfer',
  rank: 4,
  supplier: null,
  supplier_name: null,
  from: 'W2',
  from_name: '上海分仓',
  price: null,
  amount: null,
})

describe('the lines by what becomes one document', () => {
  const groups = groupLines([tea, oil, cup, moved])

  it('are grouped by supplier or by way, the most urgent first', () => {
    expect(groups.map((group) => [group.kind, ...group.names])).toEqual([
      ['purchase', '嘉里'],
      ['purchase', '绿源茶业'],
      ['transfer', '上海分仓', '杭州主仓'],
    ])
    expect(groups[1]?.lines.map((line) => line.id)).toEqual(['cup', 'tea'])
  })

  it('add up their money, and have none where none may be seen', () => {
    expect(groups.map((group) => group.amount)).toEqual([null, '350.5', null])
  })

  it('of two ways to one warehouse are two groups', () => {
    const other = { ...moved, id: 'other', from: 'W3', from_name: '门店仓' }
    expect(groupLines([moved, other])).toHaveLength(2)
  })
})

describe('what was ticked', () => {
  it('costs what the typed quantities cost', () => {
    expect(summarise([tea, moved], { tea: { quantity: '１，０00' } }).amount).toBe('12500')
    expect(summarise([moved], {}).amount).toBeNull()
  })

  it('waits for quantities that are none', () => {
    const overrides = { tea: { quantity: 'many' }, cup: { quantity: '0' } }
    expect(summarise([tea, cup, oil], overrides).faulty).toEqual(['tea', 'cup'])
  })

  it('travels with real changes only', () => {
    const overrides = {
      tea: { quantity: '24.0' },
      cup: { quantity: '36', supplier: 'S9', supplier_name: '别家' },
      oil: { supplier: 'S2' },
    }
    expect(acceptRequest('plan-1', [tea, cup, oil], overrides)).toEqual({
      plan: 'plan-1',
      lines: ['tea', 'cup', 'oil'],
      overrides: { cup: { quantity: '36', supplier: 'S9' } },
    })
  })
})

it('a comparison shows what is new and what is different', () => {
  const lines = [
    aPlanLine({ id: 'a', change: 'added' }),
    aPlanLine({ id: 'c', change: 'changed' }),
    tea,
  ]
  expect(ofChange(lines, 'added').map((line) => line.id)).toEqual(['a'])
  expect(ofChange(lines, 'changed').map((line) => line.id)).toEqual(['c'])
  expect(ofChange(lines, 'all')).toHaveLength(3)
})
