import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { notify } from '@/components/feedback'
import { api, seg } from '@/lib/api-client'
import { keys } from '@/lib/query'
import type { Overlay } from './overlay'

export function useOverlay(type: string) {
  return useQuery({
    queryKey: keys.settings('overlay', type),
    queryFn: () => api.get<Overlay>(`/api/document-types/${seg(type)}/overlay`),
  })
}

/** Saves at once: what an administrator changes here, everyone sees. */
export function useSaveOverlay(type: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (overlay: Overlay) => api.put(`/api/document-types/${seg(type)}/overlay`, overlay),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.settings('overlay', type) }),
        client.invalidateQueries({ queryKey: keys.documentTypes }),
      ]),
    onError: notify.problem,
  })
}
