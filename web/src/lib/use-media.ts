import { useSyncExternalStore } from 'react'

/** A phone: what the page's own styles call narrow. */
export const usePhone = mediaHook('(max-width: 767px)')
/** Somebody whom moving things disturb. */
export const useReducedMotion = mediaHook('(prefers-reduced-motion: reduce)')

function mediaHook(query: string): () => boolean {
  const media = typeof matchMedia === 'function' ? matchMedia(query) : null
  const subscribe = (listener: () => void) => {
    media?.addEventListener('change', listener)
    return () => media?.removeEventListener('change', listener)
  }
  return () => useSyncExternalStore(subscribe, () => media?.matches ?? false)
}
