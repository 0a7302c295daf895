import { TagsOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { loadDocument } from '@/documents/save-document'
import { PriceFacts } from '@/features/sales/price-facts'
import { salesText } from '@/features/sales/sales-text'
import { usePrices } from '@/features/sales/use-prices'
import type { Fields } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'

/** On a saved quotation or order: where its prices come from. */
export function WhyThesePrices({ type, id }: { type: string; id: string }) {
  const t = useText(salesText)
  const [open, setOpen] = useState(false)
  const query = useQuery({
    queryKey: keys.document(type, id),
    queryFn: () => loadDocument(type, id),
    enabled: open,
  })
  return (
    <>
      <Button icon={<TagsOutlined />} tabIndex={-1} onClick={() => setOpen(true)}>
        {t.prices}
      </Button>
      {open && query.data && <Facts fields={query.data.fields} onClose={() => setOpen(false)} />}
    </>
  )
}

function Facts({ fields, onClose }: { fields: Fields; onClose: () => void }) {
  const { asked, shown, available } = usePrices(fields)
  if (!shown) return null
  return (
    <PriceFacts
      fields={fields}
      asked={asked}
      prices={shown}
      available={available}
      onClose={onClose}
    />
  )
}
