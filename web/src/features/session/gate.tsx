import type { ReactNode } from 'react'
import { Segmented } from 'antd'
import type { Language } from '@/lib/api-types'
import { useLanguage, useText } from '@/lib/text'
import css from './gate.module.css'
import { sessionText } from './session-text'

/** The quiet page around login and set-up. */
export function Gate({
  title,
  hint,
  children,
}: {
  title: string
  hint?: string
  children: ReactNode
}) {
  const t = useText(sessionText)
  const { language, setLanguage } = useLanguage()
  return (
    <div className={css.gate}>
      <div className={css.corner}>
        <Segmented<Language>
          aria-label={t.language}
          size="small"
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </div>
      <main className={css.card}>
        <div className={css.brand}>
          <img className={css.mark} src="/favicon.svg" alt="" />
          <div>
            <div className={css.product}>{t.product}</div>
            <div className={css.promise}>{t.promise}</div>
          </div>
        </div>
        <h1 className={css.title}>{title}</h1>
        {hint && <p className={css.hint}>{hint}</p>}
        {children}
      </main>
    </div>
  )
}
