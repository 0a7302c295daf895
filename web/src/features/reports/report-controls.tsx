import { Button, Select } from 'antd'
import { CloseOutlined } from '@ant-design/icons'
import { FilterBuilder } from '@/documents/filter-builder'
import { LinkPicker } from '@/documents/link-picker'
import { useDocumentTypes } from '@/documents/use-document-types'
import type { DocumentType } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import { type Asked, columnsSearch, type ReportSearch, toText } from './report-search'
import { reportText } from './report-text'
import css from './reports.module.css'
import type { Axis, Report } from './types'

type ReportControlsProps = {
  report: Report
  asked: Asked
  change: (part: Partial<ReportSearch>) => void
}

/** What a report is grouped by, what it counts, and of what. */
export function ReportControls({ report, asked, change }: ReportControlsProps) {
  const t = useText(reportText)
  const say = useLabel()
  const options = report.axes.map((it) => ({ value: it.name, label: say(it.label) }))
  return (
    <div className={css.controls}>
      <label className={css.control}>
        <span>{t.rows}</span>
        <Select
          mode="multiple"
          aria-label={t.rows}
          value={asked.rows}
          options={options.filter((it) => it.value !== asked.columns)}
          maxCount={4}
          onChange={(names: string[]) => change({ rows: names.join(',') || ',' })}
          optionFilterProp="label"
        />
      </label>
      <label className={css.control}>
        <span>{t.columns}</span>
        <Select
          aria-label={t.columns}
          value={asked.columns}
          options={[
            { value: '', label: t.none },
            ...options.filter((it) => !asked.rows.includes(it.value)),
          ]}
          onChange={(name: string) => change({ columns: columnsSearch(name) })}
          showSearch
          optionFilterProp="label"
        />
      </label>
      <label className={css.control}>
        <span>{t.measures}</span>
        <Select
          mode="multiple"
          aria-label={t.measures}
          value={asked.measures}
          options={report.measures.map((it) => ({ value: it.name, label: say(it.label) }))}
          onChange={(names: string[]) => change({ measures: names.join(',') })}
          maxTagCount="responsive"
          optionFilterProp="label"
        />
      </label>
    </div>
  )
}

/** One item, one customer: what is counted at all. */
export function OnlyPickers({ report, asked, change }: ReportControlsProps) {
  return (
    <div className={css.controls}>
      {report.axes
        .filter((axis) => axis.kind === 'link' && axis.type && axis.name !== 'order')
        .map((axis) => (
          <OnlyPicker key={axis.name} axis={axis} asked={asked} change={change} />
        ))}
    </div>
  )
}

type OnlyPickerProps = {
  axis: Axis
  asked: Asked
  change: (part: Partial<ReportSearch>) => void
}

function OnlyPicker({ axis, asked, change }: OnlyPickerProps) {
  const t = useText(reportText)
  const say = useLabel()
  const [value] = asked.only[axis.name] ?? []
  return (
    <div className={css.control}>
      <span>{say(axis.label)}</span>
      <LinkPicker
        type={axis.type ?? ''}
        value={value ?? null}
        label={say(axis.label)}
        placeholder={t.all}
        onChange={(number) => change({ only: toText(withOnly(asked.only, axis.name, number)) })}
      />
    </div>
  )
}

function withOnly(only: Record<string, string[]>, name: string, number: string | null) {
  const others = Object.fromEntries(Object.entries(only).filter(([it]) => it !== name))
  return number ? { ...others, [name]: [number] } : others
}

/** Filters on the fields of what the facts are about, with the filters of lists. */
export function FieldFilters({ report, asked, change }: ReportControlsProps) {
  const t = useText(reportText)
  const say = useLabel()
  const types = useDocumentTypes()
  const names = report.axes.flatMap((it) => (it.kind === 'link' && it.type ? [it.type] : []))
  const found = [...new Set(names)]
    .map((name) => types.find((it) => it.name === name))
    .filter((it): it is DocumentType => it !== undefined)
  return (
    <div className={css.fieldFilters}>
      {found.map((type) => (
        <section key={type.name} aria-label={t('byField', { type: say(type.label) })}>
          <h3 className={css.filterTitle}>{t('byField', { type: say(type.label) })}</h3>
          <FilterBuilder
            fields={type.fields.filter((it) => it.kind !== 'rows')}
            value={asked.filter[type.name] ?? null}
            onChange={(filter) => {
              const others = Object.fromEntries(
                Object.entries(asked.filter).filter(([it]) => it !== type.name),
              )
              change({ filter: toText(filter ? { ...others, [type.name]: filter } : others) })
            }}
          />
        </section>
      ))}
    </div>
  )
}

/** What only counts now, each with a way out. */
export function OnlyChips({ report, asked, change }: ReportControlsProps) {
  const t = useText(reportText)
  const say = useLabel()
  const chips = Object.entries(asked.only)
  if (chips.length === 0) return null
  return (
    <div className={css.chips}>
      {chips.map(([name, keys]) => {
        const label = report.axes.find((it) => it.name === name)?.label
        return (
          <Button
            key={name}
            size="small"
            icon={<CloseOutlined />}
            iconPlacement="end"
            onClick={() => change({ only: toText(withOnly(asked.only, name, null)) })}
          >
            {t.only} {label && say(label)}: {keys.join(', ')}
          </Button>
        )
      })}
    </div>
  )
}
