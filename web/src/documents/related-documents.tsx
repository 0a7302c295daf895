import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Panel } from '@/components/page'
import { DocumentLink } from '@/documents/document-link'
import { StateTag } from '@/documents/state-tag'
import { useDocumentTypes } from '@/documents/use-document-types'
import { api, seg } from '@/lib/api-client'
import type { DocumentType, Related } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { messages, useLabel, useText } from '@/lib/text'
import css from './document-detail.module.css'

const m = messages({
  related: { zh: '关联单据', en: 'Related' },
  all: { zh: '显示全部 {n} 张', en: 'Show all {n}' },
})

/** An item is in hundreds of documents; the newest tell enough. */
const SHOWN_FIRST = 10

/** What this document came from and what came of it. Nothing is drawn where there is nothing. */
export function RelatedDocuments({
  type,
  id,
  version,
}: {
  type: string
  id: string
  version: number
}) {
  const t = useText(m)
  const types = useDocumentTypes()
  const query = useQuery({
    queryKey: keys.document(type, id, 'related', version),
    queryFn: () => api.get<{ rows: Related[] }>(`/api/documents/${seg(type)}/${seg(id)}/related`),
  })
  const [all, setAll] = useState(false)
  const isMaster = (row: Related) => types.some((d) => d.name === row.type && d.key_field !== null)
  // Masters that it names stand as links in its fields already.
  const linked = (query.data?.rows ?? []).filter((row) => !(row.relation === 'to' && isMaster(row)))
  // A document may be linked to in several places; once is enough here.
  const rows = [...new Map(linked.map((row) => [row.id, row])).values()]
  if (rows.length === 0) return null
  return (
    <Panel title={t.related}>
      <ul className={css.related}>
        {(all ? rows : rows.slice(0, SHOWN_FIRST)).map((row) => (
          <RelatedRow
            key={`${row.type} ${row.id}`}
            row={row}
            type={types.find((d) => d.name === row.type)}
          />
        ))}
      </ul>
      {!all && rows.length > SHOWN_FIRST && (
        <Button size="small" type="link" className={css.showAll} onClick={() => setAll(true)}>
          {t('all', { n: rows.length })}
        </Button>
      )}
    </Panel>
  )
}

function RelatedRow({ row, type }: { row: Related; type: DocumentType | undefined }) {
  const say = useLabel()
  return (
    <li>
      <span className={css.relatedType}>{type ? say(type.label) : row.type}</span>
      <DocumentLink
        type={row.type}
        id={row.id}
        number={row.number}
        title={row.title || row.number}
      />
      {type && type.states.length > 1 && <StateTag type={type} state={row.state} />}
    </li>
  )
}
