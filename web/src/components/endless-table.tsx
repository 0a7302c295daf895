import type { ReactNode } from 'react'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { MoreRows } from '@/components/more-rows'
import { Panel } from '@/components/page'
import { ResponsiveTable, type TableProps } from '@/components/responsive-table'
import { QueryState } from '@/components/states'

type EndlessTableProps<R> = Pick<TableProps<R>, 'rowKey' | 'columns' | 'label'> & {
  query: UseInfiniteQueryResult<InfiniteData<{ rows: R[] }>>
  /** Instead of a table without rows. */
  empty: ReactNode
}

/** A list in a panel of its own that grows by a page at a time. */
export function EndlessTable<R>({ query, empty, ...table }: EndlessTableProps<R>) {
  return (
    <QueryState query={query}>
      {({ pages }) => {
        const rows = pages.flatMap((it) => it.rows)
        // All of a page may be of what this person may not see.
        return rows.length === 0 && !query.hasNextPage ? (
          <Panel>{empty}</Panel>
        ) : (
          <Panel flush>
            <ResponsiveTable {...table} rows={rows} footer={<MoreRows query={query} />} />
          </Panel>
        )
      }}
    </QueryState>
  )
}
