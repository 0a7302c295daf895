import { Alert } from 'antd'
import { ChangeList } from '@/documents/change-list'
import { DocumentLink } from '@/documents/document-link'
import type { Change, DocumentType, HistoryEntry } from '@/lib/api-types'
import { ApiProblem } from '@/lib/api-client'
import { formatInstant } from '@/lib/dates'
import { formatQuantity } from '@/lib/decimal'
import { messages, useText } from '@/lib/text'
import type { ReactNode } from 'react'
import css from './refusal-notice.module.css'

const m = messages({
  item: { zh: '商品', en: 'Item' },
  warehouse: { zh: '仓库', en: 'Warehouse' },
  wanted: { zh: '需要', en: 'Wanted' },
  available: { zh: '可售', en: 'Available' },
  short: { zh: '缺口', en: 'Short' },
  failed: { zh: '操作没有成功', en: 'That did not work' },
  changed: { zh: '{who} 在 {at} 改了：', en: '{who} changed at {at}:' },
})

type Reference = { type: string; number: string; id?: string }
type ShortLine = {
  item: string
  item_name?: string
  warehouse?: string
  wanted: string
  available: string
  short: string
}

/** Codes whose parameters are drawn below the sentence. */
const WITH_NUMBERS = ['insufficient_stock', 'stale_version', 'is_referenced']

type RefusalNoticeProps = {
  error: unknown
  type: DocumentType
  /** What can be done about it. */
  actions?: ReactNode
  /** Problems that have no place on the page. */
  others?: string[]
  onClose?: () => void
}

/** Why the server said no, with its numbers. */
export function RefusalNotice({ error, type, actions, others = [], onClose }: RefusalNoticeProps) {
  const t = useText(m)
  if (!error) return null
  const problem = error instanceof ApiProblem ? error : null
  const more =
    problem?.detail || others.length > 0 || actions || WITH_NUMBERS.includes(problem?.code ?? '')
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={problem?.title ?? t.failed}
      closable={onClose ? { onClose } : false}
      description={
        more && (
          <div className={css.body}>
            {problem?.detail}
            {others.length > 0 && (
              <ul className={css.list}>
                {others.map((text, index) => (
                  <li key={index}>{text}</li>
                ))}
              </ul>
            )}
            {problem?.code === 'insufficient_stock' && (
              <ShortLines lines={listOf<ShortLine>(problem, 'lines')} />
            )}
            {problem?.code === 'stale_version' && (
              <Changes type={type} entries={listOf<HistoryEntry | Change>(problem, 'changes')} />
            )}
            {problem?.code === 'is_referenced' && (
              <ul className={css.list}>
                {listOf<Reference>(problem, 'by').map((by) => (
                  <li key={`${by.type} ${by.number}`}>
                    <DocumentLink type={by.type} id={by.id ?? by.number} number={by.number} />
                  </li>
                ))}
              </ul>
            )}
            {actions && <div className={css.actions}>{actions}</div>}
          </div>
        )
      }
    />
  )
}

function ShortLines({ lines }: { lines: ShortLine[] }) {
  const t = useText(m)
  const placed = lines.some((line) => line.warehouse)
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th>{t.item}</th>
          {placed && <th>{t.warehouse}</th>}
          <th className={css.right}>{t.wanted}</th>
          <th className={css.right}>{t.available}</th>
          <th className={css.right}>{t.short}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          <tr key={index}>
            <td>
              {line.item} {line.item_name}
            </td>
            {placed && <td>{line.warehouse}</td>}
            <td className={css.right}>{formatQuantity(line.wanted)}</td>
            <td className={css.right}>{formatQuantity(line.available)}</td>
            <td className={css.short}>{formatQuantity(line.short)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Changes({ type, entries }: { type: DocumentType; entries: (HistoryEntry | Change)[] }) {
  const t = useText(m)
  const loose = entries.filter((entry): entry is Change => !('changes' in entry))
  const history = entries.filter((entry): entry is HistoryEntry => 'changes' in entry)
  return (
    <>
      {history.map((entry) => (
        <div key={entry.version}>
          <div>{t('changed', { who: entry.by?.name ?? '—', at: formatInstant(entry.at) })}</div>
          <ChangeList type={type} changes={entry.changes} />
        </div>
      ))}
      {loose.length > 0 && <ChangeList type={type} changes={loose} />}
    </>
  )
}

function listOf<T>(problem: ApiProblem, name: string): T[] {
  const value = problem.params[name]
  return Array.isArray(value) ? (value as T[]) : []
}
