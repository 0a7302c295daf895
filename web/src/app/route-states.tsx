import { CompassOutlined } from '@ant-design/icons'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { Link, useRouter } from '@tanstack/react-router'
import { Button } from 'antd'
import { EmptyState, ErrorState } from '@/components/states'
import { messages, useText } from '@/lib/text'

const m = messages({
  nothing: { zh: '这里什么也没有', en: 'Nothing is here' },
  hint: {
    zh: '地址可能写错了，或者内容已被删除。',
    en: 'The address may be wrong, or it was deleted.',
  },
  home: { zh: '回到首页', en: 'Go to the home page' },
})

export function NotFound() {
  const t = useText(m)
  return (
    <EmptyState
      icon={<CompassOutlined />}
      title={<h1>{t.nothing}</h1>}
      hint={t.hint}
      action={
        <Link to="/">
          <Button tabIndex={-1}>{t.home}</Button>
        </Link>
      }
    />
  )
}

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <ErrorState
      error={error}
      retry={() => {
        reset()
        void router.invalidate()
      }}
    />
  )
}
