import { CalculatorOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { useState, type ReactNode } from 'react'
import type { ShownColumn } from '@/documents/use-look'
import { summable, useSums } from '@/documents/use-sums'
import type { useDocumentList } from '@/documents/use-document-list'
import type { DocumentType, Field } from '@/lib/api-types'
import { formatDecimal, formatMoney, formatQuantity } from '@/lib/decimal'
import type { Sum } from '@/lib/record-types'
import { useMe } from '@/lib/session'
import { messages, useLabel, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import css from './document-list.module.css'

const m = messages({
  sum: { zh: '合计', en: 'Sum' },
  average: { zh: '平均 {value}', en: 'average {value}' },
  count: { zh: '{n} 条有值', en: '{n} filled in' },
  tooMany: {
    zh: '超过 {n} 条，不做合计；请加筛选条件',
    en: 'More than {n}: narrow the filter to sum them up',
  },
})

/** Summed without being asked; more than this costs the server something. */
const FREE = 10_000

type List = ReturnType<typeof useDocumentList>
type Totals = ReturnType<typeof useListTotals>

/** What the amounts of the whole list come to, whatever page is shown. */
export function useListTotals(type: DocumentType, columns: ShownColumn[], list: List) {
  const t = useText(m)
  const [wanted, setWanted] = useState<string | null>(null)
  const question = JSON.stringify(list.query)
  const fields = summable(type, columns)
  const free = (list.counted?.exact ?? FREE + 1) <= FREE && (list.counted?.exact ?? 0) > 0
  const enabled = fields.length > 0 && (free || wanted === question)
  const answer = useSums(type.name, { q: list.q, filter: list.query.filter }, fields, { enabled })
  const data = enabled ? answer.data : undefined
  const sums = data && !data.too_many ? data.sums : undefined
  const parts = columns.flatMap(({ definition, field }) => {
    const sum = sums?.[field]
    return sum && sum.count > 0 ? [{ field: definition, sum }] : []
  })
  return {
    parts,
    tooMany: data?.too_many ? data.most : null,
    /** Asks for them, when they are not free. */
    ask: fields.length > 0 && !enabled && list.counted ? () => setWanted(question) : null,
    loading: enabled && answer.isFetching,
    below: (key: string): { total?: ReactNode } => {
      const part = parts.find(({ field }) => field.name === key)
      if (part) return { total: <Amount {...part} /> }
      return parts.length > 0 && key === columns[0]?.field ? { total: t.sum } : {}
    },
  }
}

function Amount({ field, sum }: { field: Field; sum: Sum }) {
  const t = useText(m)
  const { company } = useMe()
  const say = (value: string) =>
    field.kind === 'money'
      ? formatMoney(value, company.currency)
      : field.kind === 'quantity'
        ? formatQuantity(value)
        : formatDecimal(value, { max: field.decimals ?? 6 })
  const average = sum.average && t('average', { value: say(sum.average) })
  const hint = [average, t('count', { n: sum.count })].filter(Boolean)
  return (
    <Tooltip title={hint.join(' · ')}>
      <span className="num">{say(sum.sum)}</span>
    </Tooltip>
  )
}

/** In the footer: a way to ask for them, and on a phone, where there are no columns, the sums. */
export function ListTotals({ totals }: { totals: Totals }) {
  const t = useText(m)
  const say = useLabel()
  const phone = usePhone()
  if (totals.tooMany !== null) {
    return <span>{t('tooMany', { n: totals.tooMany })}</span>
  }
  if (totals.ask) {
    return (
      <Button size="small" type="text" icon={<CalculatorOutlined />} onClick={totals.ask}>
        {t.sum}
      </Button>
    )
  }
  if (!phone || totals.parts.length === 0) return null
  return (
    <span className={css.sums}>
      {totals.parts.map((part) => (
        <span key={part.field.name}>
          {say(part.field.label)} <Amount {...part} />
        </span>
      ))}
    </span>
  )
}
