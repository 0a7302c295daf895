import { expect, it } from 'vitest'
import { allTo, chosenTotal, usualChoice, type Comparison, type Offer } from './comparison'

const offer = (line: number, landed_total: string, best: boolean): Offer => ({
  line,
  price: '1',
  total: landed_total,
  landed_price: '1',
  landed_total,
  moq: null,
  below_moq: false,
  lead_time_days: null,
  best,
})
const quotation = (number: string, lines: Offer[]) => ({
  id: number,
  number,
  supplier: null,
  quoted_on: null,
  valid_until: null,
  expired: false,
  freight: null,
  complete: true,
  landed_total: '0',
  best: false,
  lines,
})
const asked = (line: number, awarded: string | null = null) => ({
  line,
  item: null,
  quantity: '1',
  unit: null,
  unit_quantity: null,
  last_paid: null,
  awarded,
})
const farm = quotation('Q1', [offer(1, '10', true), offer(2, '8', false)])
const hill = quotation('Q2', [offer(1, '12.5', false), offer(2, '7.25', true)])
const comparison: Comparison = {
  rfq: { id: 'r', number: 'R1', state: 'sent' },
  reason: null,
  lines: [asked(1), asked(2), asked(3)],
  quotations: [farm, hill],
  unanswered: [],
}

it('begins with the best offer of every line that has one', () => {
  expect(usualChoice(comparison)).toEqual({ 1: 'Q1', 2: 'Q2' })
  expect(chosenTotal(comparison, usualChoice(comparison))).toBe('17.25')
})

it('gives every line that it answers to one supplier', () => {
  expect(allTo(hill, { 1: 'Q1', 3: 'Q1' })).toEqual({ 1: 'Q2', 2: 'Q2', 3: 'Q1' })
})

it('shows what was awarded', () => {
  expect(usualChoice({ ...comparison, lines: [asked(1, 'Q2')] })).toEqual({ 1: 'Q2' })
})
