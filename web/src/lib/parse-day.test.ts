import dayjs from 'dayjs'
import { describe, expect, it } from 'vitest'
import { parseDay } from '@/lib/parse-day'

const today = dayjs('2026-11-22')

describe('parseDay', () => {
  it.each([
    ['2026-11-25', '2026-11-25'],
    ['2026/3/5', '2026-03-05'],
    ['2026年3月5日', '2026-03-05'],
    ['20260305', '2026-03-05'],
    ['3-8', '2026-03-08'],
    ['3月8日', '2026-03-08'],
    ['+10', '2026-12-02'],
    ['-1', '2026-11-21'],
    ['２０２６－１－２', '2026-01-02'],
  ])('%s is %s', (typed, day) => expect(parseDay(typed, today)).toBe(day))

  it.each(['', 'soon', '2026-02-30', '2026-13-01', '25'])('%s is no day', (typed) =>
    expect(parseDay(typed, today)).toBeNull(),
  )
})
