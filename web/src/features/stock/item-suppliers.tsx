import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Panel } from '@/components/page'
import { QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import { FieldValue } from '@/documents/field-value'
import { scalarText } from '@/documents/fields'
import { both } from '@/documents/filter-model'
import { useAddSupply } from '@/documents/use-add-supply'
import { useDocumentType } from '@/documents/use-document-types'
import { api } from '@/lib/api-client'
import type { DocumentRow, DocumentType, Page } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { messages, useLabel, useText } from '@/lib/text'
import css from './item-balances.module.css'
import { useOutlook } from './use-outlook'

const m = messages({
  title: { zh: '货源', en: 'Who delivers it' },
  add: { zh: '添加货源', en: 'Add terms' },
  none: { zh: '还没有供应商', en: 'Nobody yet' },
  noBackup: { zh: '缺备选供应商', en: 'No backup' },
  noBackupHint: {
    zh: 'A 类商品至少要有两家供应商，一家断供还有另一家',
    en: 'An item of class A needs two suppliers: when one fails there is another',
  },
})

type Props = { item: { number: string; title: string } }

/** Terms of supply in force, the main one first. Nothing for whom may not read them. */
export function ItemSuppliers({ item }: Props) {
  const type = useDocumentType('supply')
  return type ? <Suppliers item={item} type={type} /> : null
}

const CLASSES = ['main', 'backup', 'emergency']
/** What was agreed, in the order in which a buyer asks for it. */
const FACTS = ['price', 'moq', 'pack', 'lead_time_days']
/** More than any item has. */
const MOST = 50

function Suppliers({ item, type }: Props & { type: DocumentType }) {
  const t = useText(m)
  const add = useAddSupply()
  const outlook = useOutlook(item.number)
  const ask = {
    filter: JSON.stringify(
      both(
        { field: 'item', op: '=', value: item.number },
        { field: 'state', op: '=', value: 'active' },
      ),
    ),
    limit: MOST,
  }
  const query = useQuery({
    queryKey: keys.documents('supply', ask),
    queryFn: () => api.get<Page<DocumentRow>>('/api/documents/supply', ask),
  })
  const suppliers = new Set(query.data?.rows.map((row) => scalarText(row.fields['supplier'])))
  const classes = outlook.data?.rows.flatMap((row) => row.classes ?? []) ?? []
  const matters = classes.some((one) => one.key === 'abc' && one.code === 'A')
  return (
    <Panel
      title={t.title}
      flush
      extra={
        add && (
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() => add(item, suppliers.size > 0)}
          >
            {t.add}
          </Button>
        )
      }
    >
      <QueryState
        query={query}
        empty={({ rows }) => rows.length === 0 && <p className={css.none}>{t.none}</p>}
      >
        {({ rows, links }) => (
          <ul className={css.places}>
            {rows
              .toSorted((a, b) => rank(a) - rank(b))
              .map((row) => (
                <Terms key={row.id} row={row} type={type} links={links} />
              ))}
            {matters && suppliers.size < 2 && (
              <li className={css.place}>
                <span>
                  <ToneTag tone="warning">{t.noBackup}</ToneTag>{' '}
                  <span className={css.lot}>{t.noBackupHint}</span>
                </span>
              </li>
            )}
          </ul>
        )}
      </QueryState>
    </Panel>
  )
}

function rank(row: DocumentRow): number {
  return CLASSES.indexOf(scalarText(row.fields['class']))
}

type TermsProps = { row: DocumentRow; type: DocumentType; links: Page<DocumentRow>['links'] }

/** Who, and on which terms. Fields that this person may not see are not there. */
function Terms({ row, type, links }: TermsProps) {
  const say = useLabel()
  const supplier = scalarText(row.fields['supplier'])
  const field = (name: string) => type.fields.find((one) => one.name === name)
  const rankField = field('class')
  const facts = FACTS.flatMap((name) => {
    const one = field(name)
    const value = row.fields[name]
    return one && value != null ? [{ field: one, value }] : []
  })
  return (
    <li className={css.place}>
      <div className={css.line}>
        <DocumentLink
          type="supply"
          id={row.id}
          number={row.number}
          title={links?.['supplier']?.[supplier]?.title || supplier}
        />
        {rankField && <FieldValue field={rankField} value={row.fields['class'] ?? null} />}
      </div>
      <div className={`${css.line} ${css.lot}`}>
        {facts.map((fact) => (
          <span key={fact.field.name}>
            {say(fact.field.label)} <FieldValue {...fact} />
          </span>
        ))}
      </div>
    </li>
  )
}
