import { useQuery } from '@tanstack/react-query'
import { Panel } from '@/components/page'
import { QueryState } from '@/components/states'
import { ChangeList } from '@/documents/change-list'
import { DocumentLink } from '@/documents/document-link'
import { api, seg } from '@/lib/api-client'
import type { DocumentType, HistoryEntry } from '@/lib/api-types'
import { formatInstant } from '@/lib/dates'
import { keys } from '@/lib/query'
import { messages, useLabel, useText } from '@/lib/text'
import css from './document-detail.module.css'

const m = messages({
  history: { zh: '历史', en: 'History' },
  create: { zh: '新建', en: 'Created' },
  edit: { zh: '修改', en: 'Changed' },
  delete: { zh: '删除', en: 'Deleted' },
  restore: { zh: '从回收站恢复', en: 'Restored from the bin' },
  import: { zh: '导入', en: 'Imported' },
  promised: { zh: '分到货', en: 'Promised' },
  taken_back: { zh: '占用被收回', en: 'Promise taken back' },
  more: { zh: '{n} 处内容', en: '{n} entries' },
})

type DocumentHistoryProps = { type: DocumentType; id: string; version: number }

const SHOWN = 6

/** Who did what, newest first. What a creation filled in is folded away. */
export function DocumentHistory({ type, id, version }: DocumentHistoryProps) {
  const t = useText(m)
  const say = useLabel()
  const query = useQuery({
    queryKey: keys.document(type.name, id, 'history', version),
    queryFn: () =>
      api.get<{ rows: HistoryEntry[] }>(`/api/documents/${seg(type.name)}/${seg(id)}/history`),
  })
  const action = (name: string) => {
    const transition = type.transitions.find((step) => step.name === name)
    if (transition) return say(transition.label)
    return name in m ? t(name as keyof typeof m) : name
  }
  return (
    <Panel title={t.history}>
      <QueryState query={query}>
        {({ rows }) => (
          <ol className={css.history}>
            {rows.map((entry) => (
              <li key={`${entry.version} ${entry.at} ${entry.action}`}>
                <div className={css.event}>
                  <b>{action(entry.action)}</b> {entry.by?.name}
                  {entry.cause && <DocumentLink {...entry.cause} />}
                  <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
                </div>
                {entry.reason && <div>{entry.reason}</div>}
                {entry.changes.length > 0 &&
                  (entry.action === 'create' || entry.changes.length > SHOWN ? (
                    <details>
                      <summary>{t('more', { n: entry.changes.length })}</summary>
                      <ChangeList type={type} changes={entry.changes} />
                    </details>
                  ) : (
                    <ChangeList type={type} changes={entry.changes} />
                  ))}
              </li>
            ))}
          </ol>
        )}
      </QueryState>
    </Panel>
  )
}
