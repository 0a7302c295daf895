import { useQuery } from '@tanstack/react-query'
import { loadDocument } from '@/documents/save-document'
import { keys } from '@/lib/query'

/** The document as its page shows it. */
export function useShown(type: string, id: string) {
  return useQuery({
    queryKey: keys.document(type, id),
    queryFn: () => loadDocument(type, id),
  }).data
}
