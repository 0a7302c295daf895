import { isPositive, multiply, parseDecimal, sum } from '@/lib/decimal'
import type { PlanKind, PlanLine } from './types'

/** Whether accepting a line makes a document; the others say what somebody has to do himself. */
export const isOrder = ({ kind }: { kind: PlanKind }) => kind === 'purchase' || kind === 'transfer'

/** What a planner changed, by line id. Quantities are as typed. */
export type Overrides = Record<
  string,
  { quantity?: string; supplier?: string; supplier_name?: string }
>

/** Lines that become one document: one supplier, or one way between two warehouses. */
export type PlanGroup = {
  key: string
  kind: PlanKind
  supplier: string | null
  /** The supplier, or the warehouses from and to. */
  names: string[]
  lines: PlanLine[]
  /** Null when no price is known or may be seen. */
  amount: string | null
}

/** In the order of the lines: the group with the most urgent line comes first. */
export function groupLines(lines: PlanLine[]): PlanGroup[] {
  const groups = new Map<string, PlanGroup>()
  for (const line of lines.toSorted((a, b) => a.rank - b.rank)) {
    const { key, supplier, names } = placeOf(line)
    const group = groups.get(key) ?? {
      key,
      kind: line.kind,
      supplier,
      names,
      lines: [],
      amount: null,
    }
    group.lines.push(line)
    groups.set(key, group)
  }
  return [...groups.values()].map((group) => ({ ...group, amount: total(group.lines) }))
}

function placeOf(line: PlanLine) {
  if (line.kind === 'transfer') {
    return {
      key: `transfer ${line.from} ${line.warehouse}`,
      supplier: null,
      names: [line.from_name ?? line.from ?? '', line.warehouse_name],
    }
  }
  const name = line.supplier_name ?? line.supplier
  return {
    key: `${line.kind} ${line.supplier ?? ''}`,
    supplier: line.supplier,
    names: name ? [name] : [],
  }
}

function total(lines: PlanLine[]): string | null {
  const amounts = lines.map((line) => line.amount).filter((amount) => amount !== null)
  return amounts.length > 0 ? sum(amounts) : null
}

/** The quantity that will be ordered, or null when what was typed is not a quantity above zero. */
export function chosenQuantity(line: PlanLine, overrides: Overrides): string | null {
  const typed = overrides[line.id]?.quantity
  if (typed === undefined) return line.quantity
  const parsed = parseDecimal(typed)
  return parsed !== null && isPositive(parsed) ? parsed : null
}

export type Choice = {
  lines: PlanLine[]
  /** At the planned prices; null when none is known. */
  amount: string | null
  /** Lines whose typed quantity is not usable. */
  faulty: string[]
}

export function summarise(lines: PlanLine[], overrides: Overrides): Choice {
  const amounts: string[] = []
  const faulty: string[] = []
  for (const line of lines) {
    const quantity = chosenQuantity(line, overrides)
    if (quantity === null) faulty.push(line.id)
    else if (line.price !== null) amounts.push(multiply(quantity, line.price))
  }
  return { lines, amount: amounts.length > 0 ? sum(amounts) : null, faulty }
}

export type AcceptRequest = {
  plan: string
  lines: string[]
  overrides: Record<string, { quantity?: string; supplier?: string }>
}

/** Only real changes travel. */
export function acceptRequest(
  plan: string,
  lines: PlanLine[],
  overrides: Overrides,
): AcceptRequest {
  const changed: AcceptRequest['overrides'] = {}
  for (const line of lines) {
    const quantity = chosenQuantity(line, overrides)
    const supplier = overrides[line.id]?.supplier
    const change = {
      ...(quantity !== null && quantity !== line.quantity ? { quantity } : {}),
      ...(supplier && supplier !== line.supplier ? { supplier } : {}),
    }
    if (Object.keys(change).length > 0) changed[line.id] = change
  }
  return { plan, lines: lines.map((line) => line.id), overrides: changed }
}

export type ChangeFilter = 'all' | 'added' | 'changed'

export function ofChange(lines: PlanLine[], filter: ChangeFilter): PlanLine[] {
  return filter === 'all' ? lines : lines.filter((line) => line.change === filter)
}
