import { Button } from 'antd'
import { useText } from '@/lib/text'
import { stockText } from './stock-text'

type MoreRowsProps = {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}

/** The foot of a list that has another page. */
export function MoreRows({ query }: MoreRowsProps) {
  const t = useText(stockText)
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
