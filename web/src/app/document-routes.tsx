import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { NotFound } from '@/app/route-states'
import { DocumentDetail } from '@/documents/document-detail'
import { DocumentForm, type FormTool } from '@/documents/document-form'
import { DocumentList } from '@/documents/document-list'
import { useDocumentType } from '@/documents/use-document-types'
import { CountDifferences } from '@/features/warehouse/count-differences'
import { MakeCountTask } from '@/features/warehouse/make-count-task'
import { OrderRequest } from '@/features/purchasing/order-request'
import { PickThis, ShipPicked, SuggestAgain, TrackingLinks } from '@/features/sales/pick-actions'
import { OrderTool, PriceTool } from '@/features/sales/price-tool'
import { FamilyActions } from '@/features/sales/family-actions'
import { VariantTool } from '@/features/sales/variant-tool'
import { WhyThesePrices } from '@/features/sales/why-these-prices'
import { messages, useText } from '@/lib/text'

const m = messages({
  stock: { zh: '看库存', en: 'See stock' },
  bins: { zh: '上架与库位', en: 'Put away' },
  compare: { zh: '比价与定标', en: 'Compare and award' },
  deliveries: { zh: '交货表现', en: 'Deliveries' },
})

/** What an area of the business adds to the form of its documents. */
const FORM_TOOLS: Record<string, FormTool> = {
  sales_order: OrderTool,
  quotation: PriceTool,
  purchase_order: VariantTool,
}

function useRoute() {
  const { type = '', id = '' }: { type?: string; id?: string } = useParams({ strict: false })
  return { definition: useDocumentType(type), id }
}

// The keys give each document a fresh page, so that nothing typed for one appears in another.

export function List() {
  const { definition } = useRoute()
  return definition ? <DocumentList key={definition.name} type={definition} /> : <NotFound />
}

export function Create() {
  const { definition } = useRoute()
  if (!definition) return <NotFound />
  return <DocumentForm key={definition.name} type={definition} tool={FORM_TOOLS[definition.name]} />
}

export function Detail() {
  const { definition, id } = useRoute()
  if (!definition) return <NotFound />
  return (
    <>
      <DocumentDetail
        key={`${definition.name} ${id}`}
        type={definition}
        id={id}
        actions={<WayOn type={definition.name} id={id} />}
      />
      {definition.name === 'count_task' && <CountDifferences key={id} id={id} />}
    </>
  )
}

/** From a record to the page that knows what happened with it. */
function WayOn({ type, id }: { type: string; id: string }) {
  const t = useText(m)
  if (type === 'item') {
    return (
      <Link to="/stock/$item" params={{ item: id }}>
        <Button tabIndex={-1}>{t.stock}</Button>
      </Link>
    )
  }
  if (type === 'bin' || type === 'bin_move') {
    return (
      <Link to="/stock/bins">
        <Button tabIndex={-1}>{t.bins}</Button>
      </Link>
    )
  }
  if (type === 'rfq') {
    return (
      <Link to="/rfqs/$id" params={{ id }}>
        <Button tabIndex={-1}>{t.compare}</Button>
      </Link>
    )
  }
  if (type === 'count_plan') return <MakeCountTask plan={id} />
  if (type === 'supplier') {
    return (
      <Link to="/planning/suppliers/$supplier" params={{ supplier: id }}>
        <Button tabIndex={-1}>{t.deliveries}</Button>
      </Link>
    )
  }
  if (type === 'sales_order') {
    return (
      <>
        <WhyThesePrices type={type} id={id} />
        <PickThis id={id} />
      </>
    )
  }
  if (type === 'quotation') return <WhyThesePrices type={type} id={id} />
  if (type === 'item_family') return <FamilyActions id={id} />
  if (type === 'purchase_request') return <OrderRequest id={id} />
  if (type === 'pick_list') {
    return (
      <>
        <SuggestAgain id={id} />
        <ShipPicked id={id} />
      </>
    )
  }
  if (type === 'shipment') return <TrackingLinks id={id} />
  return null
}

export function Edit() {
  const { definition, id } = useRoute()
  if (!definition) return <NotFound />
  const tool = FORM_TOOLS[definition.name]
  return <DocumentForm key={`${definition.name} ${id}`} type={definition} id={id} tool={tool} />
}
