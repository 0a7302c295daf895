import { Select } from 'antd'
import { useState } from 'react'
import { DayInput } from '@/components/day-input'
import inputs from '@/documents/inputs.module.css'
import { today } from '@/lib/dates'
import { parseDay } from '@/lib/parse-day'
import { useText } from '@/lib/text'
import { PRESETS, presetOf, type Days } from './periods'
import { reportText } from './report-text'
import css from './reports.module.css'

type PeriodPickerProps = {
  days: Days
  onChange: (change: { preset?: string; from?: string; through?: string }) => void
  /** One day only. */
  single?: boolean
}

export function PeriodPicker({ days, onChange, single }: PeriodPickerProps) {
  const t = useText(reportText)
  const preset = presetOf(days, today())
  return (
    <div className={css.period}>
      {!single && (
        <Select
          aria-label={t.period}
          className={css.preset}
          value={preset ?? ''}
          options={[
            ...(preset ? [] : [{ value: '', label: `${days.from} – ${days.through}` }]),
            ...PRESETS.map((it) => ({ value: it, label: t[it] })),
          ]}
          onChange={(value) =>
            onChange({ preset: value, from: undefined as never, through: undefined as never })
          }
        />
      )}
      {!single && (
        <OneDay
          key={`from ${days.from}`}
          label={t.from}
          value={days.from}
          onChange={(from) =>
            onChange({
              preset: undefined as never,
              from,
              through: days.through < from ? from : days.through,
            })
          }
        />
      )}
      <OneDay
        key={`through ${days.through}`}
        label={single ? t.atDay : t.through}
        value={days.through}
        onChange={(through) =>
          onChange({
            preset: undefined as never,
            from: single ? (undefined as never) : days.from > through ? through : days.from,
            through,
          })
        }
      />
    </div>
  )
}

type OneDayProps = { label: string; value: string; onChange: (day: string) => void }

function OneDay({ label, value, onChange }: OneDayProps) {
  const [typed, setTyped] = useState(value)
  return (
    <div className={css.day}>
      <DayInput
        value={typed}
        onChange={(text) => {
          setTyped(text ?? '')
          const whole = text ? parseDay(text) : null
          if (whole && whole !== value) onChange(whole)
        }}
        input={{ className: inputs.box, 'aria-label': label, placeholder: label }}
      />
    </div>
  )
}
