import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import type { Area, DocumentType } from '@/lib/api-types'
import { keys } from '@/lib/query'

export const AREAS: Area[] = [
  'sales',
  'purchasing',
  'inventory',
  'planning',
  'catalog',
  'partners',
  'custom',
]

export const documentTypesQuery = queryOptions({
  queryKey: keys.documentTypes,
  queryFn: async () => {
    const { rows } = await api.get<{ rows: DocumentType[] }>('/api/document-types')
    return rows.map(placed).toSorted((a, b) => AREAS.indexOf(a.area) - AREAS.indexOf(b.area))
  },
  staleTime: 5 * 60_000,
})

/** A type of an area that this menu does not know stands among the company's own. */
function placed(type: DocumentType): DocumentType {
  return AREAS.includes(type.area) ? type : { ...type, area: 'custom' }
}

const NONE: DocumentType[] = []

/** The types this person may read, by area. The frame has them before any page is drawn. */
export function useDocumentTypes(): DocumentType[] {
  return useQuery(documentTypesQuery).data ?? NONE
}

export function useDocumentType(name: string): DocumentType | undefined {
  return useDocumentTypes().find((type) => type.name === name)
}
