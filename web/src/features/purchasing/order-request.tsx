import { useMutation } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { notify } from '@/components/feedback'
import { DocumentLink } from '@/documents/document-link'
import { useShown } from '@/documents/use-shown'
import { useDocumentTypes } from '@/documents/use-document-types'
import type { Awarded } from '@/features/purchasing/comparison'
import { api, newKey, seg } from '@/lib/api-client'
import { keys, queryClient } from '@/lib/query'
import { messages, useText } from '@/lib/text'

const m = messages({
  order: { zh: '按供应商下单', en: 'Order by supplier' },
  made: { zh: '采购订单草稿', en: 'Draft orders' },
  lines: { zh: '{n} 行', en: '{n} lines' },
  nobody: {
    zh: '还没有货源：{items}。填了建议供应商再下单。',
    en: 'Nobody supplies {items} yet. Name a supplier, then order again.',
  },
})

type Made = Pick<Awarded, 'documents'> & {
  without_supplier: { line: number; item: string | null; item_name: string | null }[]
}

/** On an approved request: a draft to each supplier, at once. */
export function OrderRequest({ id }: { id: string }) {
  const t = useText(m)
  const request = useShown('purchase_request', id)
  const types = useDocumentTypes()
  const [made, setMade] = useState<Made | null>(null)
  const order = useMutation({
    mutationFn: () =>
      api.post<Made>(`/api/purchase-requests/${seg(id)}/orders`, {}, { idempotencyKey: newKey() }),
    onSuccess: (answer) => {
      void queryClient.invalidateQueries({ queryKey: keys.documents('purchase_order') })
      setMade(answer)
    },
    onError: notify.problem,
  })
  const mayOrder = types.find((one) => one.name === 'purchase_order')?.permitted.create
  if (!mayOrder || request?.state !== 'approved') return null
  const nobody = made?.without_supplier.map((one) => one.item_name ?? one.item ?? one.line) ?? []
  return (
    <>
      <Button loading={order.isPending} onClick={() => order.mutate()}>
        {t.order}
      </Button>
      <Modal
        open={made !== null}
        centered
        title={t.made}
        footer={null}
        onCancel={() => setMade(null)}
      >
        <ul>
          {made?.documents.map((one) => (
            <li key={one.id}>
              <DocumentLink type={one.type} id={one.id} number={one.number} /> {one.title} ·{' '}
              {t('lines', { n: one.lines })}
            </li>
          ))}
        </ul>
        {nobody.length > 0 && <p>{t('nobody', { items: nobody.join('、') })}</p>}
      </Modal>
    </>
  )
}
