import { QuestionCircleOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { Draft, DocumentType, Field, Why } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './why.module.css'

const WhyAnswer = lazy(() => import('./why-answer'))

const m = messages({
  why: { zh: '为什么“{field}”是这个值', en: 'Why “{field}” is what it is' },
})

export type WhyAsked = Pick<Draft, 'why' | 'links'>

type WhyButtonProps = {
  type: DocumentType
  field: Field
  /** `due`, or `lines[0]` for a whole line. */
  path: string
  ask: () => Promise<WhyAsked | { why: Why[] }>
  /** What the answer depends on. */
  about: unknown[]
}

/** Asks the server where a value came from, what it read, and what would have been otherwise. */
export function WhyButton(props: WhyButtonProps) {
  const { field } = props
  const t = useText(m)
  const say = useLabel()
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      title={t('why', { field: say(field.label) })}
      content={
        open && (
          <Suspense>
            <WhyAnswer {...props} />
          </Suspense>
        )
      }
    >
      <Button
        type="text"
        size="small"
        className={css.button ?? ''}
        icon={<QuestionCircleOutlined />}
        aria-label={t('why', { field: say(field.label) })}
      />
    </Popover>
  )
}
