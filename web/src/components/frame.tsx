import {
  CloseOutlined,
  MenuFoldOutlined,
  MenuOutlined,
  MenuUnfoldOutlined,
} from '@ant-design/icons'
import { useEffect, useState, type ReactNode } from 'react'
import { messages, useText } from '@/lib/text'
import { useStored } from '@/lib/use-stored'
import css from './frame.module.css'

const m = messages({
  skip: { zh: '跳到内容', en: 'Skip to content' },
  menu: { zh: '打开菜单', en: 'Open the menu' },
  close: { zh: '关闭菜单', en: 'Close the menu' },
  fold: { zh: '收起侧栏', en: 'Collapse the sidebar' },
  unfold: { zh: '展开侧栏', en: 'Expand the sidebar' },
  navigation: { zh: '主导航', en: 'Main navigation' },
})

type FrameProps = {
  /** `collapsed` leaves room for a mark only. */
  brand: (collapsed: boolean) => ReactNode
  /** Drawn in the sidebar; `collapsed` leaves room for icons only. */
  navigation: (collapsed: boolean) => ReactNode
  topBar: ReactNode
  /** A change closes the phone's menu. */
  place: string
  children: ReactNode
}

/** The sidebar, the top bar and the page between them. On a phone the sidebar slides in. */
export function Frame({ brand, navigation, topBar, place, children }: FrameProps) {
  const t = useText(m)
  const [collapsed, setCollapsed] = useStored('changping.sidebar-collapsed', false)
  const [openedAt, setOpenedAt] = useState<string | null>(null)
  const open = openedAt === place

  useEffect(() => {
    if (!open) return
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && setOpenedAt(null)
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [open])

  return (
    <div className={css.frame} data-collapsed={collapsed || undefined}>
      <a className={css.skip} href="#content">
        {t.skip}
      </a>
      {open && <div className={css.veil} onClick={() => setOpenedAt(null)} aria-hidden />}
      <aside className={css.sidebar} data-open={open || undefined}>
        <div className={css.brand}>
          {brand(collapsed && !open)}
          <button
            type="button"
            className={`${css.iconButton} ${css.onPhone}`}
            aria-label={t.close}
            onClick={() => setOpenedAt(null)}
          >
            <CloseOutlined />
          </button>
        </div>
        <nav className={css.navigation} aria-label={t.navigation}>
          {navigation(collapsed && !open)}
        </nav>
        <button
          type="button"
          className={css.folder}
          aria-label={collapsed ? t.unfold : t.fold}
          title={collapsed ? t.unfold : t.fold}
          onClick={() => setCollapsed(!collapsed)}
        >
          {collapsed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        </button>
      </aside>
      <div className={css.topBar}>
        <button
          type="button"
          className={`${css.iconButton} ${css.onPhone}`}
          aria-label={t.menu}
          aria-expanded={open}
          onClick={() => setOpenedAt(place)}
        >
          <MenuOutlined />
        </button>
        {topBar}
      </div>
      <main id="content" className={css.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
