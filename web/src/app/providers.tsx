import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { antdTheme } from '@/app/antd-theme'
import { router } from '@/app/router'
import { FeedbackHolder } from '@/components/feedback'
import { queryClient } from '@/lib/query'
import { useLanguage } from '@/lib/text'
import { useTheme } from '@/lib/theme'
import { usePhone, useReducedMotion } from '@/lib/use-media'

export function Providers() {
  const { language } = useLanguage()
  const { dark } = useTheme()
  const phone = usePhone()
  const calm = useReducedMotion()
  return (
    <ConfigProvider
      theme={antdTheme({ dark, phone, calm })}
      locale={language === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
      // From the top, a dialog's buttons would be below the fold of a small screen.
      modal={{ centered: true }}
    >
      <App message={{ maxCount: 3 }}>
        <FeedbackHolder />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}
