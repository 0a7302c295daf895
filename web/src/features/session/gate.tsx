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
          <Granary />
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

function Granary() {
  return (
    <svg className={css.mark} viewBox="0 0 40 40" aria-hidden>
      <path d="M3 17 20 4l17 13z" />
      <path d="M8 20h24v16H8z" />
      <path className={css.grain} d="M20 33c-6-4-6-8 0-12 6 4 6 8 0 12z" />
    </svg>
  )
}
