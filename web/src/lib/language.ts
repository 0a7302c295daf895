import { useSyncExternalStore } from 'react'
import type { Language } from '@/lib/api-types'

const STORED_AS = 'changping.language'
const listeners = new Set<() => void>()
let current: Language = preferred(localStorage.getItem(STORED_AS), navigator.language)

export function currentLanguage(): Language {
  return current
}

export function setLanguage(language: Language): void {
  if (language === current) return
  current = language
  localStorage.setItem(STORED_AS, language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  for (const listener of listeners) listener()
}

/** True once a person chose a language in this browser. */
export function languageWasChosen(): boolean {
  return localStorage.getItem(STORED_AS) !== null
}

export function useLanguage() {
  const language = useSyncExternalStore(subscribe, currentLanguage)
  return { language, setLanguage }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What was chosen here; until then that of the browser, so that a newcomer can read the first page. */
export function preferred(chosen: string | null, browser: string | undefined): Language {
  if (chosen === 'zh' || chosen === 'en') return chosen
  return !browser || browser.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
