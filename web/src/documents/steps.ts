import type { DocumentType, Transition } from '@/lib/api-types'

/** Steps that begin on a page of their own, where what they need is chosen. */
const ELSEWHERE: Record<string, string[]> = { rfq: ['award'] }

/** The steps that are a button: they need nothing but the document. */
export function plainSteps(type: DocumentType): Transition[] {
  return type.transitions.filter((step) => !ELSEWHERE[type.name]?.includes(step.name))
}
