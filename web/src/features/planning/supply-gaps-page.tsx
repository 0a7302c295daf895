import { PlusOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { MoneyText, QuantityText } from '@/components/quantity-text'
import type { TableColumn } from '@/components/responsive-table'
import { EndlessTable } from '@/components/endless-table'
import { EmptyState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { FieldValue } from '@/documents/field-value'
import { useAddSupply } from '@/documents/use-add-supply'
import { useDocumentType } from '@/documents/use-document-types'
import { api } from '@/lib/api-client'
import { keys } from '@/lib/query'
import { useMe } from '@/lib/session'
import { messages, useText } from '@/lib/text'
import { PlanningFrame } from './planning-frame'

const m = messages({
  subtitle: {
    zh: '卖得最多的商品 (A 类) 至少要有两家供应商，一家断供还有另一家',
    en: 'What sells most (class A) needs at least two suppliers: when one fails there is another',
  },
  label: { zh: '缺少备选供应商的商品', en: 'Items short of suppliers' },
  item: { zh: '商品', en: 'Item' },
  value: { zh: '年销售额', en: 'Sold in a year' },
  perDay: { zh: '日均', en: 'A day' },
  suppliers: { zh: '现有货源', en: 'Who delivers it' },
  none: { zh: '没有供应商', en: 'Nobody' },
  missing: { zh: '还缺', en: 'Missing' },
  lacks: { zh: '还缺 {n} 家', en: '{n} more' },
  add: { zh: '添加货源', en: 'Add terms' },
  empty: {
    zh: 'A 类商品都有两家以上供应商',
    en: 'Every item of class A has two suppliers or more',
  },
  emptyHint: {
    zh: '商品按一年的销售额每晚分类；还没有销售时，这里是空的。',
    en: 'Items are classed every night by what they sold in a year; before anything was sold there is nothing here.',
  },
})

type Row = {
  item: string
  item_name: string
  per_day: string
  value: string | null
  suppliers: { supplier: string; supplier_name: string; class: string }[]
  missing: number
}
type Answer = { wanted: number; rows: Row[]; next: string | null }

/** Items that matter and that too few suppliers deliver, with the way to another. */
export default function SupplyGapsPage() {
  const t = useText(m)
  const query = useInfiniteQuery({
    queryKey: keys.planning('supply-gaps', {}),
    queryFn: ({ pageParam }) =>
      api.get<Answer>('/api/planning/supply-gaps', { limit: 50, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  const columns = useColumns()
  return (
    <PlanningFrame tab="gaps" subtitle={t.subtitle}>
      <EndlessTable
        query={query}
        label={t.label}
        rowKey={(row) => row.item}
        columns={columns}
        empty={<EmptyState title={t.empty} hint={t.emptyHint} />}
      />
    </PlanningFrame>
  )
}

function useColumns(): TableColumn<Row>[] {
  const t = useText(m)
  const me = useMe()
  const rank = useDocumentType('supply')?.fields.find((field) => field.name === 'class')
  const add = useAddSupply()
  const columns: TableColumn<Row>[] = [
    {
      key: 'item',
      title: t.item,
      cardRole: 'title',
      render: (row) => (
        <Link to="/stock/$item" params={{ item: row.item }}>
          {row.item_name}
        </Link>
      ),
    },
    {
      key: 'per_day',
      title: t.perDay,
      align: 'right',
      width: 90,
      render: (row) => <QuantityText value={row.per_day} />,
    },
    {
      key: 'suppliers',
      title: t.suppliers,
      render: ({ suppliers }) =>
        suppliers.length === 0
          ? t.none
          : suppliers.map((it) => (
              <div key={it.supplier}>
                {it.supplier_name} {rank && <FieldValue field={rank} value={it.class} />}
              </div>
            )),
    },
    {
      key: 'missing',
      title: t.missing,
      width: 110,
      cardRole: 'tag',
      render: (row) => (
        <ToneTag tone={row.suppliers.length === 0 ? 'danger' : 'warning'}>
          {t('lacks', { n: row.missing })}
        </ToneTag>
      ),
    },
  ]
  if (me.may.see_cost) {
    columns.splice(1, 0, {
      key: 'value',
      title: t.value,
      align: 'right',
      width: 120,
      render: (row) => <MoneyText value={row.value} currency={me.company.currency} />,
    })
  }
  if (add) {
    columns.push({
      key: 'add',
      title: '',
      width: 120,
      render: (row) => (
        <Button
          size="small"
          icon={<PlusOutlined />}
          onClick={() => add({ number: row.item, title: row.item_name }, row.suppliers.length > 0)}
        >
          {t.add}
        </Button>
      ),
    })
  }
  return columns
}
