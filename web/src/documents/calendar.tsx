import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { QueryState } from '@/components/states'
import { StateTag } from '@/documents/state-tag'
import { tonesOf, valueOf } from '@/documents/colouring'
import { both } from '@/documents/filter-model'
import { systemFields } from '@/documents/fields'
import { api, seg } from '@/lib/api-client'
import type { DocumentRow, DocumentType, Filter, Page } from '@/lib/api-types'
import { today } from '@/lib/dates'
import { keys } from '@/lib/query'
import type { Colouring, ViewSpan } from '@/lib/record-types'
import { messages, useLanguage, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import css from './calendar.module.css'

const m = messages({
  calendar: { zh: '日历', en: 'Calendar' },
  month: { zh: '月', en: 'Month' },
  week: { zh: '周', en: 'Week' },
  before: { zh: '往前', en: 'Back' },
  after: { zh: '往后', en: 'On' },
  today: { zh: '今天', en: 'Today' },
  more: { zh: '还有 {n} 张', en: '{n} more' },
  less: { zh: '收起', en: 'Fewer' },
  cut: {
    zh: '这段时间的单据太多，只显示前 {n} 张；请加筛选条件。',
    en: 'There are too many in this time: the first {n} are shown. Narrow the filter.',
  },
  none: { zh: '这段时间没有', en: 'Nothing in this time' },
})

/** As many as one answer holds. */
const MOST = 500
/** Shown on a day before the rest is folded away. */
const DAY_MAX = 4

type CalendarProps = {
  type: DocumentType
  /** The day or moment a document stands on. */
  on: string
  span: ViewSpan
  /** A day in what is shown; empty is today. */
  day: string
  colours: Colouring[]
  asked: Filter | null
  q: string
  onMove: (place: { day?: string; span?: ViewSpan }) => void
}

/** Documents on their days: a month or a week, on a phone as a list of days. */
export function Calendar(props: CalendarProps) {
  const { type, on, span, asked, q, onMove } = props
  const t = useText(m)
  const { language } = useLanguage()
  const phone = usePhone()
  const anchor = dayjs(props.day || today())
  const days = daysOf(anchor, span)
  const [first, last] = [days[0] ?? '', days.at(-1) ?? '']
  const field = [...type.fields, ...systemFields(type)].find((it) => it.name === on)
  const isMoment = field?.kind === 'date_time'
  const from = isMoment ? dayjs(first).toISOString() : first
  const until = isMoment ? dayjs(last).add(1, 'day').toISOString() : last
  const within: Filter = {
    all: [
      { field: on, op: '>=', value: from },
      { field: on, op: isMoment ? '<' : '<=', value: until },
    ],
  }
  const query = { q, filter: JSON.stringify(both(within, asked)), sort: on, limit: MOST }
  const answer = useQuery({
    queryKey: keys.documents(type.name, 'calendar', query),
    queryFn: () => api.get<Page<DocumentRow>>(`/api/documents/${seg(type.name)}`, query),
  })
  const move = (by: number) => onMove({ day: anchor.add(by, span).format('YYYY-MM-DD') })
  const title =
    span === 'month'
      ? anchor.format(language === 'zh' ? 'YYYY 年 M 月' : 'MMMM YYYY')
      : `${first} – ${last.slice(5)}`
  return (
    <div className={css.calendar} role="group" aria-label={t.calendar}>
      <div className={css.tools}>
        <Button
          size="small"
          icon={<LeftOutlined />}
          aria-label={t.before}
          onClick={() => move(-1)}
        />
        <Button size="small" onClick={() => onMove({ day: '' })}>
          {t.today}
        </Button>
        <Button
          size="small"
          icon={<RightOutlined />}
          aria-label={t.after}
          onClick={() => move(1)}
        />
        <b className="num">{title}</b>
        <Segmented<ViewSpan>
          size="small"
          className={css.span ?? ''}
          value={span}
          options={[
            { value: 'month', label: t.month },
            { value: 'week', label: t.week },
          ]}
          onChange={(next) => onMove({ span: next })}
        />
      </div>
      <QueryState query={answer}>
        {(page) => {
          const byDay = grouped(page.rows, (row) => dayOf(row, on, isMoment))
          return (
            <>
              {page.next && <p className={css.cut}>{t('cut', { n: MOST })}</p>}
              {phone ? (
                <Agenda {...props} days={days} byDay={byDay} />
              ) : (
                <Grid {...props} days={days} byDay={byDay} month={anchor.month()} />
              )}
            </>
          )
        }}
      </QueryState>
    </div>
  )
}

/** Whole weeks from Monday, as people here count them. */
function daysOf(anchor: dayjs.Dayjs, span: ViewSpan): string[] {
  const monday = (day: dayjs.Dayjs) => day.subtract((day.day() + 6) % 7, 'day')
  const start = monday(span === 'month' ? anchor.startOf('month') : anchor)
  const end = span === 'month' ? monday(anchor.endOf('month')).add(6, 'day') : start.add(6, 'day')
  const count = end.startOf('day').diff(start.startOf('day'), 'day') + 1
  return Array.from({ length: count }, (_, at) => start.add(at, 'day').format('YYYY-MM-DD'))
}

function dayOf(row: DocumentRow, on: string, isMoment: boolean): string {
  const value = valueOf(row, on)
  if (typeof value !== 'string') return ''
  return isMoment ? dayjs(value).format('YYYY-MM-DD') : value
}

function grouped<R>(rows: R[], key: (row: R) => string): Map<string, R[]> {
  const groups = new Map<string, R[]>()
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row])
  return groups
}

type DaysProps = CalendarProps & { days: string[]; byDay: Map<string, DocumentRow[]> }

function Grid({ type, colours, days, byDay, month, span }: DaysProps & { month: number }) {
  const { language } = useLanguage()
  const weekday = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { weekday: 'short' })
  return (
    <div className={css.grid} data-span={span}>
      {days.slice(0, 7).map((day) => (
        <div key={day} className={css.weekday}>
          {weekday.format(dayjs(day).toDate())}
        </div>
      ))}
      {days.map((day) => (
        <div
          key={day}
          className={css.day}
          data-today={day === today()}
          data-outside={span === 'month' && dayjs(day).month() !== month}
        >
          <time dateTime={day} className={`num ${css.date}`}>
            {dayjs(day).date()}
          </time>
          <Entries
            type={type}
            colours={colours}
            rows={byDay.get(day) ?? []}
            most={span === 'month' ? DAY_MAX : 20}
          />
        </div>
      ))}
    </div>
  )
}

type EntriesProps = { type: DocumentType; colours: Colouring[]; rows: DocumentRow[]; most: number }

function Entries({ type, colours, rows, most }: EntriesProps) {
  const t = useText(m)
  const [all, setAll] = useState(false)
  return (
    <>
      {(all ? rows : rows.slice(0, most)).map((row) => (
        <Link
          key={row.id}
          to="/d/$type/$id"
          params={{ type: type.name, id: row.id }}
          className={css.entry}
          data-tone={tonesOf(type, colours, row).row}
          title={row.title || row.number}
        >
          <span>{row.title || row.number}</span>
          {type.states.length > 1 && <StateTag type={type} state={row.state} />}
        </Link>
      ))}
      {rows.length > most && (
        <button type="button" className={css.more} onClick={() => setAll(!all)}>
          {all ? t.less : t('more', { n: rows.length - most })}
        </button>
      )}
    </>
  )
}

function Agenda({ type, colours, days, byDay }: DaysProps) {
  const t = useText(m)
  const { language } = useLanguage()
  const format = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  })
  const filled = days.filter((day) => byDay.has(day))
  if (filled.length === 0) return <p className={css.none}>{t.none}</p>
  return (
    <ol className={css.agenda}>
      {filled.map((day) => (
        <li key={day} data-today={day === today()}>
          <time dateTime={day}>{format.format(dayjs(day).toDate())}</time>
          <Entries type={type} colours={colours} rows={byDay.get(day) ?? []} most={20} />
        </li>
      ))}
    </ol>
  )
}
