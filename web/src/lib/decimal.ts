import Big from 'big.js'

/**
 * Quantities and money are decimal strings from the server to the screen and back.
 * **Invariant**: no value of this file is ever a JavaScript number.
 */
type Value = string | null | undefined

Big.RM = Big.roundHalfUp

/** At most six decimals, trailing zeros dropped, thousands separated: `1,234.5`. */
export function formatQuantity(value: Value): string {
  return formatDecimal(value, { max: 6 })
}

/** Two decimals, rounded: `¥1,234.50`. The books keep more; nobody pays less than a cent. */
export function formatMoney(value: Value, currency = 'CNY'): string {
  return withSign(formatDecimal(value, { min: 2, max: 2 }), currency)
}

/** Two decimals, up to `max` when the price has them: `¥12.50`, `¥0.0125`. */
export function formatUnitPrice(value: Value, currency = 'CNY', max = 6): string {
  return withSign(formatDecimal(value, { min: 2, max }), currency)
}

function withSign(amount: string, currency: string): string {
  if (amount === '') return ''
  const sign = SIGNS[currency] ?? `${currency} `
  return amount.startsWith('-') ? `-${sign}${amount.slice(1)}` : sign + amount
}

/** A share as percent: `0.83` is `83%`, and `0.031` with one place `3.1%`. */
export function formatPercent(share: Value, places = 0): string {
  const big = toBig(share)
  return big ? `${formatDecimal(big.times(100).toFixed(), { max: places })}%` : ''
}

export function formatDecimal(value: Value, places: { min?: number; max?: number } = {}): string {
  const big = toBig(value)
  if (!big) return ''
  const rounded = big.round(places.max ?? 6)
  const exact = rounded.toFixed()
  const decimals = exact.split('.')[1]?.length ?? 0
  return group(decimals < (places.min ?? 0) ? rounded.toFixed(places.min) : exact)
}

/**
 * What a person typed or pasted, as a canonical decimal string; null when it is not a number.
 * Understands full-width digits, thousands separators, currency signs and (12) for -12.
 */
export function parseDecimal(text: string): string | null {
  const narrow = text
    .replace(/[０-９．，－＋（）]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[−–]/g, '-')
    .replace(/[\s\u00a0¥￥$€]/g, '')
  const bracketed = narrow.match(/^\((.*)\)$/)
  const plain = bracketed ? `-${bracketed[1]}` : narrow
  const ungrouped = /^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)
    ? plain.replaceAll(',', '')
    : plain
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(ungrouped)) return null
  const big = new Big(ungrouped.replace(/^\+/, ''))
  return big.eq(0) ? '0' : big.toFixed()
}

export function compare(a: Value, b: Value): number {
  return (toBig(a) ?? new Big(0)).cmp(toBig(b) ?? new Big(0))
}

export function add(a: Value, b: Value): string {
  return sum([a, b])
}

export function subtract(a: Value, b: Value): string {
  return (toBig(a) ?? new Big(0)).minus(toBig(b) ?? new Big(0)).toFixed()
}

export function multiply(a: Value, b: Value): string {
  return (toBig(a) ?? new Big(0)).times(toBig(b) ?? new Big(0)).toFixed()
}

/** Rounded half away from zero to at most `places` decimals. */
export function roundTo(value: Value, places: number): string {
  return (toBig(value) ?? new Big(0)).round(places).toFixed()
}

/** Null by zero or by what is no number. */
export function divide(a: Value, b: Value, places: number): string | null {
  const [dividend, divisor] = [toBig(a), toBig(b)]
  if (!dividend || !divisor || divisor.eq(0)) return null
  // Ten more than kept, so that rounding happens once as far as anybody can see.
  const Exact = Big()
  Exact.DP = places + 10
  return roundTo(new Exact(dividend).div(divisor).toFixed(), places)
}

export function sum(values: Value[]): string {
  return values.reduce<Big>((total, v) => total.plus(toBig(v) ?? 0), new Big(0)).toFixed()
}

export function isZero(value: Value): boolean {
  return toBig(value)?.eq(0) ?? true
}

export function isPositive(value: Value): boolean {
  return toBig(value)?.gt(0) ?? false
}

/** Whole percent of `part` in `whole`, between 0 and 100, for bars. */
export function sharePercent(part: Value, whole: Value): number {
  const all = toBig(whole)
  if (!all || all.lte(0)) return 0
  const share = (toBig(part) ?? new Big(0)).div(all).times(100).round(0)
  return Math.min(100, Math.max(0, share.toNumber()))
}

const SIGNS: Record<string, string> = {
  CNY: '¥',
  USD: '$',
  EUR: '€',
  GBP: '£',
  JPY: '¥',
  HKD: 'HK$',
}

function toBig(value: Value): Big | null {
  if (value === null || value === undefined || value === '') return null
  try {
    return new Big(value)
  } catch {
    return null
  }
}

function group(plain: string): string {
  const [whole = '', decimals] = plain.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return decimals ? `${grouped}.${decimals}` : grouped
}
