import { DownOutlined } from '@ant-design/icons'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { Dropdown } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import type { Navigation, NavigationGroup, NavigationItem } from '@/app/navigation'
import { messages, useText } from '@/lib/text'
import { useStored } from '@/lib/use-stored'
import css from './sidebar.module.css'

const m = messages({
  others: { zh: '仅可查看 {n} 种', en: 'To look up: {n}' },
})

type Props = { navigation: Navigation; collapsed: boolean }

/** The ways through the program. Groups fold, and stay as somebody left them. */
export function Sidebar({ navigation, collapsed }: Props) {
  const { top, groups, bottom } = navigation
  const [chosen, setChosen] = useStored<Record<string, boolean>>('changping.menu', {})
  const { pathname } = useLocation()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const current = box.current?.querySelector('[aria-current=page]')
    current?.scrollIntoView?.({ block: 'nearest' })
  }, [pathname])
  return (
    <>
      <Ways items={top} collapsed={collapsed} />
      <div className={css.groups} ref={box}>
        {groups.map((group) =>
          collapsed ? (
            <GroupMenu key={group.key} group={group} />
          ) : (
            <Group
              key={group.key}
              group={group}
              chosen={chosen[group.key]}
              onChoose={(open) => setChosen({ ...chosen, [group.key]: open })}
            />
          ),
        )}
      </div>
      <div className={css.bottom}>
        <Ways items={bottom} collapsed={collapsed} />
      </div>
    </>
  )
}

type WaysProps = { items: NavigationItem[]; collapsed?: boolean; inner?: boolean }

function Ways({ items, collapsed = false, inner = false }: WaysProps) {
  const { pathname } = useLocation()
  return items.map(({ to, title, icon }) => (
    <Link
      key={to}
      to={to}
      className={inner ? `${css.item} ${css.inner}` : css.item}
      aria-current={isAt(pathname, to) ? 'page' : undefined}
      {...(collapsed && { title, 'aria-label': title })}
    >
      {icon && (
        <span className={css.icon} aria-hidden>
          {icon}
        </span>
      )}
      {!collapsed && (
        <span className={css.words} title={title}>
          {title}
        </span>
      )}
    </Link>
  ))
}

type GroupProps = {
  group: NavigationGroup
  /** What somebody chose; the page they are on and their daily work decide until then. */
  chosen: boolean | undefined
  onChoose: (open: boolean) => void
}

function Group({ group, chosen, onChoose }: GroupProps) {
  const t = useText(m)
  const id = useId()
  const here = useIsIn(group)
  const [all, setAll] = useState(false)
  const open = chosen ?? (group.home || here.items || here.others)
  const others = all || here.others
  return (
    <>
      <button
        type="button"
        className={css.item}
        aria-expanded={open}
        aria-controls={id}
        data-here={(!open && (here.items || here.others)) || undefined}
        onClick={() => onChoose(!open)}
      >
        <span className={css.icon} aria-hidden>
          {group.icon}
        </span>
        <span className={css.words}>{group.title}</span>
        <DownOutlined className={css.arrow} rotate={open ? 0 : -90} aria-hidden />
      </button>
      <div id={id} hidden={!open} className={css.group}>
        {open && (
          <>
            <Ways items={group.items} inner />
            {others && <Ways items={group.others} inner />}
            {group.others.length > 0 && !others && (
              <button
                type="button"
                className={`${css.item} ${css.inner} ${css.more}`}
                onClick={() => setAll(true)}
              >
                {t('others', { n: group.others.length })}
              </button>
            )}
          </>
        )}
      </div>
    </>
  )
}

/** Where there is room for a mark only, its pages unfold beside it. */
function GroupMenu({ group }: { group: NavigationGroup }) {
  const navigate = useNavigate()
  const here = useIsIn(group)
  return (
    <Dropdown
      placement="bottomRight"
      trigger={['click']}
      menu={{
        items: [...group.items, ...group.others].map(({ to, title }) => ({
          key: to,
          label: title,
        })),
        onClick: ({ key }) => void navigate({ to: key }),
      }}
    >
      <button
        type="button"
        className={css.item}
        title={group.title}
        aria-label={group.title}
        data-here={here.items || here.others || undefined}
      >
        <span className={css.icon} aria-hidden>
          {group.icon}
        </span>
      </button>
    </Dropdown>
  )
}

function useIsIn(group: NavigationGroup) {
  const { pathname } = useLocation()
  const some = (items: NavigationItem[]) => items.some(({ to }) => isAt(pathname, to))
  return { items: some(group.items), others: some(group.others) }
}

function isAt(pathname: string, to: string): boolean {
  if (to === '/') return pathname === '/'
  const section = to.startsWith('/settings') ? '/settings' : to
  return pathname === section || pathname.startsWith(`${section}/`)
}
