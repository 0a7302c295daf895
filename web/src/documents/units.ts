import { asRows, scalarText } from '@/documents/fields'
import type { Field, Fields, Row } from '@/lib/api-types'
import { compare, divide, multiply, parseDecimal, roundTo } from '@/lib/decimal'

/** The units of an item: what stock is counted in, and others with how much of it they hold. */
export type ItemUnits = {
  stock: string
  others: { unit: string; factor: string; buying: boolean; selling: boolean }[]
}

export type UsualFor = 'buying' | 'selling'

/** Whether lines may be measured in a unit of their item; see crates/documents/src/units.rs. */
export function isMeasured(field: Field): boolean {
  const names = (field.columns ?? []).map((column) => column.name)
  const has = (name: string) => names.includes(name)
  return ['item', 'unit', 'unit_quantity'].every(has) && ['quantity', 'counted'].some(has)
}

/** What lines call the quantity and the price of the stock unit. */
export type Own = { quantity: Counted; price: Counted }

const USUAL: Own = { quantity: 'quantity', price: 'price' }

export function ownColumns(field: Field): Own {
  const has = (name: string) => (field.columns ?? []).some((column) => column.name === name)
  return {
    quantity: has('quantity') ? 'quantity' : 'counted',
    price: has('price') ? 'price' : 'unit_cost',
  }
}

export function itemUnits(item: Fields): ItemUnits {
  const others = asRows(item.units).map((row) => ({
    unit: scalarText(row.unit),
    factor: scalarText(row.factor),
    buying: row.buying === true,
    selling: row.selling === true,
  }))
  return { stock: scalarText(item.unit), others }
}

export function factorOf(units: ItemUnits | undefined, unit: string): string | undefined {
  if (units?.stock === unit) return '1'
  return units?.others.find((other) => other.unit === unit)?.factor
}

/** What people count a line in: the column its quantity or price is read from and typed into. */
export function counted(row: Row, column: string): string {
  if (!scalarText(row.unit)) return scalarText(row[column])
  return scalarText(row[isCounted(column) ? BY_UNIT[column] : column])
}

const BY_UNIT = {
  quantity: 'unit_quantity',
  counted: 'unit_quantity',
  price: 'unit_price',
  unit_cost: 'unit_price',
} as const
type Counted = keyof typeof BY_UNIT
const DECIMALS = 6

/** Whether a column of measured lines is told in the unit of the line. */
export function isCounted(column: string): column is Counted {
  return column in BY_UNIT
}

/** The line with a quantity or price as somebody typed it, in the line's own unit. */
export function withCounted(
  row: Row,
  column: Counted,
  value: Row[string],
  units: ItemUnits | undefined,
): Row {
  const unit = scalarText(row.unit)
  if (!unit) return { ...row, [column]: value ?? null }
  const byUnit = BY_UNIT[column]
  const factor = factorOf(units, unit)
  const own = byUnit === 'unit_quantity' ? inStock(value, factor) : null
  return { ...row, [byUnit]: value ?? null, [column]: own }
}

/** The line in another unit: what was counted stays counted, and the price is that of the new unit. */
export function withUnit(
  row: Row,
  unit: string | null,
  units: ItemUnits | undefined,
  named: Own = USUAL,
): Row {
  const quantity = counted(row, named.quantity) || null
  const old = factorOf(units, scalarText(row.unit) || (units?.stock ?? ''))
  const price = counted(row, named.price)
  const priced = named.price in row || 'unit_price' in row
  if (!unit || unit === units?.stock) {
    const plain: Row = { ...row, unit: null, unit_quantity: null, [named.quantity]: quantity }
    const own = price && old && scalarText(row.unit) ? divide(price, old, DECIMALS) : price || null
    return priced ? { ...plain, unit_price: null, [named.price]: own } : plain
  }
  const factor = factorOf(units, unit)
  const inUnit = { unit, unit_quantity: quantity, [named.quantity]: inStock(quantity, factor) }
  const measured: Row = { ...row, ...inUnit }
  if (!priced) return measured
  const own = price && old ? divide(price, old, DECIMALS) : null
  const byUnit = own && factor ? roundTo(multiply(own, factor), DECIMALS) : null
  return { ...measured, unit_price: byUnit, [named.price]: null }
}

/** Null where the server is to say what is wrong with it. */
function inStock(value: Row[string] | undefined, factor: string | undefined): string | null {
  const text = scalarText(value)
  if (!parseDecimal(text) || !factor) return null
  const product = multiply(text, factor)
  const rounded = roundTo(product, DECIMALS)
  return compare(rounded, product) === 0 ? rounded : null
}

/** A line that just got its item starts in the unit it is usually bought or sold in. */
export function inUsualUnit(row: Row, units: ItemUnits | undefined, usual: UsualFor): Row {
  const untouched = row.line === undefined && !('unit' in row) && !scalarText(row.quantity)
  const unit = untouched ? units?.others.find((other) => other[usual])?.unit : undefined
  return unit ? withUnit(row, unit, units) : row
}
