import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Disclosure } from '@/components/disclosure'
import { Panel } from '@/components/page'
import { ErrorState, LoadingState } from '@/components/states'
import { DocumentLink } from '@/documents/document-link'
import { StateTag } from '@/documents/state-tag'
import { useDocumentTypes } from '@/documents/use-document-types'
import { api, seg } from '@/lib/api-client'
import type { DocumentType, Page, Related } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { formatCount, messages, plural, useLabel, useText } from '@/lib/text'
import css from './document-detail.module.css'

const m = messages({
  used: { zh: '使用它的单据', en: 'Where it is used' },
  more: { zh: '再显示一些', en: 'Show more' },
  many: { zh: '最近的 5,000 张里', en: 'of the latest 5,000' },
})

type Uses = { types: { type: string; count: number }[]; more: boolean }
type WhereUsedProps = { type: string; id: string; version: number }

/** Which documents name a master, by type; opened, the newest first. */
export function WhereUsed({ type, id, version }: WhereUsedProps) {
  const t = useText(m)
  const say = useLabel()
  const types = useDocumentTypes()
  const path = `/api/documents/${seg(type)}/${seg(id)}/uses` as const
  const query = useQuery({
    queryKey: keys.document(type, id, 'uses', version),
    queryFn: () => api.get<Uses>(path),
  })
  const rows = query.data?.types ?? []
  if (rows.length === 0) return null
  return (
    <Panel title={t.used} extra={query.data?.more && <small>{t.many}</small>}>
      {rows.map((row) => {
        const known = types.find((it) => it.name === row.type)
        if (!known) return null
        return (
          <Disclosure
            key={row.type}
            label={`${say(plural(known.label))} ${formatCount(row.count)}`}
          >
            <OfType path={path} own={keys.document(type, id, 'uses', row.type)} of={known} />
          </Disclosure>
        )
      })}
    </Panel>
  )
}

type OfTypeProps = {
  path: `/api/documents/${string}/${string}/uses`
  own: readonly unknown[]
  of: DocumentType
}

function OfType({ path, own, of }: OfTypeProps) {
  const t = useText(m)
  const query = useInfiniteQuery({
    queryKey: own,
    queryFn: ({ pageParam }) =>
      api.get<Page<Related>>(path, { of: of.name, after: pageParam || undefined }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const rows = (query.data?.pages ?? []).flatMap((page) => page.rows)
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState rows={2} />
  return (
    <>
      <ul className={css.related}>
        {rows.map((row) => (
          <li key={row.id}>
            <DocumentLink
              type={row.type}
              id={row.id}
              number={row.number}
              title={row.title || row.number}
            />
            {of.states.length > 1 && <StateTag type={of} state={row.state} />}
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          size="small"
          type="link"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
    </>
  )
}
