import { expect, it } from 'vitest'
import { toCsv } from '@/lib/csv'
import { text } from '@/lib/text'
import { aPlanLine } from './a-plan-line.fixture'
import { planTable } from './plan-table'
import { planText } from './plan-text'

const lines = [
  aPlanLine({ id: 'a', item_name: '抽纸, 24 包', hurts_count: 2, money_at_risk: '980' }),
  aPlanLine({
    id: 'b',
    kind: 'transfer',
    supplier: null,
    supplier_name: null,
    from: 'W2',
    from_name: '上海分仓',
    price: null,
    amount: null,
    arrival_day: null,
    stockout_day: null,
    change: 'added',
  }),
]
const file = (money: boolean, overrides = {}) =>
  toCsv(planTable(lines, { t: text(planText, 'zh'), language: 'zh', overrides, money }))
    .slice(1)
    .trimEnd()
    .split('\r\n')

it('has the lines of the screen, in words that a supplier understands', () => {
  expect(file(true)).toEqual([
    '做法,商品编码,商品,仓库,来源,数量,单价,金额,到货日,断货日,受影响客户,风险金额,变化,原因',
    '采购,A1,"抽纸, 24 包",杭州主仓,绿源茶业,24,12.5,300,2026-12-01,2026-11-30,2,980,,补到目标 60',
    '调拨,A1,龙井茶 250g,杭州主仓,上海分仓,24,,,,,0,,新增,补到目标 60',
  ])
})

it('has what was typed over them', () => {
  const overrides = { a: { quantity: '36', supplier: 'S9', supplier_name: '别家' } }
  expect(file(true, overrides)[1]).toContain('别家,36,12.5,450,')
})

it('has no columns of money for those who may not see it', () => {
  expect(file(false)[0]).toBe(
    '做法,商品编码,商品,仓库,来源,数量,到货日,断货日,受影响客户,变化,原因',
  )
  expect(file(false)[1]).not.toContain('12.5')
})
