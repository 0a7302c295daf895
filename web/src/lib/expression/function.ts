/** The closed list of functions: fewest and most arguments. */
export const FUNCTIONS = {
  AND: [1, 100],
  OR: [1, 100],
  NOT: [1, 1],
  IF: [2, 3],
  ROUND: [1, 2],
  ROUNDUP: [1, 2],
  ROUNDDOWN: [1, 2],
  ABS: [1, 1],
  MIN: [1, 100],
  MAX: [1, 100],
  SUM: [1, 100],
  COUNT: [1, 100],
  AVERAGE: [1, 100],
  INT: [1, 1],
  MOD: [2, 2],
  LEN: [1, 1],
  LEFT: [2, 2],
  RIGHT: [2, 2],
  MID: [3, 3],
  TRIM: [1, 1],
  UPPER: [1, 1],
  LOWER: [1, 1],
  CONCAT: [1, 100],
  CONTAINS: [2, 2],
  ISBLANK: [1, 1],
  TODAY: [0, 0],
  NOW: [0, 0],
  USER: [0, 0],
  DATE: [3, 3],
  YEAR: [1, 1],
  MONTH: [1, 1],
  DAY: [1, 1],
  DAYS: [2, 2],
  WEEKDAY: [1, 1],
  DATEADD: [2, 2],
  COALESCE: [1, 100],
  IN: [2, 100],
} as const satisfies Record<string, readonly [number, number]>

export type FunctionName = keyof typeof FUNCTIONS

/** These go over the lines when their only argument mentions a column. */
export const AGGREGATES: readonly FunctionName[] = [
  'SUM',
  'COUNT',
  'AVERAGE',
  'MIN',
  'MAX',
  'AND',
  'OR',
]

export function functionNamed(name: string): FunctionName | null {
  const upper = name.toUpperCase()
  return Object.hasOwn(FUNCTIONS, upper) ? (upper as FunctionName) : null
}
