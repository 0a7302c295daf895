import dayjs from 'dayjs'

/**
 * What a clerk types for a day, as `2026-11-22`; null when it is none. Years may be left out:
 * `3-8`, `3/8` and `3月8日` are this year's. `+7` is a week from today.
 */
export function parseDay(typed: string, today = dayjs()): string | null {
  const text = typed
    .trim()
    .replace(/[０-９／．－＋]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
  const ahead = text.match(/^([+-]\d{1,4})$/)?.[1]
  if (ahead) return today.add(Number(ahead), 'day').format('YYYY-MM-DD')
  const full =
    text.match(/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/) ??
    text.match(/^(\d{4})(\d{2})(\d{2})$/)
  if (full) return existing(full[1], full[2], full[3])
  const short = text.match(/^(\d{1,2})[-/.月](\d{1,2})日?$/)
  return short ? existing(String(today.year()), short[1], short[2]) : null
}

/**
 * A day and a time of this place's clock (`2026-11-22 14:30`, `11-22 9:05`, a day alone for its
 * first minute) as an instant; null when it is none.
 */
export function parseMoment(typed: string, today = dayjs()): string | null {
  const [, first = '', hour, minute] =
    typed.trim().match(/^(.+?)(?:[ T\u3000]+(\d{1,2})[:：](\d{2}))?$/) ?? []
  const day = parseDay(first, today)
  if (!day || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59) return null
  const at = dayjs(day)
    .hour(Number(hour ?? 0))
    .minute(Number(minute ?? 0))
  return at.toISOString()
}

function existing(year = '', month = '', day = ''): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = dayjs(text)
  // dayjs rolls the 31st of February over into March.
  return at.isValid() && at.format('YYYY-MM-DD') === text ? text : null
}
