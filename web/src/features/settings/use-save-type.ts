import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, seg } from '@/lib/api-client'
import type { DocumentType } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { bodyOf, type TypeDraft } from './type-draft'

export function useSaveType() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (draft: TypeDraft) =>
      api.put<DocumentType>(`/api/document-types/${seg(draft.name)}`, bodyOf(draft)),
    onSuccess: (_, draft) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.documentTypes }),
        client.invalidateQueries({ queryKey: keys.settings('type', draft.name) }),
        client.invalidateQueries({ queryKey: keys.settings('roles') }),
      ]),
  })
}
