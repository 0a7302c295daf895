import { DownloadOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable } from '@/components/responsive-table'
import { api, seg } from '@/lib/api-client'
import { useLabel, useText } from '@/lib/text'
import type { Import, RowProblem } from './import-model'
import { importText } from './import-text'
import css from './problem-list.module.css'

/** Row by row what is wrong and how to cure it, and the same as a file to fix. */
export function ProblemList({ one }: { one: Import }) {
  const t = useText(importText)
  const say = useLabel()
  const problems = one.result?.problems ?? []
  if (problems.length === 0) return null
  const place = ({ field, column }: RowProblem) => {
    const target = one.targets.find((each) => each.field === field)
    const name = target ? say(target.label) : (field ?? '')
    return name && column ? t('inColumn', { field: name, letter: column }) : name || column
  }
  const download = () =>
    api.download(`/api/imports/${seg(one.id)}/report`, { format: 'xlsx' }).catch(notify.problem)
  return (
    <Panel
      title={t.problems}
      flush
      extra={
        <Tooltip title={t.reportHint}>
          <Button icon={<DownloadOutlined />} onClick={() => void download()}>
            {t.report}
          </Button>
        </Tooltip>
      }
    >
      <ResponsiveTable
        label={t.problems}
        rows={problems.map((problem, index) => ({ ...problem, key: String(index) }))}
        rowKey={(row) => row.key}
        columns={[
          {
            key: 'row',
            title: t.row,
            width: 70,
            cardRole: 'tag',
            render: (row) => <span className="num">{row.row}</span>,
          },
          { key: 'column', title: t.column, width: 140, render: (row) => place(row) },
          {
            key: 'value',
            title: t.value,
            width: 180,
            render: (row) =>
              row.value.trim() ? (
                <code className={css.value}>{row.value}</code>
              ) : (
                <span className={css.blank}>{t.blank}</span>
              ),
          },
          {
            key: 'message',
            title: t.reason,
            cardRole: 'title',
            render: (row) => <div className={css.message}>{row.message}</div>,
          },
        ]}
        footer={
          (one.result?.bad ?? 0) > problems.length && t('problemsFirst', { n: problems.length })
        }
      />
    </Panel>
  )
}
