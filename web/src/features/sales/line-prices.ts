import { asRows, isEmpty, scalarText } from '@/documents/fields'
import type { Decimal, Fields, Row } from '@/lib/api-types'
import { compare, multiply, subtract } from '@/lib/decimal'

export type PriceRule = {
  list: string | null
  name: string | null
  line: number
  price: Decimal | null
  percent: Decimal | null
  who: 'customer' | 'level' | 'channel' | 'everybody'
  level: string | null
  what: 'item' | 'category' | 'everything'
  category: string | null
  from: Decimal
  starts: string | null
  ends: string | null
  priority: number
}

/** What the server says of one line: what it costs, by which rules, and whether it is too low. */
export type PriceAnswer = {
  item: string
  price: Decimal | null
  by: 'list' | 'item' | null
  sale_price: Decimal | null
  rules: PriceRule[]
  floor: Decimal | null
  below_floor: boolean
  cost?: Decimal
  below_cost?: boolean
}
export type Prices = { level: string | null; lines: (PriceAnswer | null)[] }

export type Asked = { index: number; item: string; quantity: string; price: string }

/** Known to the form only: the price that was found for the line, to notice that somebody changed it. */
const FOUND = 'price_found'

/** Which lines of the form have a price to ask for. */
export function priced(fields: Fields): Asked[] {
  return asRows(fields.lines).flatMap((row, index) => {
    const item = scalarText(row.item)
    if (!item) return []
    return [{ index, item, quantity: scalarText(row.quantity), price: scalarText(row.price) }]
  })
}

/** A price that was found and not touched since, or none yet. */
function isAutomatic(row: Row): boolean {
  if (isEmpty(row.price)) return true
  if (row.price_by !== 'list' && row.price_by !== 'item') return false
  const found = row[FOUND] ?? row.price
  return compare(scalarText(found), scalarText(row.price)) === 0
}

/**
 * The lines with the prices found for them. What a person wrote stays and is marked as such; the
 * same fields when nothing changes.
 */
export function withPrices(fields: Fields, asked: Asked[], answers: Prices['lines']): Fields {
  let changed = false
  const put = (row: Row, values: Row): Row => {
    if (Object.entries(values).every(([name, value]) => row[name] === value)) return row
    changed = true
    return { ...row, ...values }
  }
  const lines = asRows(fields.lines).map((row, index) => {
    const at = asked.findIndex((one) => one.index === index)
    const answer = answers[at]
    const still = asked[at]?.item === scalarText(row.item)
    if (!answer || !still) return row
    if (!isAutomatic(row)) {
      return row.price_by === 'quotation' || row.price_by === 'manual'
        ? row
        : put(row, { price_by: 'manual' })
    }
    if (asked[at]?.quantity !== scalarText(row.quantity) || !answer.price) return row
    return put(row, { price: answer.price, price_by: answer.by, [FOUND]: answer.price })
  })
  return changed ? { ...fields, lines } : fields
}

/** The question to the server, of the lines as they stand. */
export function question(fields: Fields, asked: Asked[]) {
  const text = (name: string) => scalarText(fields[name])
  const day = text('ordered_on') || text('quoted_on')
  return {
    ...(text('customer') && { customer: text('customer') }),
    ...(text('channel') && { channel: text('channel') }),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(day) && { day }),
    lines: asked.map(({ item, quantity, price, index }) => {
      const net = afterDiscount(price, scalarText(asRows(fields.lines)[index]?.discount_percent))
      return { item, ...(isNumber(quantity) && { quantity }), ...(net && { price: net }) }
    }),
  }
}

/** What a unit costs after its discount, with the six decimals that prices have; '' when it is no number. */
export function afterDiscount(price: string, percent: string): string {
  if (!isNumber(price)) return ''
  if (!isNumber(percent)) return price
  const net = multiply(price, multiply(subtract('100', percent), '0.01'))
  return net.replace(/(\.\d{6})\d+$/, '$1')
}

function isNumber(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text)
}
