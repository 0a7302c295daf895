import { useState } from 'react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { DayField } from '@/documents/day-field'
import { api } from '@/lib/api-client'
import { formatInstant } from '@/lib/dates'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import { accessText } from './access-text'
import { AuditDetail } from './audit-detail'
import css from './section.module.css'
import { useUsers } from './use-users'

type Entry = {
  id: string
  at: string
  member: string
  action: string
  subject: string
  address: string
  detail: Record<string, unknown>
}
type Page = { rows: Entry[]; next: number | null; kept_days: number }
type Wanted = { member?: string; action?: string; from?: string; until?: string }

/** What was done with doors, rights and settings; the newest first. */
export function AuditSection() {
  const t = useText(accessText)
  const users = useUsers().data?.rows ?? []
  const [wanted, setWanted] = useState<Wanted>({})
  const query = useInfiniteQuery({
    queryKey: keys.settings('audit', JSON.stringify(wanted)),
    queryFn: ({ pageParam }) =>
      api.get<Page>('/api/audit', { ...wanted, ...(pageParam ? { after: pageParam } : {}) }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  })
  const words = t as unknown as Record<string, string>
  const named = (action: string) => words[`do_${action}`] ?? action
  const set = (change: Wanted) => setWanted(cleaned({ ...wanted, ...change }))
  return (
    <QueryState query={query}>
      {({ pages }) => (
        <>
          <p className={css.hint}>{t('auditHint', { n: pages[0]?.kept_days ?? 0 })}</p>
          <Panel title={t.audit} flush>
            <div className={css.filters}>
              <Select
                allowClear
                aria-label={t.who}
                placeholder={t.anybody}
                value={wanted.member}
                onChange={(member) => set({ member })}
                options={users.map((one) => ({ value: one.login, label: one.name }))}
              />
              <Select
                allowClear
                showSearch
                optionFilterProp="label"
                aria-label={t.what}
                placeholder={t.anything}
                value={wanted.action}
                onChange={(action) => set({ action })}
                options={ACTIONS.map((one) => ({ value: one, label: named(one) }))}
              />
              <div className={css.day}>
                <DayField
                  label={t.from}
                  value={wanted.from}
                  onChange={(from) => set({ from: from ?? '' })}
                />
              </div>
              <div className={css.day}>
                <DayField
                  label={t.until}
                  value={wanted.until}
                  onChange={(until) => set({ until: until ?? '' })}
                />
              </div>
              <Button
                onClick={() =>
                  void api
                    .download('/api/audit/export', { ...wanted, format: 'xlsx' })
                    .catch(notify.problem)
                }
              >
                {t.export}
              </Button>
            </div>
            <ResponsiveTable
              label={t.audit}
              rows={pages.flatMap((page) => page.rows)}
              rowKey={(entry) => entry.id}
              empty={<EmptyState title={t.noEntries} />}
              columns={[
                { key: 'at', title: t.at, width: 150, render: (entry) => formatInstant(entry.at) },
                { key: 'who', title: t.who, cardRole: 'title', render: (entry) => entry.member },
                {
                  key: 'what',
                  title: t.what,
                  render: (entry) => (
                    <>
                      {named(entry.action)}
                      <AuditDetail detail={entry.detail} />
                    </>
                  ),
                },
                { key: 'subject', title: t.subject, render: (entry) => entry.subject },
                { key: 'from', title: t.fromWhere, render: (entry) => entry.address },
              ]}
            />
            {query.hasNextPage && (
              <div className={css.foot}>
                <Button
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {t.older}
                </Button>
              </div>
            )}
          </Panel>
        </>
      )}
    </QueryState>
  )
}

const ACTIONS =
  `login login_failed session_end sessions_end member_add member_change role_put role_delete
  definition_put settings_company settings_security settings_numbering settings_allocation
  key_add key_use key_revoke export export_audit import document_delete comment_remove hand_over deputy_add
  deputy_remove act_for second_factor_on second_factor_off second_factor_reset`.split(/\s+/)

function cleaned(wanted: Wanted): Wanted {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value))
}
