import type { Language } from '@/lib/api-types'
import { multiply } from '@/lib/decimal'
import { label, type Text } from '@/lib/text'
import { chosenQuantity, type Overrides } from './plan-lines'
import type { planText } from './plan-text'
import type { PlanLine } from './types'

type Options = {
  t: Text<typeof planText>
  language: Language
  overrides: Overrides
  /** Columns of money are left out for those who may not see it. */
  money: boolean
}

type Column = [title: string, value: (line: PlanLine) => string | null]

/** The lines as they stand on the screen, what was typed over them included, below their titles. */
export function planTable(
  lines: PlanLine[],
  { t, language, overrides, money }: Options,
): (string | null)[][] {
  const ifMoney = (...columns: Column[]) => (money ? columns : [])
  const amount = (line: PlanLine) => {
    const quantity = chosenQuantity(line, overrides)
    return quantity && line.price ? multiply(quantity, line.price) : line.amount
  }
  const columns: Column[] = [
    [t.column_kind, (line) => kindWords(line, t)],
    [t.column_item, (line) => line.item],
    [t.column_item_name, (line) => line.item_name],
    [t.column_warehouse, (line) => line.warehouse_name],
    [t.column_source, (line) => overrides[line.id]?.supplier_name ?? sourceName(line)],
    [t.column_quantity, (line) => chosenQuantity(line, overrides) ?? line.quantity],
    ...ifMoney([t.column_price, (line) => line.price], [t.column_amount, amount]),
    [t.column_arrival, (line) => line.arrival_day],
    [t.column_stockout, (line) => line.stockout_day],
    [t.column_customers, (line) => String(line.hurts_count)],
    ...ifMoney([t.column_risk, (line) => line.money_at_risk]),
    [t.column_change, (line) => (line.change ? t[line.change] : '')],
    [t.column_reason, (line) => label(line.reason, language)],
  ]
  return [
    columns.map(([title]) => title),
    ...lines.map((line) => columns.map(([, value]) => value(line))),
  ]
}

export function kindWords({ kind }: Pick<PlanLine, 'kind'>, t: Text<typeof planText>): string {
  return {
    purchase: t.purchaseFrom,
    transfer: t.transferFrom,
    produce: t.produce,
    expedite: t.expedite,
  }[kind]
}

function sourceName(line: PlanLine): string | null {
  return line.kind === 'transfer'
    ? (line.from_name ?? line.from)
    : (line.supplier_name ?? line.supplier)
}
