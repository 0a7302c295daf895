export type Reset = 'never' | 'year' | 'month' | 'day'
export type Numbering = { prefix: string; digits: number; reset: Reset }

export const RESETS: Reset[] = ['never', 'year', 'month', 'day']

/** How the number looks on that day: `SO-000012`, or `SO-2026-000012` when counted by year. */
export function formatNumber(
  { prefix, digits, reset }: Numbering,
  count: string,
  day: string,
): string {
  const [year = '', month = '', dayOfMonth = ''] = day.split('-')
  const period = {
    never: '',
    year,
    month: year + month,
    day: year + month + dayOfMonth,
  }[reset]
  return `${prefix}${period}${period ? '-' : ''}${count.padStart(digits, '0')}`
}
