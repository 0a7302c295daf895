import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { Page, Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, QueryState } from '@/components/states'
import { ToneTag, type Tone } from '@/components/tone-tag'
import { useDocumentType } from '@/documents/use-document-types'
import { useProcedures } from '@/documents/use-procedures'
import type { DocumentRow } from '@/lib/api-types'
import { messages, useText } from '@/lib/text'
import { dutiesOf, type Duty, type Step } from './duties'

const m = messages({
  title: { zh: '岗位职责', en: 'Duties' },
  subtitle: {
    zh: '执行中的作业规程里，每一步由谁做、谁负责、先问谁、后告诉谁',
    en: 'Of every procedure in force: who does a step, who answers for it, who is asked and told',
  },
  post: { zh: '岗位', en: 'Post' },
  allPosts: { zh: '全部岗位', en: 'All posts' },
  procedure: { zh: '作业规程', en: 'Procedure' },
  step: { zh: '步骤', en: 'Step' },
  within: { zh: '{n} 小时内', en: 'within {n} h' },
  responsible: { zh: '执行', en: 'Does' },
  accountable: { zh: '负责', en: 'Answers' },
  consulted: { zh: '商量', en: 'Asked' },
  informed: { zh: '告知', en: 'Told' },
  empty: { zh: '还没有执行中的作业规程', en: 'No procedure is in force yet' },
  emptyHint: {
    zh: '写下收货、盘点、缺货时怎么做，每一步是谁的事；开始执行后，岗位职责就列在这里。',
    en: 'Write down how goods are received or counted, and whose task each step is. Once it is in force, the duties of every post stand here.',
  },
  write: { zh: '写一份', en: 'Write one' },
})

const TONES: Record<Duty, Tone> = {
  responsible: 'ok',
  accountable: 'danger',
  consulted: 'warning',
  informed: 'default',
}

export default function DutiesPage() {
  const t = useText(m)
  const type = useDocumentType('procedure')
  const query = useProcedures()
  return (
    <Page wide title={t.title} subtitle={t.subtitle}>
      {type && (
        <QueryState query={query}>
          {({ rows }) =>
            rows.length > 0 ? (
              <Matrix rows={rows} />
            ) : (
              <Panel>
                <EmptyState
                  title={t.empty}
                  hint={t.emptyHint}
                  action={
                    type.permitted.create && (
                      <Link to="/d/$type/new" params={{ type: 'procedure' }}>
                        <Button type="primary" tabIndex={-1}>
                          {t.write}
                        </Button>
                      </Link>
                    )
                  }
                />
              </Panel>
            )
          }
        </QueryState>
      )}
    </Page>
  )
}

function Matrix({ rows }: { rows: DocumentRow[] }) {
  const t = useText(m)
  const navigate = useNavigate()
  const { post = '' }: { post?: string } = useSearch({ strict: false })
  const { steps, posts } = dutiesOf(rows)
  const shown = posts.includes(post) ? [post] : posts
  const columns: TableColumn<Step>[] = [
    {
      key: 'what',
      title: t.step,
      cardRole: 'title',
      render: ({ what, hours }) => (hours ? `${what}（${t('within', { n: hours })}）` : what),
    },
    {
      key: 'procedure',
      title: t.procedure,
      width: 120,
      render: ({ procedure, procedureName }) => (
        <Link to="/d/$type/$id" params={{ type: 'procedure', id: procedure }}>
          {procedureName}
        </Link>
      ),
    },
    ...shown.map((one): TableColumn<Step> => ({
      key: `post ${one}`,
      title: one,
      isBlank: ({ duties }) => !duties.has(one),
      render: ({ duties }) =>
        duties.get(one)?.map((duty) => (
          <ToneTag key={duty} tone={TONES[duty]}>
            {t[duty]}
          </ToneTag>
        )),
    })),
  ]
  return (
    <Panel
      flush
      extra={
        <Select
          aria-label={t.post}
          placeholder={t.allPosts}
          value={posts.includes(post) ? post : undefined}
          onChange={(chosen?: string) =>
            void navigate({
              to: '/duties',
              search: (chosen ? { post: chosen } : {}) as never,
              replace: true,
            })
          }
          options={posts.map((value) => ({ value, label: value }))}
          popupMatchSelectWidth={false}
          style={{ minWidth: 140 }}
          showSearch
          allowClear
        />
      }
    >
      <ResponsiveTable
        label={t.title}
        rows={steps.filter(({ duties }) => shown.some((one) => duties.has(one)))}
        rowKey={(step) => step.key}
        columns={columns}
      />
    </Panel>
  )
}
