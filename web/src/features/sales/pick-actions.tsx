import { ExportOutlined, InboxOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { notify } from '@/components/feedback'
import { DocumentLink } from '@/documents/document-link'
import { scalarText } from '@/documents/fields'
import { loadDocument } from '@/documents/save-document'
import { useShown } from '@/documents/use-shown'
import { useDocumentTypes } from '@/documents/use-document-types'
import { pickText } from '@/features/sales/pick-text'
import {
  useMakePickList,
  useShipPicked,
  useSuggestAgain,
  type Shipped,
} from '@/features/sales/use-pick'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import css from './price-facts.module.css'

/** On an order with promised goods: a pick list of its own. */
export function PickThis({ id }: { id: string }) {
  const t = useText(pickText)
  const navigate = useNavigate()
  const order = useShown('sales_order', id)
  const types = useDocumentTypes()
  const make = useMakePickList()
  const mayPick = types.find((one) => one.name === 'pick_list')?.permitted.create
  if (!mayPick || order?.state !== 'confirmed') return null
  const submit = () =>
    make.mutate(
      { warehouse: scalarText(order.fields.ship_from), orders: [order.number] },
      {
        onSuccess: (made) =>
          void navigate({ to: '/d/$type/$id', params: { type: 'pick_list', id: made.id } }),
        onError: notify.problem,
      },
    )
  return (
    <Button icon={<InboxOutlined />} loading={make.isPending} onClick={submit}>
      {t.pick}
    </Button>
  )
}

/** On a list that is not picked yet: where to fetch its goods, anew. */
export function SuggestAgain({ id }: { id: string }) {
  const t = useText(pickText)
  const list = useShown('pick_list', id)
  const suggest = useSuggestAgain(id)
  if (list?.state !== 'draft' && list?.state !== 'picking') return null
  const submit = () =>
    suggest.mutate(undefined, {
      onSuccess: () => notify.success(t.suggested),
      onError: notify.problem,
    })
  return (
    <Button loading={suggest.isPending} onClick={submit}>
      {t.suggest}
    </Button>
  )
}

/** On a list whose goods are packed: a shipment for each order, at once. */
export function ShipPicked({ id }: { id: string }) {
  const t = useText(pickText)
  const list = useShown('pick_list', id)
  const ship = useShipPicked(id)
  const [shipped, setShipped] = useState<Shipped | null>(null)
  const submit = () =>
    ship.mutate(undefined, {
      onSuccess: (made) => {
        notify.success(t('shipped', { n: made.shipments.length }))
        setShipped(made)
      },
      onError: notify.problem,
    })
  return (
    <>
      {list?.state === 'picked' && (
        <Button type="primary" loading={ship.isPending} onClick={submit}>
          {t.ship}
        </Button>
      )}
      <Modal
        open={shipped !== null}
        centered
        title={t.shippedTitle}
        footer={null}
        onCancel={() => setShipped(null)}
      >
        <ul className={css.lines}>
          {shipped?.shipments.map((one) => (
            <li key={one.id} className={css.line}>
              <DocumentLink type="shipment" id={one.id} number={one.number} />
            </li>
          ))}
        </ul>
      </Modal>
    </>
  )
}

/** On a shipment: where each of its tracking numbers is looked up. */
export function TrackingLinks({ id }: { id: string }) {
  const t = useText(pickText)
  const shipment = useShown('shipment', id)
  const carrier = scalarText(shipment?.fields.carrier)
  const page = useQuery({
    queryKey: keys.document('carrier', carrier),
    queryFn: () => loadDocument('carrier', carrier),
    enabled: carrier !== '',
  })
  const pattern = scalarText(page.data?.fields.tracking_page)
  const numbers = scalarText(shipment?.fields.tracking_number)
    .split(/[\s,，;；]+/)
    .filter(Boolean)
  if (!/^https?:\/\//.test(pattern)) return null
  return numbers.slice(0, 5).map((number) => (
    <Button
      key={number}
      icon={<ExportOutlined />}
      href={pattern.replaceAll('{number}', encodeURIComponent(number))}
      target="_blank"
      rel="noreferrer"
    >
      {t('track', { number })}
    </Button>
  ))
}
