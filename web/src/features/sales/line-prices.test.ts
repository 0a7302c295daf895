import { expect, test } from 'vitest'
import {
  afterDiscount,
  priced,
  question,
  withPrices,
  type PriceAnswer,
} from '@/features/sales/line-prices'

const answer = (price: string, by: 'list' | 'item' = 'list'): PriceAnswer => ({
  item: 'tea',
  price,
  by,
  sale_price: '25',
  rules: [],
  floor: null,
  below_floor: false,
})

test('a blank price is found, and follows until somebody writes another', () => {
  const start = { lines: [{ item: 'tea', quantity: '2' }, {}] }
  const first = withPrices(start, priced(start), [answer('22')])
  expect(first.lines).toEqual([
    { item: 'tea', quantity: '2', price: '22', price_by: 'list', price_found: '22' },
    {},
  ])
  expect(withPrices(first, priced(first), [answer('22')])).toBe(first)
  const more = withPrices(first, priced(first), [answer('20')])
  expect(more.lines).toMatchObject([{ price: '20', price_by: 'list' }, {}])

  const typed = { lines: [{ ...(more.lines as object[])[0], price: '21' }] }
  const kept = withPrices(typed, priced(typed), [answer('20')])
  expect(kept.lines).toMatchObject([{ price: '21', price_by: 'manual' }])
  expect(withPrices(kept, priced(kept), [answer('18')])).toBe(kept)
})

test('what was quoted stays, and an answer to another question is not taken', () => {
  const quoted = { lines: [{ item: 'tea', quantity: '2', price: '19', price_by: 'quotation' }] }
  expect(withPrices(quoted, priced(quoted), [answer('22')])).toBe(quoted)
  const asked = priced({ lines: [{ item: 'tea', quantity: '2' }] })
  const now = { lines: [{ item: 'tea', quantity: '200' }] }
  expect(withPrices(now, asked, [answer('22')])).toBe(now)
})

test('the price is asked about after its discount', () => {
  const fields = {
    customer: 'li',
    ordered_on: '2026-03-02',
    lines: [
      { item: 'tea', quantity: '2', price: '20', discount_percent: '15' },
      { item: 'cup', quantity: '1.' },
    ],
  }
  expect(question(fields, priced(fields))).toEqual({
    customer: 'li',
    day: '2026-03-02',
    lines: [{ item: 'tea', quantity: '2', price: '17' }, { item: 'cup' }],
  })
  expect(afterDiscount('0.333333', '33.33')).toBe('0.222233')
})
