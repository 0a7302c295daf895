import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { notify } from '@/components/feedback'
import { api, seg } from '@/lib/api-client'
import { keys, queryClient } from '@/lib/query'
import { messages, useText } from '@/lib/text'

const m = messages({
  make: { zh: '生成今日盘点任务', en: 'Make today’s task' },
  none: { zh: '今天没有到期要盘的', en: 'Nothing is due to be counted today' },
  made: { zh: '{n} 行要盘，共 {due} 个商品到期', en: '{n} lines to count, {due} items are due' },
})

type Made = { document: { number: string } | null; due: number; lines?: number }

/** From a count plan to the task of the day. */
export function MakeCountTask({ plan }: { plan: string }) {
  const t = useText(m)
  const navigate = useNavigate()
  const make = useMutation({
    mutationFn: () => api.post<Made>(`/api/count-plans/${seg(plan)}/tasks`),
    onSuccess: (made) => {
      if (!made.document) return notify.info(t.none)
      notify.success(t('made', { n: made.lines ?? 0, due: made.due }))
      void queryClient.invalidateQueries({ queryKey: keys.documents('count_task') })
      void navigate({
        to: '/d/$type/$id',
        params: { type: 'count_task', id: made.document.number },
      })
    },
    onError: (error) => notify.problem(error),
  })
  return (
    <Button type="primary" loading={make.isPending} onClick={() => make.mutate()}>
      {t.make}
    </Button>
  )
}
