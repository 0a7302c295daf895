import { ArrowLeftOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { messages, useText } from '@/lib/text'
import css from './page.module.css'

const m = messages({ back: { zh: '返回', en: 'Back' } })

export type PageHeaderProps = {
  title: ReactNode
  subtitle?: ReactNode
  tags?: ReactNode
  actions?: ReactNode
  /** Where the back arrow leads. */
  back?: string
}

export function PageHeader({ title, subtitle, tags, actions, back }: PageHeaderProps) {
  const t = useText(m)
  return (
    <header className={css.header}>
      <div className={css.heading}>
        {back && (
          <Link to={back} className={css.back} aria-label={t.back}>
            <ArrowLeftOutlined />
          </Link>
        )}
        <div className={css.titles}>
          <div className={css.titleLine}>
            <h1 className={css.title}>{title}</h1>
            {tags}
          </div>
          {subtitle && <div className={css.subtitle}>{subtitle}</div>}
        </div>
      </div>
      {actions && <div className={css.actions}>{actions}</div>}
    </header>
  )
}
