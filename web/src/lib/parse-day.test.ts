import dayjs from 'dayjs'
import { describe, expect, it } from 'vitest'
import { parseDay, parseMoment } from '@/lib/parse-day'

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

describe('parseMoment', () => {
  it.each([
    ['2026-11-22 14:30', '2026-11-22T14:30'],
    ['11-25 9:05', '2026-11-25T09:05'],
    ['2026年3月5日 08：00', '2026-03-05T08:00'],
    ['+1', '2026-11-23T00:00'],
  ])('%s is %s here', (typed, local) =>
    expect(dayjs(parseMoment(typed, today)).format('YYYY-MM-DDTHH:mm')).toBe(local),
  )
  it.each(['', '14:30', '2026-11-22 24:00', '2026-11-22 12:75', 'noon'])('%s is none', (typed) =>
    expect(parseMoment(typed, today)).toBeNull(),
  )
})
