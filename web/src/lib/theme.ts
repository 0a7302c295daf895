import { useSyncExternalStore } from 'react'

export type ThemeMode = 'light' | 'dark' | 'system'

const STORED_AS = 'changping.theme'
const listeners = new Set<() => void>()
const system = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null
let mode: ThemeMode = stored()

export function useTheme() {
  const current = useSyncExternalStore(subscribe, () => mode)
  const dark = useSyncExternalStore(subscribe, isDark)
  return { mode: current, dark, setMode }
}

export function setMode(next: ThemeMode) {
  mode = next
  localStorage.setItem(STORED_AS, next)
  paint()
  for (const listener of listeners) listener()
}

/** Sets the custom properties' theme on the page; called once before the first render. */
export function paint() {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light'
}

function isDark(): boolean {
  return mode === 'dark' || (mode === 'system' && (system?.matches ?? false))
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  const onSystem = () => {
    paint()
    listener()
  }
  system?.addEventListener('change', onSystem)
  return () => {
    listeners.delete(listener)
    system?.removeEventListener('change', onSystem)
  }
}

function stored(): ThemeMode {
  const value = localStorage.getItem(STORED_AS)
  return value === 'light' || value === 'dark' ? value : 'system'
}
