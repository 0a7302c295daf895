import { DeleteOutlined, UndoOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Button, Input, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import { confirm, notify } from '@/components/feedback'
import { Page, Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { StateTag } from '@/documents/state-tag'
import { useDocumentTypes } from '@/documents/use-document-types'
import { api, ApiProblem, seg } from '@/lib/api-client'
import type { DocumentType, Page as PageOf } from '@/lib/api-types'
import { daysUntil, formatInstant } from '@/lib/dates'
import { keys, queryClient } from '@/lib/query'
import type { TrashedRow } from '@/lib/record-types'
import { useMe } from '@/lib/session'
import { formatCount, messages, plural, useLabel, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import { RestoreBar } from './restore-bar'
import css from './trash-page.module.css'

const m = messages({
  title: { zh: '回收站', en: 'Recycle bin' },
  subtitle: {
    zh: '删除的单据保留 {n} 天，期间可以恢复。',
    en: 'What was deleted is kept for {n} days and can be restored.',
  },
  none: { zh: '回收站是空的', en: 'The bin is empty' },
  noneHint: { zh: '删除的单据会出现在这里。', en: 'What is deleted appears here.' },
  type: { zh: '单据类型', en: 'Type' },
  number: { zh: '单号', en: 'Number' },
  name: { zh: '名称', en: 'Name' },
  state: { zh: '状态', en: 'State' },
  deleted: { zh: '删除时间', en: 'Deleted' },
  by: { zh: '删除人', en: 'Deleted by' },
  left: { zh: '还留', en: 'Kept for' },
  days: { zh: '{n} 天', en: '{n} days' },
  restore: { zh: '恢复', en: 'Restore' },
  restored: { zh: '已恢复 {name}', en: 'Restored {name}' },
  open: { zh: '打开', en: 'Open' },
  purge: { zh: '彻底删除', en: 'Delete for good' },
  purgeSure: { zh: '彻底删除 {name}？', en: 'Delete {name} for good?' },
  purgeHint: {
    zh: '以后再也不能恢复；历史里只留下它被删除过。',
    en: 'It cannot come back. Its history keeps only that it was deleted.',
  },
  rename: { zh: '换一个编号再恢复', en: 'Restore under another code' },
  code: { zh: '新的编号', en: 'New code' },
  more: { zh: '更早的', en: 'Earlier ones' },
  first: { zh: '回到最近的', en: 'Back to the latest' },
})

type Restored = { type: string; id: string; name: string }
type Types = { rows: { type: string; count: number }[]; days: number }

/** What was thrown away, by whom and when, and the way back. */
export default function TrashPage() {
  const t = useText(m)
  const say = useLabel()
  const phone = usePhone()
  const navigate = useNavigate()
  const search: { type?: string } = useSearch({ strict: false })
  const types = useDocumentTypes()
  const query = useQuery({
    queryKey: keys.trash(),
    queryFn: () => api.get<Types>('/api/trash'),
  })
  // Kept here: with the last one of its type, the list it was in is gone too.
  const [restored, setRestored] = useState<Restored | null>(null)
  const days = query.data?.days
  return (
    <Page wide title={t.title} subtitle={days && t('subtitle', { n: days })}>
      {restored && (
        <Alert
          type="success"
          showIcon
          role="status"
          title={t('restored', { name: restored.name })}
          action={
            <Link to="/d/$type/$id" params={{ type: restored.type, id: restored.id }}>
              {t.open}
            </Link>
          }
        />
      )}
      <QueryState
        query={query}
        empty={({ rows }) =>
          rows.length === 0 ? (
            <Panel>
              <EmptyState title={t.none} hint={t.noneHint} />
            </Panel>
          ) : null
        }
      >
        {({ rows }) => {
          const options = rows.flatMap(({ type, count }) => {
            const known = types.find((it) => it.name === type)
            return known
              ? [{ value: type, label: `${say(plural(known.label))} ${formatCount(count)}` }]
              : []
          })
          const current = options.find((it) => it.value === search.type) ?? options[0]
          const type = types.find((it) => it.name === current?.value)
          const choose = (next: string) => void navigate({ to: '/trash', search: { type: next } })
          return (
            <>
              {options.length > 1 &&
                (phone || options.length > 6 ? (
                  <Select
                    aria-label={t.type}
                    className={css.types ?? ''}
                    value={current?.value}
                    options={options}
                    onChange={choose}
                  />
                ) : (
                  <Segmented
                    className={css.types ?? ''}
                    value={current?.value ?? ''}
                    options={options}
                    onChange={choose}
                  />
                ))}
              {type && (
                <Trashed
                  key={type.name}
                  type={type}
                  count={rows.find((it) => it.type === type.name)?.count ?? 0}
                  onRestored={setRestored}
                />
              )}
            </>
          )
        }}
      </QueryState>
    </Page>
  )
}

type TrashedProps = {
  type: DocumentType
  count: number
  onRestored: (restored: Restored) => void
}

function Trashed({ type, count, onRestored }: TrashedProps) {
  const t = useText(m)
  const say = useLabel()
  const { may } = useMe()
  const [after, setAfter] = useState<string | null>(null)
  const [selected, setSelected] = useState<string[]>([])
  const [clash, setClash] = useState<{ row: TrashedRow; why: string } | null>(null)
  const path = `/api/trash/${seg(type.name)}` as const
  const query = useQuery({
    queryKey: keys.trash(type.name, after),
    queryFn: () => api.get<PageOf<TrashedRow>>(path, { after }),
  })
  const nameOf = (row: TrashedRow) => row.title || row.number
  const again = () => {
    void queryClient.invalidateQueries({ queryKey: keys.trash() })
    void queryClient.invalidateQueries({ queryKey: keys.documents(type.name) })
  }
  const restore = useMutation({
    mutationFn: ({ row, number }: { row: TrashedRow; number?: string }) =>
      api.post<{ id: string; number: string }>(
        `${path}/${seg(row.id)}/restore`,
        number ? { number } : {},
      ),
    onSuccess: (back, { row }) => {
      setClash(null)
      onRestored({ type: type.name, id: back.id, name: row.title || back.number })
      again()
    },
    onError: (error, { row }) => {
      if (error instanceof ApiProblem && error.code === 'number_taken' && error.params['rename']) {
        setClash({ row, why: error.title })
      } else {
        notify.problem(error)
      }
    },
  })
  const purge = async (row: TrashedRow) => {
    const title = t('purgeSure', { name: nameOf(row) })
    if (!(await confirm({ title, content: t.purgeHint, ok: t.purge, danger: true }))) return
    await api.del(`${path}/${seg(row.id)}`).catch(notify.problem)
    again()
  }
  const columns: TableColumn<TrashedRow>[] = [
    {
      key: 'number',
      title: t.number,
      render: (row) => row.number,
      ...(!type.title_field && { cardRole: 'title' as const }),
    },
    ...(type.title_field
      ? [
          {
            key: 'title',
            title: t.name,
            render: (row: TrashedRow) => row.title,
            cardRole: 'title' as const,
          },
        ]
      : []),
    ...(type.states.length > 1
      ? [
          {
            key: 'state',
            title: t.state,
            render: (row: TrashedRow) => <StateTag type={type} state={row.state} />,
            cardRole: 'tag' as const,
          },
        ]
      : []),
    { key: 'deleted_at', title: t.deleted, render: (row) => formatInstant(row.deleted_at) },
    { key: 'deleted_by', title: t.by, render: (row) => row.deleted_by.name },
    {
      key: 'left',
      title: t.left,
      render: (row) => t('days', { n: Math.max(0, daysUntil(row.gone_at)) }),
    },
    {
      key: 'acts',
      title: '',
      align: 'right',
      render: (row) => (
        <span className={css.acts}>
          <Button
            size="small"
            icon={<UndoOutlined />}
            loading={restore.isPending && restore.variables.row.id === row.id}
            onClick={() => restore.mutate({ row })}
          >
            {t.restore}
          </Button>
          {may.administer && (
            <Button
              size="small"
              type="text"
              danger
              icon={<DeleteOutlined />}
              aria-label={`${t.purge} ${row.number}`}
              title={t.purge}
              onClick={() => void purge(row)}
            />
          )}
        </span>
      ),
    },
  ]
  return (
    <Panel flush>
      <QueryState query={query}>
        {(page) => (
          <>
            {page.rows.length > 1 && (
              <RestoreBar
                type={type}
                rows={page.rows.filter((row) => selected.includes(row.id))}
                count={count}
                onDone={() => {
                  setSelected([])
                  setAfter(null)
                  again()
                }}
              />
            )}
            <ResponsiveTable
              selection={{ selected, onChange: setSelected }}
              label={say(plural(type.label))}
              rows={page.rows}
              rowKey={(row) => row.id}
              columns={columns}
              empty={<EmptyState title={t.none} hint={t.noneHint} />}
              footer={
                (page.next ?? after) && (
                  <>
                    <span />
                    {page.next ? (
                      <Button size="small" onClick={() => setAfter(page.next)}>
                        {t.more}
                      </Button>
                    ) : (
                      <Button size="small" onClick={() => setAfter(null)}>
                        {t.first}
                      </Button>
                    )}
                  </>
                )
              }
            />
          </>
        )}
      </QueryState>
      {clash && (
        <Rename
          why={clash.why}
          number={clash.row.number}
          onClose={() => setClash(null)}
          onRestore={(number) => restore.mutate({ row: clash.row, number })}
        />
      )}
    </Panel>
  )
}

type RenameProps = {
  why: string
  number: string
  onRestore: (number: string) => void
  onClose: () => void
}

function Rename({ why, number, onRestore, onClose }: RenameProps) {
  const t = useText(m)
  const [code, setCode] = useState(`${number}-2`)
  return (
    <Modal
      open
      centered
      width={400}
      title={t.rename}
      okText={t.restore}
      okButtonProps={{ disabled: !code.trim() || code.trim() === number }}
      onOk={() => onRestore(code.trim())}
      onCancel={onClose}
    >
      <p>{why}</p>
      <Input
        aria-label={t.code}
        autoFocus
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
    </Modal>
  )
}
