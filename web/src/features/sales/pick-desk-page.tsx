import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { ActionBar } from '@/components/action-bar'
import { notify } from '@/components/feedback'
import { Page, Panel } from '@/components/page'
import { QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, ErrorState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { useAllOf } from '@/documents/lookup'
import { pickText } from '@/features/sales/pick-text'
import { useMakePickList, useToPick, type OrderToPick } from '@/features/sales/use-pick'
import { today } from '@/lib/dates'
import { useText } from '@/lib/text'
import { useStored } from '@/lib/use-stored'

/** Orders whose goods are promised and wait to be picked: several become one list. */
export default function PickDeskPage() {
  const t = useText(pickText)
  const navigate = useNavigate()
  const warehouses = useAllOf('warehouse')
  const [stored, setStored] = useStored('changping.pick.warehouse', '')
  const places = warehouses.data ?? []
  const known = places.some((place) => place.number === stored)
  const warehouse = known ? stored : (places[0]?.number ?? '')
  const [selected, setSelected] = useState<string[]>([])
  const query = useToPick(warehouse)
  const make = useMakePickList()
  const rows = query.data?.rows ?? []
  const chosen = rows.filter((row) => selected.includes(row.number))
  const submit = () =>
    make.mutate(
      { warehouse, orders: chosen.map((row) => row.number) },
      {
        onSuccess: ({ id, number }) => {
          notify.success(t('made', { number }))
          void navigate({ to: '/d/$type/$id', params: { type: 'pick_list', id } })
        },
        onError: notify.problem,
      },
    )
  return (
    <Page
      wide
      title={t.title}
      subtitle={t.hint}
      actions={
        <>
          <Link to="/d/$type" params={{ type: 'pick_list' }}>
            <Button tabIndex={-1}>{t.lists}</Button>
          </Link>
          <Select
            aria-label={t.warehouse}
            value={warehouse || undefined}
            onChange={(place) => {
              setStored(place)
              setSelected([])
            }}
            options={places.map((place) => ({ value: place.number, label: place.title }))}
            popupMatchSelectWidth={false}
          />
        </>
      }
    >
      <Panel flush>
        {query.error ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <ResponsiveTable
            label={t.title}
            rows={rows}
            rowKey={(row) => row.number}
            columns={columnsOf(t)}
            selection={{ selected, onChange: setSelected }}
            loading={query.isPending}
            empty={<EmptyState title={t.none} hint={t.noneHint} />}
          />
        )}
      </Panel>
      {chosen.length > 0 && (
        <ActionBar label={t.make} words={t('chosen', { n: chosen.length })}>
          <Button type="primary" loading={make.isPending} onClick={submit}>
            {t.make}
          </Button>
        </ActionBar>
      )}
    </Page>
  )
}

function columnsOf(t: ReturnType<typeof useText<typeof pickText>>): TableColumn<OrderToPick>[] {
  return [
    {
      key: 'order',
      title: t.order,
      cardRole: 'title',
      render: (row) => (
        <Link to="/d/$type/$id" params={{ type: 'sales_order', id: row.id }}>
          {row.number}
        </Link>
      ),
    },
    { key: 'customer', title: t.customer, render: (row) => row.customer },
    {
      key: 'due',
      title: t.due,
      render: (row) =>
        row.due && (
          <>
            <span className="num">{row.due}</span>{' '}
            {row.due < today() && <ToneTag tone="danger">{t.overdue}</ToneTag>}
          </>
        ),
    },
    { key: 'channel', title: t.channel, render: (row) => row.channel },
    {
      key: 'goods',
      title: t.goods,
      render: (row) => {
        const names = row.lines.slice(0, 2).map((line) => line.item_name || line.item)
        const more = row.lines.length - names.length
        return [names.join('、'), more > 0 && t('more', { n: row.lines.length })]
          .filter(Boolean)
          .join(' ')
      },
    },
    {
      key: 'quantity',
      title: t.quantity,
      align: 'right',
      render: (row) => <QuantityText value={row.quantity} />,
    },
    {
      key: 'short',
      title: t.short,
      align: 'right',
      render: (row) => <QuantityText value={row.short} zero="dash" tone="danger" />,
    },
  ]
}
