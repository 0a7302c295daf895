import { useQuery } from '@tanstack/react-query'
import { useDocumentType } from '@/documents/use-document-types'
import { api } from '@/lib/api-client'
import type { DocumentRow, Filter, Page } from '@/lib/api-types'
import { keys } from '@/lib/query'

const IN_FORCE: Filter = { field: 'state', op: '=', value: 'active' }
/** What one answer holds. */
const MOST = 200

/** The procedures in force, with their steps, as far as this person may read them. */
export function useProcedures() {
  const readable = useDocumentType('procedure') !== undefined
  const query = { filter: JSON.stringify(IN_FORCE), sort: 'name', fields: 'all', limit: MOST }
  return useQuery({
    queryKey: keys.documents('procedure', query),
    queryFn: () => api.get<Page<DocumentRow>>('/api/documents/procedure', query),
    enabled: readable,
    // Asked beside every document; they change a few times a year, and an event tells of it.
    staleTime: 5 * 60_000,
  })
}
