import type { Decimal } from '@/lib/api-types'
import type { Quality, QualityClass, QualityMonth } from './types'

/** The 95 % line is right when it covers this much. */
const COVER_RIGHT = [0.935, 0.965] as const

export type Verdict = 'right' | 'off'

export function coverVerdict(cover: Decimal | null): Verdict | null {
  if (cover === null) return null
  const share = Number(cover)
  return share >= COVER_RIGHT[0] && share <= COVER_RIGHT[1] ? 'right' : 'off'
}

/** How much smaller the loss is than that of the naive forecast, as a share; null when unknown. */
export function gainOf({ pinball, naive_pinball }: QualityMonth): string | null {
  if (pinball === null || naive_pinball === null || Number(naive_pinball) <= 0) return null
  return (1 - Number(pinball) / Number(naive_pinball)).toFixed(4)
}

/** The newest month that was judged. */
export function latestOf({ by_month }: Quality): QualityMonth | undefined {
  return by_month
    .filter((one) => one.wape !== null)
    .toSorted((a, b) => a.month.localeCompare(b.month))
    .at(-1)
}

/** Classes by dimension, in the order in which they came. */
export function byDimension(classes: QualityClass[]): [string, QualityClass[]][] {
  const groups = new Map<string, QualityClass[]>()
  for (const one of classes) groups.set(one.dimension, [...(groups.get(one.dimension) ?? []), one])
  return [...groups]
}
