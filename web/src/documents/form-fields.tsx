import { DownOutlined } from '@ant-design/icons'
import { Panel } from '@/components/page'
import { FieldInput } from '@/documents/field-input'
import { FieldValue } from '@/documents/field-value'
import { FormContext } from '@/documents/kinds/form-context'
import { LiveLookup } from '@/documents/kinds/lookup-value'
import {
  asRows,
  headFields,
  isFilled,
  isFilledOnSave,
  isFixed,
  isLong,
  rowsFields,
} from '@/documents/fields'
import type { FormProblems } from '@/documents/form-model'
import { RowsInput } from '@/documents/rows-input'
import { countedColumn, isEager } from '@/documents/scan'
import type { UsualFor } from '@/documents/units'
import { isGiven, typedRows } from '@/documents/use-draft'
import { WhyButton } from '@/documents/why-button'
import type { DocumentType, Draft, Field, FieldContent, Fields, Links } from '@/lib/api-types'
import type { FieldState } from '@/lib/expression/expression'
import { messages, useLabel, useText } from '@/lib/text'
import { useStored } from '@/lib/use-stored'
import { useId, useState, type ReactNode } from 'react'
import css from './document-form.module.css'

const m = messages({
  more: { zh: '更多字段（{n}）', en: 'More fields ({n})' },
  fewer: { zh: '收起不常用的', en: 'Fold away what is seldom used' },
  comma: { zh: '、', en: ', ' },
})

/** Which of an item's units lines start in, by business area. */
const USUAL_UNIT: Record<string, UsualFor> = { purchasing: 'buying', sales: 'selling' }

type FormFieldsProps = {
  type: DocumentType
  fields: Fields
  onChange: (change: (fields: Fields) => Fields) => void
  links: Links
  problems: FormProblems
  /** Of what is typed: it may be saved after a question. */
  warned: FormProblems
  /** What rules say of fields now, by path. */
  states: Map<string, FieldState>
  /** What people wrote; `fields` shows what the server and formulas fill in too. */
  typed: Fields
  /** Why values are what they are. */
  ask: () => Promise<Draft>
  /** An existing document keeps its key. */
  editing: boolean
  state: string
}

/** The head as a grid of boxes, then each table of lines. */
export function FormFields(props: FormFieldsProps) {
  const { type, fields, onChange, links, problems, warned, states, typed, ask, editing, state } =
    props
  const say = useLabel()
  const [titles, setTitles] = useState<Links>({})
  const id = useId()
  const isShown = (field: Field) => states.get(field.name)?.shown !== false
  const head = headFields(type)
    .filter(
      (field) =>
        editing || !isFixed(field) || field.formula !== undefined || field.kind === 'lookup',
    )
    .filter(isShown)
    .filter((field) => isFilled(fields[field.name]) || isAsked(field, state))
    .map((field) => ({ ...field, required: states.get(field.name)?.required ?? field.required }))
  const { folded, ...fold } = useFold(type, head, (field) =>
    Boolean(
      isFilled(typed[field.name]) ||
      (isGiven(field) && isFilled(fields[field.name])) ||
      problems.fields[field.name] ||
      warned.fields[field.name],
    ),
  )
  // A scanner types where the focus is, and a stored count is opened to be counted.
  const scans = editing && rowsFields(type).some((field) => isEager(countedColumn(field)))
  const first = scans ? undefined : head.find((field) => !isFixed(field))?.name
  const put = (name: string, value: FieldContent) =>
    onChange((current) => ({ ...current, [name]: value }))
  const setHead = (field: Field, value: FieldContent, title?: string) => {
    put(field.name, value)
    const target = field.target
    if (target && title !== undefined && typeof value === 'string') {
      const link = { id: value, title }
      setTitles((known) => ({ ...known, [target]: { ...known[target], [value]: link } }))
    }
  }
  return (
    <FormContext value={{ type, fields }}>
      {head.length > 0 && (
        <Panel>
          <div className={css.fields}>
            {head
              .filter((field) => !folded.includes(field))
              .map((field) => (
                <FormItem
                  key={field.name}
                  field={field}
                  id={`${id}-${field.name}`}
                  problem={problems.fields[field.name]}
                  warning={warned.fields[field.name]}
                  why={
                    <WhyButton
                      type={type}
                      field={field}
                      path={field.name}
                      ask={ask}
                      about={[JSON.stringify(typed)]}
                    />
                  }
                >
                  {field.kind === 'lookup' ? (
                    <output id={`${id}-${field.name}`} className={css.computed}>
                      <LiveLookup
                        field={field}
                        link={type.fields.find((one) => one.name === field.lookup?.link)}
                        fields={fields}
                        stored={fields[field.name]}
                      />
                    </output>
                  ) : field.formula || field.kind === 'qr' ? (
                    <output id={`${id}-${field.name}`} className={css.computed}>
                      <FieldValue field={field} value={fields[field.name]} links={links} />
                    </output>
                  ) : (
                    <FieldInput
                      field={field}
                      id={`${id}-${field.name}`}
                      value={fields[field.name]}
                      onChange={(value, title) => setHead(field, value, title)}
                      links={mergeLinks(links, titles)}
                      status={problems.fields[field.name] ? 'error' : undefined}
                      autoFocus={field.name === first}
                      disabled={states.get(field.name)?.readOnly}
                    />
                  )}
                </FormItem>
              ))}
          </div>
          <MoreFields {...fold} />
        </Panel>
      )}
      {rowsFields(type)
        .filter(isShown)
        // What only the server writes is shown once it wrote something.
        .filter((field) => !isFixed(field) || asRows(fields[field.name]).some((row) => row.line))
        .map((field) => (
          <div
            key={field.name}
            className={css.rows}
            data-faulty={problems.fields[field.name] ? true : undefined}
          >
            <h2 className={css.rowsTitle}>{say(field.label)}</h2>
            {problems.fields[field.name] && (
              <div className={css.problem} role="alert">
                {problems.fields[field.name]}
              </div>
            )}
            <RowsInput
              field={field}
              readOnly={isFixed(field)}
              rows={asRows(fields[field.name])}
              onChange={(rows) =>
                put(
                  field.name,
                  typedRows(field, asRows(typed[field.name]), asRows(fields[field.name]), rows),
                )
              }
              states={states}
              links={links}
              problems={[...(problems.rows[field.name] ?? []), ...(warned.rows[field.name] ?? [])]}
              usual={USUAL_UNIT[type.area]}
              eager={editing}
            />
          </div>
        ))}
    </FormContext>
  )
}

/** While it is blank: what only the server writes has nothing to show, and some things come up later. */
function isAsked(field: Field, state: string): boolean {
  if (field.read_only || field.computed) return false
  return field.asked_in === undefined || field.asked_in.includes(state)
}

const FOLD_FROM = 10
const FOLDED_MIN = 5

/**
 * Of a long head only what is required, what the list shows and what is filled in stands there at
 * first; each person unfolds the rest, and finds it so the next time. What a company itself put on a
 * paper it wants to see.
 */
function useFold(type: DocumentType, head: Field[], isWanted: (field: Field) => boolean) {
  const [unfolded, setUnfolded] = useStored<Record<string, boolean>>('changping.all-fields', {})
  const open = unfolded[type.name] ?? false
  const seldom = head.filter(
    (field) =>
      !field.required && !field.added && !type.list.includes(field.name) && !isWanted(field),
  )
  const folds = type.built_in && head.length >= FOLD_FROM && seldom.length >= FOLDED_MIN
  return {
    folded: folds && !open ? seldom : [],
    seldom: folds ? seldom : [],
    open,
    onOpen: (next: boolean) => setUnfolded({ ...unfolded, [type.name]: next }),
  }
}

type MoreFieldsProps = { seldom: Field[]; open: boolean; onOpen: (open: boolean) => void }

/** The way to what is folded away, and what it is. */
function MoreFields({ seldom, open, onOpen }: MoreFieldsProps) {
  const t = useText(m)
  const say = useLabel()
  if (seldom.length === 0) return null
  const names = seldom.map((field) => say(field.label)).join(t.comma)
  return (
    <button
      type="button"
      className={css.more}
      aria-expanded={open}
      aria-label={open ? t.fewer : t('more', { n: seldom.length })}
      onClick={() => onOpen(!open)}
    >
      <DownOutlined rotate={open ? 180 : 0} aria-hidden />
      <b>{open ? t.fewer : t('more', { n: seldom.length })}</b>
      {!open && <span>{names}</span>}
    </button>
  )
}

type FormItemProps = {
  field: Field
  id: string
  problem: string | undefined
  warning: string | undefined
  why: ReactNode
  children: ReactNode
}

function FormItem({ field, id, problem, warning, why, children }: FormItemProps) {
  const say = useLabel()
  return (
    <div
      className={isLong(field) ? css.longItem : css.item}
      data-faulty={problem ? true : undefined}
    >
      <div className={css.labelLine}>
        <label htmlFor={id} className={css.label}>
          {say(field.label)}
          {field.required && !isFilledOnSave(field) && (
            <i className={css.required} aria-hidden>
              *
            </i>
          )}
        </label>
        {why}
      </div>
      {children}
      {problem ? (
        <div className={css.problem} role="alert">
          {problem}
        </div>
      ) : warning ? (
        <div className={css.warning} role="status">
          {warning}
        </div>
      ) : (
        field.help && <div className={css.help}>{say(field.help)}</div>
      )}
    </div>
  )
}

export function mergeLinks(stored: Links, picked: Links): Links {
  const all = { ...stored }
  for (const [type, byNumber] of Object.entries(picked)) all[type] = { ...all[type], ...byNumber }
  return all
}
