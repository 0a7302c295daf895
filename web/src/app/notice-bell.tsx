import { BellOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Badge, Button, Popover } from 'antd'
import { useState } from 'react'
import { QueryState } from '@/components/states'
import { noticesQuery } from '@/documents/notices'
import { useDocumentTypes } from '@/documents/use-document-types'
import { api } from '@/lib/api-client'
import { formatInstant } from '@/lib/dates'
import { keys, queryClient } from '@/lib/query'
import type { Notice } from '@/lib/record-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './notice-bell.module.css'

const m = messages({
  notices: { zh: '通知', en: 'Notices' },
  unread: { zh: '通知，{n} 条未读', en: 'Notices, {n} unread' },
  all: { zh: '全部标为已读', en: 'Mark all as read' },
  none: { zh: '还没有通知', en: 'No notices yet' },
  noneHint: {
    zh: '有人 @ 您、评论或改动您关注的单据时，会出现在这里。',
    en: 'You will see here when somebody mentions you, or comments on or changes what you follow.',
  },
  mention: { zh: '{name} 提到了您', en: '{name} mentioned you' },
  comment: { zh: '{name} 评论', en: '{name} commented' },
  comments: { zh: '{name} 等评论了 {n} 次', en: '{name} and others commented {n} times' },
  change: { zh: '{name}：{action}', en: '{name}: {action}' },
  changes: { zh: '{name}：{action} 等 {n} 次改动', en: '{name}: {action} and more, {n} changes' },
  reminder: { zh: '{reminder}（{due}）', en: '{reminder} ({due})' },
  reminded: { zh: '有一个日子到了', en: 'A day of it has come' },
  more: {
    zh: '{item} {quantity}，平时 {low}–{high}，多写了零？',
    en: '{item}: {quantity}, usually {low}–{high}. A zero too many?',
  },
  less: {
    zh: '{item} {quantity}，平时 {low}–{high}，少写了零？',
    en: '{item}: {quantity}, usually {low}–{high}. A zero too few?',
  },
  difference: {
    zh: '{item} 差异 {quantity}，账面原有 {before}',
    en: '{item}: {quantity} corrected, the books said {before}',
  },
  missed: { zh: '可能漏盘 {missed} 种，如 {item}', en: '{missed} items left out, {item} for one' },
  andOthers: { zh: '，等 {n} 处', en: ', and {n} more' },
  suppliers: {
    zh: '{item} 供应商不足两家，请找备选',
    en: '{item} has fewer than two suppliers: find another',
  },
  fewSuppliers: { zh: '有商品供应商不足两家', en: 'An item has fewer than two suppliers' },
  overdue: {
    zh: '{items} 种商品过了盘点日还没盘',
    en: 'Items past the day they were to be counted: {items}',
  },
  overdueSince: {
    zh: '{items} 种商品过了盘点日还没盘（最早 {due}）',
    en: 'Items past the day they were to be counted: {items} (the first on {due})',
  },
  unusual: { zh: '库存变化异常', en: 'moved stock unusually' },
  edit: { zh: '修改', en: 'changed it' },
  delete: { zh: '删除', en: 'deleted it' },
  system: { zh: '系统', en: 'The system' },
})

/** What this person was told, with a count of what is unread. */
export function NoticeBell() {
  const t = useText(m)
  const [open, setOpen] = useState(false)
  const query = useQuery(noticesQuery)
  const unread = query.data?.unread ?? 0
  const read = async (body: { id: string } | { all: true }) => {
    await api.post('/api/notices/read', body).catch(() => undefined)
    await queryClient.invalidateQueries({ queryKey: keys.notices() })
  }
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <section className={css.box} aria-label={t.notices}>
          <header className={css.head}>
            <b>{t.notices}</b>
            {unread > 0 && (
              <Button size="small" type="link" onClick={() => void read({ all: true })}>
                {t.all}
              </Button>
            )}
          </header>
          <QueryState query={query}>
            {({ rows }) =>
              rows.length === 0 ? (
                <p className={css.none}>
                  {t.none}
                  <small>{t.noneHint}</small>
                </p>
              ) : (
                <ul className={css.list}>
                  {rows.map((notice) => (
                    <OneNotice
                      key={notice.id}
                      notice={notice}
                      onOpen={() => {
                        setOpen(false)
                        if (!notice.read) void read({ id: notice.id })
                      }}
                    />
                  ))}
                </ul>
              )
            }
          </QueryState>
        </section>
      }
    >
      <Button
        type="text"
        icon={
          <Badge count={unread} size="small" overflowCount={99}>
            <BellOutlined />
          </Badge>
        }
        aria-label={unread > 0 ? t('unread', { n: unread }) : t.notices}
      />
    </Popover>
  )
}

function OneNotice({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const t = useText(m)
  const say = useLabel()
  const navigate = useNavigate()
  const type = useDocumentTypes().find((it) => it.name === notice.document.type)
  const { document, detail, count } = notice
  const name = notice.by.name || t.system
  const step = type?.transitions.find((it) => it.name === detail.action)
  const own = detail.action === 'delete' ? t.delete : t.edit
  const action = step ? say(step.label) : own
  const spoken = () => {
    if (notice.kind === 'unusual') {
      const { why, item, quantity = '', low = '', high = '', before = '', missed = 0 } = detail
      if (!why || !item) return t.unusual
      const said = t(why, { item, quantity, low, high, before, missed })
      return detail.more ? said + t('andOthers', { n: detail.more }) : said
    }
    if (notice.kind === 'suppliers') {
      if (!detail.item) return t.fewSuppliers
      const said = t('suppliers', { item: detail.item })
      return detail.more ? said + t('andOthers', { n: detail.more }) : said
    }
    if (notice.kind === 'count_overdue') {
      const { items = 1, due } = detail
      return due ? t('overdueSince', { items, due }) : t('overdue', { items })
    }
    if (notice.kind === 'reminder') {
      const of = type?.reminders?.find((it) => it.name === detail.reminder)
      const reminder = of ? say(of.label) : t.reminded
      return detail.due ? t('reminder', { reminder, due: detail.due }) : reminder
    }
    const many = count > 1 && notice.kind !== 'mention' ? 's' : ''
    return t(`${notice.kind}${many}` as 'comments', { name, action, n: count })
  }
  return (
    <li>
      <button
        type="button"
        className={css.notice}
        data-unread={!notice.read}
        onClick={() => {
          onOpen()
          if (notice.kind === 'suppliers') return void navigate({ to: '/planning/supply-gaps' })
          void navigate(
            document.deleted
              ? { to: '/trash', search: { type: document.type } }
              : { to: '/d/$type/$id', params: { type: document.type, id: document.id } },
          )
        }}
      >
        <span className={css.words}>
          {spoken()}
          <time dateTime={notice.at}>{formatInstant(notice.at)}</time>
        </span>
        <span className={css.about}>
          {type && say(type.label)} {document.title || document.number}
        </span>
        {detail.text && <span className={css.text}>{detail.text}</span>}
      </button>
    </li>
  )
}
