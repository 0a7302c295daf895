import { useEffect, useState } from 'react'
import type { Shortage } from './shortage'

export type FadingRow = Shortage & { leaving?: boolean }

const FADE_MS = 700

/**
 * The rows, with those that the server just took away kept for a moment so that they can fade.
 * Rows that a filter hides go at once: `scope` names the filter.
 */
export function useFadingRows(rows: Shortage[], scope: string): FadingRow[] {
  const [shown, setShown] = useState<{ source: Shortage[]; scope: string; rows: FadingRow[] }>({
    source: rows,
    scope,
    rows,
  })
  if (shown.source !== rows || shown.scope !== scope) {
    setShown({
      source: rows,
      scope,
      rows: shown.scope === scope ? withLeaving(shown.rows, rows) : rows,
    })
  }
  const fading = shown.rows.some((row) => row.leaving)
  useEffect(() => {
    if (!fading) return
    const timer = setTimeout(
      () => setShown((now) => ({ ...now, rows: now.rows.filter((row) => !row.leaving) })),
      FADE_MS,
    )
    return () => clearTimeout(timer)
  }, [fading])
  return shown.rows
}

/** Those that left stay behind the line they stood behind. */
export function withLeaving(before: FadingRow[], after: Shortage[]): FadingRow[] {
  const staying = new Set(after.map((row) => row.id))
  const result: FadingRow[] = [...after]
  before.forEach((row, index) => {
    if (staying.has(row.id)) return
    const anchor = before.slice(0, index).findLast((earlier) => staying.has(earlier.id))
    const at = anchor ? result.findIndex((one) => one.id === anchor.id) + 1 : 0
    result.splice(Math.max(at, 0), 0, { ...row, leaving: true })
  })
  return result
}
