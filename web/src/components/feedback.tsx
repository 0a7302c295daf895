import { App } from 'antd'
import { useEffect, type ReactNode } from 'react'
import { ApiProblem } from '@/lib/api-client'
import { messages, text } from '@/lib/text'

const m = messages({
  ok: { zh: '确定', en: 'OK' },
  cancel: { zh: '取消', en: 'Cancel' },
  failed: { zh: '操作没有成功', en: 'That did not work' },
})

type Tools = ReturnType<typeof App.useApp>
let tools: Tools | null = null

/** Stands once inside antd's App and lends its message and modal to functions outside components. */
export function FeedbackHolder() {
  const app = App.useApp()
  useEffect(() => {
    tools = app
  }, [app])
  return null
}

export const notify = {
  success: (content: string) => void tools?.message.success(content),
  info: (content: string) => void tools?.message.info(content),
  error: (content: string) => void tools?.message.error(content),
  problem,
}

function problem(error: unknown) {
  if (!(error instanceof ApiProblem)) {
    tools?.message.error(text(m).failed)
    return
  }
  const lines = error.problems.slice(0, 5).map((p) => p.message)
  if (!error.detail && lines.length === 0) {
    tools?.message.error(error.title)
    return
  }
  tools?.notification.error({
    title: error.title,
    description: (
      <>
        {error.detail && <div>{error.detail}</div>}
        {lines.map((line, index) => (
          <div key={index}>{line}</div>
        ))}
      </>
    ),
    placement: 'bottomRight',
    duration: 8,
  })
}

type Question = {
  title: ReactNode
  content?: ReactNode
  ok?: string
  cancel?: string
  danger?: boolean
}

export function confirm({ title, content, ok, cancel, danger }: Question): Promise<boolean> {
  const t = text(m)
  return new Promise((resolve) => {
    if (!tools) return resolve(false)
    tools.modal.confirm({
      title,
      content,
      icon: null,
      centered: true,
      okText: ok ?? t.ok,
      cancelText: cancel ?? t.cancel,
      okButtonProps: { danger: danger ?? false },
      onOk: () => resolve(true),
      onCancel: () => resolve(false),
    })
  })
}
