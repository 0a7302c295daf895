import { expect, it } from 'vitest'
import { palette } from '@/lib/a-palette.fixture'
import { text } from '@/lib/text'
import { changeWords, monthsOption } from './supplier-option'
import { supplierText } from './supplier-text'

const reason = { zh: '', en: '' }

it('a change of pace is told in words', () => {
  const slower = { since: '2026-10-08', before: '7', after: '12', reason }
  expect(changeWords(slower, text(supplierText, 'zh'))).toBe('2026-10-08 起变慢：一般 7 天 → 12 天')
  const faster = { since: '2026-10-08', before: '12', after: '7.5', reason }
  expect(changeWords(faster, text(supplierText, 'en'))).toBe(
    'Faster since 2026-10-08: usually 12 → 7.5 days',
  )
  expect(changeWords(null, text(supplierText, 'zh'))).toBeNull()
})

it('months show usual days and the share that came late', () => {
  const months = [
    { month: '2026-09', deliveries: 4, median: '7.5', late_rate: '0.25' },
    { month: '2026-10', deliveries: 0, median: null, late_rate: null },
  ]
  expect(monthsOption(months, { palette, t: text(supplierText, 'zh') }).series).toMatchObject([
    { name: '迟到率', data: [25, null] },
    { name: '一般天数', data: [7.5, null] },
  ])
})
