import { Button } from 'antd'
import { messages, useText } from '@/lib/text'

const m = messages({ more: { zh: '更多', en: 'More' } })

type MoreRowsProps = {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}

/** The foot of a list that has another page. */
export function MoreRows({ query }: MoreRowsProps) {
  const t = useText(m)
  return (
    query.hasNextPage && (
      <Button
        type="text"
        block
        loading={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {t.more}
      </Button>
    )
  )
}
