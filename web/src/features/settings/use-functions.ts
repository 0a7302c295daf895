import { FUNCTIONS } from '@/lib/expression/function'
import type { Label } from '@/lib/api-types'

export type FunctionHelp = {
  name: string
  /** `IF(condition, then, else)` */
  usage?: string
  about?: Label
  examples?: { expression: string; gives: string }[]
}

/** Every function of the expression language. */
export function useFunctions(): FunctionHelp[] {
  return Object.keys(FUNCTIONS).map((name) => ({ name }))
}
