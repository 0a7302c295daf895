import { describe, expect, it } from 'vitest'
import {
  add,
  compare,
  formatMoney,
  formatPercent,
  formatUnitPrice,
  formatQuantity,
  isZero,
  multiply,
  parseDecimal,
  sharePercent,
  sum,
} from '@/lib/decimal'

describe('what a person types', () => {
  it.each([
    ['12', '12'],
    ['1,234.50', '1234.5'],
    ['１２．５', '12.5'],
    ['￥1,280', '1280'],
    ['－3', '-3'],
    ['(12.5)', '-12.5'],
    [' 0.000001 ', '0.000001'],
    ['-0', '0'],
    ['.5', '0.5'],
    ['12.', '12'],
    ['99999999999999999999', '99999999999999999999'],
  ])('%s is %s', (typed, value) => expect(parseDecimal(typed)).toBe(value))

  it.each(['', 'abc', '1,2,3', '12,34', '1.2.3', '--1', '1e5', '五'])('%s is no number', (typed) =>
    expect(parseDecimal(typed)).toBeNull(),
  )
})

describe('what a person reads', () => {
  it('groups thousands and drops trailing zeros of quantities', () => {
    expect(formatQuantity('1234567.500000')).toBe('1,234,567.5')
    expect(formatQuantity('-1000')).toBe('-1,000')
    expect(formatQuantity('0.0000004')).toBe('0')
  })
  it('shows money with two decimals, and more where a price has them', () => {
    expect(formatMoney('1234.5')).toBe('¥1,234.50')
    expect(formatMoney('-3', 'USD')).toBe('-$3.00')
    expect(formatMoney('231.6901')).toBe('¥231.69')
    expect(formatUnitPrice('0.0125')).toBe('¥0.0125')
    expect(formatUnitPrice('12.5')).toBe('¥12.50')
    expect(formatMoney('7', 'CHF')).toBe('CHF 7.00')
  })
  it('shows shares as percent', () => {
    expect(formatPercent('0.83')).toBe('83%')
    expect(formatPercent('0.0314', 1)).toBe('3.1%')
    expect(formatPercent('-0.02', 1)).toBe('-2%')
    expect(formatPercent(null)).toBe('')
  })
  it('says nothing about nothing, and nothing about nonsense', () => {
    expect(formatQuantity(null)).toBe('')
    expect(formatMoney('')).toBe('')
    expect(formatQuantity('many')).toBe('')
  })
})

describe('arithmetic', () => {
  it('is exact where numbers are not', () => {
    expect(add('0.1', '0.2')).toBe('0.3')
    expect(multiply('1.1', '1.1')).toBe('1.21')
    expect(sum(['9007199254740993', '1', null, ''])).toBe('9007199254740994')
  })
  it('compares by value, not by text', () => {
    expect(compare('10', '9')).toBe(1)
    expect(compare('1.0', '1')).toBe(0)
    expect(isZero('0.000')).toBe(true)
  })
  it('keeps shares within the bar', () => {
    expect(sharePercent('3', '4')).toBe(75)
    expect(sharePercent('5', '4')).toBe(100)
    expect(sharePercent('5', '0')).toBe(0)
  })
})
