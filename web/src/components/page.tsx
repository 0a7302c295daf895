import { useEffect, type ReactNode } from 'react'
import { PageHeader, type PageHeaderProps } from '@/components/page-header'
import css from './page.module.css'

type PageProps = Omit<PageHeaderProps, 'title'> & {
  /** Text, because it also becomes the browser tab's title. */
  title: string
  children: ReactNode
  /** Uses the whole width; for tables. Otherwise lines stay readable. */
  wide?: boolean
}

export function Page({ title, children, wide, ...header }: PageProps) {
  useEffect(() => {
    document.title = `${title} · 常平`
  }, [title])
  return (
    <div className={wide ? css.wide : css.page}>
      <PageHeader title={title} {...header} />
      {children}
    </div>
  )
}

type PanelProps = { title?: ReactNode; extra?: ReactNode; flush?: boolean; children: ReactNode }

/** A card. `flush` lets a table touch the edges. */
export function Panel({ title, extra, flush, children }: PanelProps) {
  return (
    <section className={css.panel} aria-label={typeof title === 'string' ? title : undefined}>
      {(title || extra) && (
        <div className={css.panelHead}>
          <h2 className={css.panelTitle}>{title}</h2>
          {extra}
        </div>
      )}
      <div className={flush ? css.flush : css.panelBody}>{children}</div>
    </section>
  )
}
