import { useState } from 'react'

/** State that this browser remembers. Unreadable or forbidden storage counts as empty. */
export function useStored<T>(key: string, initial: T): [T, (value: T) => void] {
  const [state, setState] = useState(() => ({ key, value: read(key, initial) }))
  const value = state.key === key ? state.value : read(key, initial)
  const store = (next: T) => {
    setState({ key, value: next })
    try {
      localStorage.setItem(key, JSON.stringify(next))
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
  }
  return [value, store]
}

function read<T>(key: string, initial: T): T {
  try {
    const text = localStorage.getItem(key)
    return text === null ? initial : (JSON.parse(text) as T)
  } catch {
    return initial
  }
}
