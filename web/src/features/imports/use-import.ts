import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { confirm, notify } from '@/components/feedback'
import { api, ApiProblem, seg } from '@/lib/api-client'
import { useServerEvent } from '@/lib/events'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import type { Change, Import } from './import-model'
import { importText } from './import-text'

/** One import, live: server events move its progress, asking again covers what they miss. */
export function useImport(id: string) {
  const client = useQueryClient()
  useServerEvent('import', (event) => {
    if (event.id !== id) return
    client.setQueryData<Import>(keys.imports(id), (before) =>
      before && event.state === 'running' && before.state === 'running'
        ? { ...before, done: event.done, total: event.total ?? before.total }
        : before,
    )
  })
  return useQuery({
    queryKey: keys.imports(id),
    queryFn: () => api.get<Import>(`/api/imports/${seg(id)}`),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 1000 : false),
  })
}

/** The acts on an import; each answers with the import as it then is. */
export function useImportActs(id: string) {
  const client = useQueryClient()
  const t = useText(importText)
  const show = (one: Import | undefined) => {
    if (one?.id) client.setQueryData(keys.imports(id), one)
    else void client.invalidateQueries({ queryKey: keys.imports(id) })
    void client.invalidateQueries({ queryKey: keys.imports('list') })
  }
  const told = { onSuccess: show, onError: notify.problem }
  const change = useMutation({
    mutationFn: (by: Change) => api.patch<Import>(`/api/imports/${seg(id)}`, by),
    ...told,
  })
  const start = (dry_run: boolean) => api.post<Import>(`/api/imports/${seg(id)}/run`, { dry_run })
  const run = useMutation({
    mutationFn: async (dry_run: boolean) => {
      try {
        return await start(dry_run)
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'already_imported') throw error
        // Sales counted twice would double the forecast, so this is asked, not assumed.
        if (await confirm({ title: error.title, content: error.detail, ok: t.again })) {
          await api.patch(`/api/imports/${seg(id)}`, { options: { again: true } })
          return start(dry_run)
        }
        return api.get<Import>(`/api/imports/${seg(id)}`)
      }
    },
    ...told,
  })
  const cancel = useMutation({
    mutationFn: () => api.post<Import>(`/api/imports/${seg(id)}/cancel`),
    ...told,
  })
  return {
    change: change.mutate,
    run: run.mutate,
    cancel: cancel.mutate,
    busy: change.isPending || run.isPending || cancel.isPending,
  }
}
