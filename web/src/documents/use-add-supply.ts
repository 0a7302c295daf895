import { useNavigate } from '@tanstack/react-router'
import { handOver } from '@/documents/draft-handover'
import { useDocumentType } from '@/documents/use-document-types'

/** Opens new terms of supply for an item; null for whom may not make them. */
export function useAddSupply() {
  const navigate = useNavigate()
  const may = useDocumentType('supply')?.permitted.create ?? false
  if (!may) return null
  return (item: { number: string; title: string }, isBackup: boolean) => {
    const fields = { item: item.number, class: isBackup ? 'backup' : 'main' }
    handOver('supply', fields, { item: { [item.number]: { id: item.number, title: item.title } } })
    void navigate({ to: '/d/$type/new', params: { type: 'supply' } })
  }
}
