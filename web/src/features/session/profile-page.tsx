import { Button, Form, Segmented, Tag } from 'antd'
import { Page, Panel } from '@/components/page'
import { api } from '@/lib/api-client'
import type { Language } from '@/lib/api-types'
import { notify } from '@/components/feedback'
import { refreshMe, signOut, useMe } from '@/lib/session'
import { useLanguage, useText } from '@/lib/text'
import { type ThemeMode, useTheme } from '@/lib/theme'
import { Deputies } from './deputies'
import { NameForm } from './name-form'
import { PasswordForm } from './password-form'
import css from './profile-page.module.css'
import { SecondFactor } from './second-factor'
import { sessionText } from './session-text'
import { Sessions } from './sessions'

const BUILT_IN = ['administrator', 'buyer', 'seller', 'warehouse', 'accountant', 'viewer'] as const

/** A company's own roles are shown by the name it gave them. */
function isBuiltIn(role: string): role is (typeof BUILT_IN)[number] {
  return (BUILT_IN as readonly string[]).includes(role)
}

export default function ProfilePage() {
  const t = useText(sessionText)
  const me = useMe()
  const { language, setLanguage } = useLanguage()
  const { mode, setMode } = useTheme()

  function speak(next: Language) {
    setLanguage(next)
    // The choice follows the person to other devices; this browser has it already.
    api.patch('/api/me', { language: next }).then(refreshMe, notify.problem)
  }

  return (
    <Page
      title={t.profile}
      subtitle={`${me.user.login} · ${me.company.name}`}
      actions={<Button onClick={() => void signOut().catch(notify.problem)}>{t.signOut}</Button>}
    >
      <div className={css.columns}>
        <Panel title={t.personal}>
          <NameForm name={me.user.name} />
          <Form layout="vertical">
            <Form.Item label={t.roles}>
              {me.user.roles.map((role) => (
                <Tag key={role}>{isBuiltIn(role) ? t[role] : role}</Tag>
              ))}
            </Form.Item>
            <Form.Item label={t.language}>
              <Segmented<Language>
                aria-label={t.language}
                value={language}
                onChange={speak}
                options={[
                  { value: 'zh', label: '中文' },
                  { value: 'en', label: 'English' },
                ]}
              />
            </Form.Item>
            <Form.Item label={t.appearance} className={css.last ?? ''}>
              <Segmented<ThemeMode>
                aria-label={t.appearance}
                value={mode}
                onChange={setMode}
                options={[
                  { value: 'system', label: t.system },
                  { value: 'light', label: t.light },
                  { value: 'dark', label: t.dark },
                ]}
              />
            </Form.Item>
          </Form>
        </Panel>
        <Panel title={t.changePassword}>
          <PasswordForm login={me.user.login} />
        </Panel>
        {!me.deputy && <SecondFactor />}
        {!me.deputy && !me.must_enrol && <Deputies />}
      </div>
      {!me.must_enrol && <Sessions />}
      <p className={css.version}>
        {t.product} · {t('about', { version: me.version })}
      </p>
    </Page>
  )
}
