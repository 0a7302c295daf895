import { api } from '@/lib/api-client'
import type { Document, DocumentRef } from '@/lib/api-types'
import type { OrderRequest } from './chosen-lines'

export type Draft = DocumentRef & { title: string; lines: number }

/** Drafts the purchase orders and transfers of the chosen lines. */
export async function orderShortages(request: OrderRequest): Promise<Draft[]> {
  const answer = await api.post<{ documents: Draft[] }>('/api/shortages/order', request)
  return answer.documents
}

export function confirmDraft(draft: Draft): Promise<Document> {
  return api.post<Document>(`/api/documents/${draft.type}/${draft.id}/transitions/confirm`)
}
