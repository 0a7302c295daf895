import type { Fields, Links } from '@/lib/api-types'

/** A draft on its way to the form of a new document: from a push-down, a copy, or the radar. */
export type Draft = { fields: Fields; links?: Links }

const storedAs = (type: string) => `changping.draft.${type}`

export function handOver(type: string, fields: Fields, links?: Links) {
  sessionStorage.setItem(storedAs(type), JSON.stringify({ fields, links }))
}

export function peekDraft(type: string): Draft | null {
  const text = sessionStorage.getItem(storedAs(type))
  return text ? (JSON.parse(text) as Draft) : null
}

export function dropDraft(type: string) {
  sessionStorage.removeItem(storedAs(type))
}
