import { useQuery } from '@tanstack/react-query'
import { Panel } from '@/components/page'
import { MoneyText, QuantityText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { ToneTag } from '@/components/tone-tag'
import { api, seg } from '@/lib/api-client'
import { formatQuantity, isZero } from '@/lib/decimal'
import { keys } from '@/lib/query'
import { useMe } from '@/lib/session'
import { messages, useText } from '@/lib/text'
import css from './count-differences.module.css'

const m = messages({
  title: { zh: '账实差异', en: 'Counted against the books' },
  item: { zh: '商品', en: 'Item' },
  expected: { zh: '账面', en: 'Books' },
  first: { zh: '初盘', en: 'First' },
  counted: { zh: '实盘', en: 'Counted' },
  difference: { zh: '差异', en: 'Difference' },
  value: { zh: '差异金额', en: 'Worth' },
  hints: { zh: '可能的原因', en: 'What may have happened' },
  bins_mixed: { zh: '可能在库位 {bin}', en: 'in bin {bin}?' },
  no_bin: { zh: '（无库位）', en: '(none)' },
  lots_mixed: { zh: '和批次 {lot} 混了', en: 'mixed with lot {lot}' },
  items_mixed: { zh: '和 {item} 混放', en: 'mixed with {item}' },
  other_unit: { zh: '可能按另一个单位数的（1 含 {factor}）', en: 'another unit, of {factor}?' },
  digits_swapped: { zh: '数字可能写颠倒了', en: 'digits swapped?' },
  nothing_found: { zh: '一个没找到，看看别的货位', en: 'none found: look elsewhere' },
  total: { zh: '差异合计', en: 'In all' },
})

type Hint = {
  code: string
  bin?: string | null
  lot?: string | null
  item_name?: string
  factor?: string
}
type Row = {
  line: number
  item: string
  item_name: string
  lot: string | null
  bin: string | null
  expected: string
  first: string | null
  counted: string
  difference: string
  value?: string
  hints: Hint[]
}
type Differences = { state: string; rows: Row[]; value?: string }

/** What who approves a count has to see, and who counts must not: the books beside the shelf. */
export function CountDifferences({ id }: { id: string }) {
  const t = useText(m)
  const me = useMe()
  const query = useQuery({
    queryKey: keys.document('count_task', id, 'differences'),
    queryFn: () => api.get<Differences>(`/api/count-tasks/${seg(id)}/differences`),
    retry: false,
  })
  const columns = useColumns()
  if (!query.data || query.data.rows.length === 0) return null
  const { rows, value } = query.data
  return (
    <div className={css.below}>
      <Panel
        flush
        title={t.title}
        extra={
          value !== undefined && (
            <span>
              {t.total}{' '}
              <b>
                <MoneyText value={value} currency={me.company.currency} />
              </b>
            </span>
          )
        }
      >
        <ResponsiveTable
          label={t.title}
          rows={rows}
          rowKey={(row) => String(row.line)}
          columns={columns}
        />
      </Panel>
    </div>
  )
}

function useColumns(): TableColumn<Row>[] {
  const t = useText(m)
  const me = useMe()
  const columns: TableColumn<Row>[] = [
    {
      key: 'item',
      title: t.item,
      cardRole: 'title',
      render: (row) => (
        <>
          {row.item_name}{' '}
          <span className={css.quiet}>
            {[row.item, row.lot, row.bin].filter(Boolean).join(' ')}
          </span>
        </>
      ),
    },
    quantity('expected', t.expected),
    quantity('first', t.first),
    quantity('counted', t.counted),
    {
      key: 'difference',
      title: t.difference,
      align: 'right',
      width: 100,
      cardRole: 'tag',
      render: (row) => (
        <b>
          <QuantityText
            value={row.difference}
            zero="dash"
            {...(isZero(row.difference) ? {} : { tone: 'danger' as const })}
          />
        </b>
      ),
    },
    {
      key: 'hints',
      title: t.hints,
      render: (row) =>
        row.hints.map((hint) => (
          <ToneTag key={hint.code} tone="caution">
            {t(hint.code as keyof typeof m, {
              bin: hint.bin ?? t.no_bin,
              lot: hint.lot ?? '',
              item: hint.item_name ?? '',
              factor: formatQuantity(hint.factor ?? ''),
            })}
          </ToneTag>
        )),
    },
  ]
  if (me.may.see_cost) {
    columns.splice(5, 0, {
      key: 'value',
      title: t.value,
      align: 'right',
      width: 120,
      render: (row) => <MoneyText value={row.value} currency={me.company.currency} />,
    })
  }
  return columns
}

function quantity(key: 'expected' | 'first' | 'counted', title: string): TableColumn<Row> {
  return {
    key,
    title,
    align: 'right',
    width: 90,
    render: (row) => <QuantityText value={row[key]} />,
  }
}
