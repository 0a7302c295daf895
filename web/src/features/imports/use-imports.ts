import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api-client'
import { keys } from '@/lib/query'
import type { Import } from './import-model'

export type ImportRow = Pick<
  Import,
  'id' | 'kind' | 'file_name' | 'state' | 'dry_run' | 'result' | 'created_at' | 'created_by'
>

export function useImports() {
  return useQuery({
    queryKey: keys.imports('list'),
    queryFn: () => api.get<{ rows: ImportRow[] }>('/api/imports'),
  })
}
