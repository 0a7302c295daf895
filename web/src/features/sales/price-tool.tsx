import { TagsOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { ToneTag } from '@/components/tone-tag'
import { AutoSourcing } from '@/features/sales/auto-sourcing'
import { PriceFacts } from '@/features/sales/price-facts'
import { salesText } from '@/features/sales/sales-text'
import { VariantTool } from '@/features/sales/variant-tool'
import { useFilledPrices, usePrices } from '@/features/sales/use-prices'
import type { Fields } from '@/lib/api-types'
import { compare, isPositive } from '@/lib/decimal'
import { useText } from '@/lib/text'

type ToolProps = { fields: Fields; onChange: (change: (fields: Fields) => Fields) => void }

/** Finds prices while a quotation or an order is filled in, and warns of those that are too low. */
export function PriceTool({ fields, onChange }: ToolProps) {
  const t = useText(salesText)
  const [open, setOpen] = useState(false)
  const { asked, fresh, shown, available } = usePrices(fields)
  useFilledPrices(asked, fresh, onChange)
  const answers = fresh?.lines ?? []
  const tooLow = answers.filter((one) => one?.below_floor).length
  const belowCost = answers.filter((one) => one?.below_cost).length
  const notThere = asked.filter((one) => {
    const there = available.get(one.item)
    return there !== undefined && isPositive(one.quantity) && compare(one.quantity, there) > 0
  }).length
  return (
    <>
      <VariantTool fields={fields} onChange={onChange} />
      <Button icon={<TagsOutlined />} disabled={!shown} onClick={() => setOpen(true)}>
        {t.prices}
      </Button>
      {tooLow > 0 && <ToneTag tone="danger">{t('belowFloor', { n: tooLow })}</ToneTag>}
      {belowCost > 0 && <ToneTag tone="danger">{t('belowCost', { n: belowCost })}</ToneTag>}
      {notThere > 0 && <ToneTag tone="warning">{t('notThere', { n: notThere })}</ToneTag>}
      {open && shown && (
        <PriceFacts
          fields={fields}
          asked={asked}
          prices={shown}
          available={available}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}

/** An order also says from which warehouses it ships. */
export function OrderTool(props: ToolProps) {
  return (
    <>
      <AutoSourcing {...props} />
      <PriceTool {...props} />
    </>
  )
}
