import { api, seg } from '@/lib/api-client'
import type { Document, Fields, Links, Preview, Why } from '@/lib/api-types'

const all = (type: string) => `/api/documents/${seg(type)}` as const
const one = (type: string, id: string) => `${all(type)}/${seg(id)}` as const

/** Warnings that somebody read and accepted stop nothing. */
function accepting<P extends string>(path: P, accept: boolean): P {
  return accept ? (`${path}?accept_warnings=true` as P) : path
}

export function loadDocument(type: string, id: string): Promise<Document> {
  return api.get<Document>(one(type, id))
}

/** One key per filled-in form, so that a second click or a retry makes no second document. */
export function createDocument(
  type: string,
  fields: Fields,
  transition?: string,
  idempotencyKey?: string,
  acceptWarnings = false,
): Promise<Document> {
  return api.post<Document>(
    accepting(all(type), acceptWarnings),
    transition ? { fields, transition } : { fields },
    idempotencyKey ? { idempotencyKey } : undefined,
  )
}

export function updateDocument(
  type: string,
  id: string,
  fields: Fields,
  version?: number,
  acceptWarnings = false,
): Promise<Document> {
  return api.patch<Document>(
    accepting(one(type, id), acceptWarnings),
    version === undefined ? { fields } : { fields, version },
  )
}

export function deleteDocument(type: string, id: string, version: number): Promise<void> {
  return api.del(one(type, id), { version })
}

export function makeTransition(
  type: string,
  id: string,
  name: string,
  version?: number,
  acceptWarnings = false,
): Promise<Document> {
  return api.post<Document>(
    accepting(`${one(type, id)}/transitions/${seg(name)}`, acceptWarnings),
    version === undefined ? {} : { version },
  )
}

/** What the transition would change, from the day of its earliest move on. */
export function previewTransition(type: string, id: string, name: string): Promise<Preview> {
  return api.post<Preview>(`${one(type, id)}/transitions/${seg(name)}/preview`)
}

/** The same of a document that is not saved yet. */
export function previewDocument(
  type: string,
  fields: Fields,
  transition: string,
): Promise<Preview> {
  return api.post<Preview>(`${all(type)}/preview`, { fields, transition })
}

/** `elsewhere` are other warehouses of which something is left for another such document. */
export type NextDraft = { fields: Fields; elsewhere?: string[] }

export function pushDown(type: string, id: string, to: string): Promise<NextDraft> {
  return api.post<NextDraft>(`${one(type, id)}/push-down/${seg(to)}`)
}

/** Why each value of a stored document is what it is. */
export async function loadWhy(type: string, document: Document): Promise<WhyTold> {
  const told = await api.get<{ why: Why[] }>(`${one(type, document.id)}/why`)
  return { why: told.why, links: document.links }
}

type WhyTold = { why: Why[]; links: Links }
