import { Drawer } from 'antd'
import { QueryState } from '@/components/states'
import { usePhone } from '@/lib/use-media'
import { useText } from '@/lib/text'
import { type Asked, toQuery } from './report-search'
import { reportText } from './report-text'
import { ReportTable } from './report-table'
import type { Report } from './types'
import { useTable } from './use-reports'

export type Behind = { title: string; only: Record<string, string[]> }

type BehindDrawerProps = {
  report: Report
  asked: Asked
  behind: Behind | null
  onClose: () => void
}

const DOCUMENTS_SHOWN = 200

/** The documents that a figure is made of: the same report of that figure only, by document. */
export function BehindDrawer({ report, asked, behind, onClose }: BehindDrawerProps) {
  const t = useText(reportText)
  const phone = usePhone()
  return (
    <Drawer
      open={behind !== null}
      onClose={onClose}
      title={behind?.title}
      size={phone ? '100%' : 640}
      destroyOnHidden
    >
      {behind && <Documents report={report} asked={asked} only={behind.only} label={t.behind} />}
    </Drawer>
  )
}

type DocumentsProps = {
  report: Report
  asked: Asked
  only: Record<string, string[]>
  label: string
}

function Documents({ report, asked, only, label }: DocumentsProps) {
  const by = behindAxis(report)
  const query = useTable(
    report.name,
    toQuery({
      ...asked,
      rows: by ? [by] : [],
      columns: '',
      sort: '',
      only: { ...asked.only, ...only },
      show: DOCUMENTS_SHOWN,
    }),
    by !== undefined,
  )
  return (
    <QueryState query={query}>
      {(table) => <ReportTable table={table} label={label} sort="" onSort={() => undefined} />}
    </QueryState>
  )
}

/** What the documents behind a figure are; stock has none, but its moves. */
export function behindAxis(report: Report): string | undefined {
  const has = (name: string) => report.axes.some((it) => it.name === name)
  return has('document') ? 'document' : has('order') ? 'order' : undefined
}
