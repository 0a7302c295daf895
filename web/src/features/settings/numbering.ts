export type Reset = 'never' | 'year' | 'month' | 'day'
export type DatePart = 'year' | 'short_year' | 'month' | 'day'
/** A piece of a number. */
export type NumberPart = { text: string } | { date: DatePart } | { field: string } | 'counter'
/** Without parts: prefix, period and counter. */
export type Numbering = { prefix: string; digits: number; reset: Reset; parts?: NumberPart[] }

export const RESETS: Reset[] = ['never', 'year', 'month', 'day']

/** The count inside a number made by this rule: 12 in `SO-2026-000012`. */
export function countOf(number: string, { prefix }: Numbering): string {
  const rest = number.startsWith(prefix) ? number.slice(prefix.length) : number
  return (
    rest
      .split('-')
      .at(-1)
      ?.replace(/^0+(?=\d)/, '') || '1'
  )
}

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

/** How a number put together from parts looks on that day; fields by `said`. */
export function composeNumber(
  parts: NumberPart[],
  digits: number,
  count: string,
  day: string,
  said: (field: string) => string,
): string {
  const [year = '', month = '', dayOfMonth = ''] = day.split('-')
  const date = { year, short_year: year.slice(2), month, day: dayOfMonth }
  return parts
    .map((part) => {
      if (part === 'counter') return count.padStart(digits, '0')
      if ('text' in part) return part.text
      return 'date' in part ? date[part.date] : said(part.field)
    })
    .join('')
}
