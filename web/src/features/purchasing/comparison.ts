import { api, seg } from '@/lib/api-client'
import type { Decimal } from '@/lib/api-types'
import { sum } from '@/lib/decimal'

type Party = { number: string; title: string }

export type Offer = {
  line: number
  price: Decimal
  total: Decimal
  landed_price: Decimal | null
  landed_total: Decimal
  moq: Decimal | null
  below_moq: boolean
  lead_time_days: Decimal | null
  best: boolean
}

export type Quotation = {
  id: string
  number: string
  supplier: Party | null
  quoted_on: string | null
  valid_until: string | null
  expired: boolean
  freight: Decimal | null
  complete: boolean
  landed_total: Decimal
  best: boolean
  lines: Offer[]
}

export type AskedLine = {
  line: number
  item: Party | null
  quantity: Decimal
  unit: string | null
  unit_quantity: Decimal | null
  last_paid: { price: Decimal; supplier: Party | null; day: string } | null
  awarded: string | null
}

export type Comparison = {
  rfq: { id: string; number: string; state: string }
  reason: string | null
  lines: AskedLine[]
  quotations: Quotation[]
  unanswered: Party[]
}

export type Awarded = {
  documents: { type: string; id: string; number: string; title: string; lines: number }[]
  terms: number
}

/** The quotation that gets each line, by line. */
export type Choice = Record<number, string>

export const loadComparison = (rfq: string) =>
  api.get<Comparison>(`/api/rfqs/${seg(rfq)}/comparison`)

export function award(rfq: string, choice: Choice, reason: string, updateTerms: boolean) {
  const awards = Object.entries(choice).map(([line, quotation]) => ({
    line: Number(line),
    quotation,
  }))
  const body = { awards, reason: reason.trim() || null, update_terms: updateTerms }
  return api.post<Awarded>(`/api/rfqs/${seg(rfq)}/award`, body)
}

export const offerOf = (quotation: Quotation, line: number) =>
  quotation.lines.find((offer) => offer.line === line)

/** What was awarded already, else the best offer of each line. */
export function usualChoice({ lines, quotations }: Comparison): Choice {
  const choice: Choice = {}
  for (const { line, awarded } of lines) {
    const best = quotations.find((quotation) => offerOf(quotation, line)?.best)?.number
    const number = awarded ?? best
    if (number) choice[line] = number
  }
  return choice
}

/** Every line that the quotation answers goes to it; the others stay as they are. */
export function allTo(quotation: Quotation, choice: Choice): Choice {
  const own = quotation.lines.map((offer) => [offer.line, quotation.number] as const)
  return { ...choice, ...Object.fromEntries(own) }
}

/** What the chosen offers cost together, all told. */
export function chosenTotal({ quotations }: Comparison, choice: Choice): string {
  const offers = Object.entries(choice).map(([line, number]) => {
    const quotation = quotations.find((q) => q.number === number)
    return quotation && offerOf(quotation, Number(line))?.landed_total
  })
  return sum(offers)
}
