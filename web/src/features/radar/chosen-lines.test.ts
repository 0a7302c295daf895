import { expect, it } from 'vitest'
import { aShortage } from './a-shortage.fixture'
import { chosenQuantity, orderRequest, summarise } from './chosen-lines'

const oil = aShortage({ id: 'oil:W' })
const rice = aShortage({
  id: 'rice:W',
  suggestion: { ...purchase(), supplier: 'S002', quantity: '10', price: '0.1' },
})
const moved = aShortage({
  id: 'moved:W',
  suggestion: { kind: 'transfer', from: 'W2', from_name: '华南仓', quantity: '5' },
})

it('counts suppliers once, adds amounts exactly, and keeps transfers apart', () => {
  const twoOfOne = aShortage({ id: 'oil:W2' })
  const choice = summarise([oil, twoOfOne, rice, moved], { 'rice:W': { quantity: '3' } })
  expect(choice).toMatchObject({
    purchases: 3,
    transfers: 1,
    suppliers: 2,
    amount: '10500.3',
    faulty: [],
  })
})

it('a typed quantity is understood as people type it, and refused when it is none', () => {
  const typed = (quantity: string) => chosenQuantity(oil, { 'oil:W': { quantity } })
  expect(typed('１２０')).toBe('120')
  expect(typed('1,200')).toBe('1200')
  expect(typed('')).toBeNull()
  expect(typed('0')).toBeNull()
  expect(typed('十')).toBeNull()
  expect(summarise([oil], { 'oil:W': { quantity: 'x' } }).faulty).toEqual(['oil:W'])
})

it('asks for only what was changed', () => {
  expect(
    orderRequest([oil, rice, aShortage({ id: 'none:W', suggestion: null })], {
      'oil:W': { quantity: '84.0', supplier: 'S001' },
      'rice:W': { quantity: '20', supplier: 'S009' },
      'unchosen:W': { quantity: '1' },
    }),
  ).toEqual({
    ids: ['oil:W', 'rice:W'],
    overrides: { 'rice:W': { quantity: '20', supplier: 'S009' } },
  })
})

function purchase() {
  const { suggestion } = aShortage()
  if (suggestion?.kind !== 'purchase') throw new Error('the fixture suggests a purchase')
  return suggestion
}
