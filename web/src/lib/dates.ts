import dayjs from 'dayjs'
import type { Language } from '@/lib/api-types'
import { currentLanguage } from '@/lib/language'

/** Business days are strings (`2026-11-22`); only instants know about time zones. */
export function today(): string {
  return dayjs().format('YYYY-MM-DD')
}

export function formatDay(day: string | null | undefined): string {
  return day ? day.slice(0, 10) : ''
}

export function formatInstant(instant: string | null | undefined): string {
  if (!instant) return ''
  const at = dayjs(instant)
  return at.isValid() ? at.format('YYYY-MM-DD HH:mm') : ''
}

export function daysUntil(day: string): number {
  return dayjs(day).startOf('day').diff(dayjs().startOf('day'), 'day')
}

/** "今天", "3 天后", "in 3 days", "2 days ago". */
export function relativeDay(day: string, language: Language = currentLanguage()): string {
  const days = daysUntil(day)
  if (language === 'zh') {
    if (days === 0) return '今天'
    if (days === 1) return '明天'
    if (days === -1) return '昨天'
    return days > 0 ? `${days} 天后` : `${-days} 天前`
  }
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(days, 'day')
}
