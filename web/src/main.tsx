import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@/app/base.css'
import { Providers } from '@/app/providers'
import { currentLanguage } from '@/lib/language'
import { paint } from '@/lib/theme'

paint()
document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Providers />
    </StrictMode>,
  )
}
