import { expect, it } from 'vitest'
import type { DocumentRow } from '@/lib/api-types'
import { dutiesOf } from './duties'

const procedure = (id: string, steps: Record<string, string>[]): DocumentRow => ({
  id,
  number: id,
  state: 'active',
  version: 1,
  title: `规程 ${id}`,
  fields: { steps },
})

it('posts of all steps are told apart, whoever does most first', () => {
  const { steps, posts } = dutiesOf([
    procedure('a', [
      { what: '收货', responsible: '仓管员', accountable: '主管', informed: '采购员, 主管' },
      { what: '质检', responsible: '质检员、仓管员', within_hours: '4' },
    ]),
    procedure('b', [{ what: '下单', responsible: '采购员', consulted: ' 主管 ' }]),
    procedure('c', []),
  ])
  expect(posts).toEqual(['仓管员', '采购员', '质检员', '主管'])
  expect(steps.map(({ what, procedureName, hours }) => [what, procedureName, hours])).toEqual([
    ['收货', '规程 a', null],
    ['质检', '规程 a', '4'],
    ['下单', '规程 b', null],
  ])
  expect(steps[0]?.duties.get('主管')).toEqual(['accountable', 'informed'])
  expect(steps[2]?.duties.get('主管')).toEqual(['consulted'])
})
