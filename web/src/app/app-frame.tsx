import {
  GlobalOutlined,
  LogoutOutlined,
  MoonOutlined,
  SunOutlined,
  UserOutlined,
} from '@ant-design/icons'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { Button, Dropdown, Tooltip } from 'antd'
import { Suspense, useEffect } from 'react'
import { GlobalSearch } from '@/app/global-search'
import { useNavigation } from '@/app/navigation'
import { NoticeBell } from '@/app/notice-bell'
import { Sidebar } from '@/app/sidebar'
import { Frame } from '@/components/frame'
import { LoadingState } from '@/components/states'
import { api } from '@/lib/api-client'
import { invalidateOnEvents } from '@/lib/events'
import { queryClient } from '@/lib/query'
import { enter, signOut, useMe } from '@/lib/session'
import { messages, useLanguage, useText } from '@/lib/text'
import { useTheme } from '@/lib/theme'
import css from './app-frame.module.css'

const m = messages({
  language: { zh: 'Switch to English', en: '切换到中文' },
  dark: { zh: '深色', en: 'Dark' },
  light: { zh: '浅色', en: 'Light' },
  profile: { zh: '个人设置', en: 'My profile' },
  signOut: { zh: '退出登录', en: 'Sign out' },
  actingFor: { zh: '{deputy} 正在代理 {name}', en: '{deputy} stands in for {name}' },
  oneself: { zh: '结束代理', en: 'Be myself again' },
  account: { zh: '账号', en: 'Account' },
  home: { zh: '常平，首页', en: 'Changping, home' },
})

export function AppFrame() {
  const { pathname } = useLocation()
  const navigation = useNavigation()
  useEffect(() => invalidateOnEvents(queryClient), [])
  const me = useMe()
  const navigate = useNavigate()
  const elsewhere = me.must_enrol === true && pathname !== '/profile'
  useEffect(() => {
    if (elsewhere) void navigate({ to: '/profile', replace: true })
  }, [elsewhere, navigate])
  return (
    <Frame
      brand={(collapsed) => <Brand collapsed={collapsed} />}
      navigation={(collapsed) => <Sidebar navigation={navigation} collapsed={collapsed} />}
      topBar={<TopBar />}
      place={pathname}
    >
      <Suspense fallback={<LoadingState />}>
        <Outlet />
      </Suspense>
    </Frame>
  )
}

function Brand({ collapsed }: { collapsed: boolean }) {
  const t = useText(m)
  return (
    <Link to="/" className={css.brand} aria-label={t.home}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      {!collapsed && (
        <span className={css.name}>
          常平<small>Changping</small>
        </span>
      )}
    </Link>
  )
}

function TopBar() {
  const t = useText(m)
  const me = useMe()
  const navigate = useNavigate()
  const { language, setLanguage } = useLanguage()
  const { dark, setMode } = useTheme()
  const switchLanguage = () => {
    const next = language === 'zh' ? 'en' : 'zh'
    setLanguage(next)
    // Remembered for this person's other browsers; not worth a message when it fails.
    api.patch('/api/me', { language: next }).catch(() => undefined)
  }
  return (
    <>
      <GlobalSearch />
      <div className={css.tools}>
        {me.deputy && (
          <Button
            size="small"
            danger
            title={t('actingFor', { deputy: me.deputy.name, name: me.user.name })}
            onClick={() =>
              void api.post('/api/session/acting-for', { login: null }).then(() => enter('/'))
            }
          >
            {t('actingFor', { deputy: me.deputy.name, name: me.user.name })} · {t.oneself}
          </Button>
        )}
        <span className={css.company}>{me.company.name}</span>
        <NoticeBell />
        <Tooltip title={t.language}>
          <Button
            type="text"
            icon={<GlobalOutlined />}
            aria-label={t.language}
            onClick={switchLanguage}
          >
            <span className={css.wideOnly}>{language === 'zh' ? 'EN' : '中'}</span>
          </Button>
        </Tooltip>
        <Tooltip title={dark ? t.light : t.dark}>
          <Button
            type="text"
            icon={dark ? <SunOutlined /> : <MoonOutlined />}
            aria-label={dark ? t.light : t.dark}
            onClick={() => setMode(dark ? 'light' : 'dark')}
          />
        </Tooltip>
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'profile', icon: <UserOutlined />, label: t.profile },
              { key: 'out', icon: <LogoutOutlined />, label: t.signOut },
            ],
            onClick: ({ key }) => void (key === 'out' ? signOut() : navigate({ to: '/profile' })),
          }}
        >
          <Button type="text" aria-label={`${t.account} ${me.user.name}`} icon={<UserOutlined />}>
            <span className={css.wideOnly}>{me.user.name}</span>
          </Button>
        </Dropdown>
      </div>
    </>
  )
}
