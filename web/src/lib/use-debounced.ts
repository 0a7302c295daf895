import { useEffect, useState } from 'react'

/** The value as it was when it last rested for `ms`. */
export function useDebounced<T>(value: T, ms = 200): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return rested
}
