import { sharePercent, sum } from '@/lib/decimal'
import type { Classes } from './types'

export const ABC = ['A', 'B', 'C'] as const
export const XYZ = ['X', 'Y', 'Z'] as const

export type ClassCell = {
  abc: (typeof ABC)[number]
  xyz: (typeof XYZ)[number]
  items: number
  /** Percent of the value of all, 0 to 100; null when money may not be seen. */
  valueShare: number | null
}

/** All nine cells, row by row; a class that has no items has a cell too. */
export function classCells(matrix: Classes['matrix']): ClassCell[] {
  const total = sum(matrix.map((cell) => cell.value))
  return ABC.flatMap((abc) =>
    XYZ.map((xyz) => {
      const cell = matrix.find((one) => one.abc === abc && one.xyz === xyz)
      const value = cell?.value ?? null
      return {
        abc,
        xyz,
        items: cell?.items ?? 0,
        valueShare: value === null ? null : sharePercent(value, total),
      }
    }),
  )
}
