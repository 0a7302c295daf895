import { useSyncExternalStore } from 'react'

const narrow = typeof matchMedia === 'function' ? matchMedia('(max-width: 767px)') : null

export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => narrow?.matches ?? false)
}

function subscribe(listener: () => void) {
  narrow?.addEventListener('change', listener)
  return () => narrow?.removeEventListener('change', listener)
}
