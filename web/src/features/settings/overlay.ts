import { isEmpty } from '@/documents/fields'
import type { Check, Field, Label, Reminder } from '@/lib/api-types'
import { withoutKey } from './without-key'

/** What a company adds to a built-in type. Columns of rows are named `lines.note`. */
export type Overlay = {
  fields: Field[]
  /** Added columns, by the rows field they stand in. */
  columns?: Record<string, Field[]>
  also_required: string[]
  labels: Record<string, Label>
  hidden: string[]
  list?: string[]
  /** For fields of the type itself, by path. */
  rules?: Record<string, FieldRules>
  /** Beside those of the type itself. */
  checks?: Check[]
  /** Beside those of the type itself. */
  reminders?: Reminder[]
}

/** Where a field gets its value, and when it is shown, asked for or fixed. */
export type FieldRules = Pick<
  Field,
  'default' | 'linkage' | 'show_when' | 'required_when' | 'read_only_when' | 'when_hidden'
>

const RULES = [
  'default',
  'linkage',
  'show_when',
  'required_when',
  'read_only_when',
  'when_hidden',
] as const satisfies (keyof FieldRules)[]

/** What a field, as the dialog makes it, says beside what it is. */
export function rulesOf(field: Field): FieldRules {
  const said = RULES.filter((name) => !isEmpty(field[name] as never))
  return Object.fromEntries(said.map((name) => [name, field[name]]))
}

/** With these rules for a field of the type itself; none takes them away. */
export function withRules(overlay: Overlay, path: string, rules: FieldRules): Overlay {
  const others = withoutKey(overlay.rules ?? {}, path)
  const none = Object.keys(rules).length === 0
  return { ...overlay, rules: none ? others : { ...others, [path]: rules } }
}

/** Adds the field, or replaces the one of that name; `rows` says in which lines it stands. */
export function withField(overlay: Overlay, field: Field, rows = ''): Overlay {
  const replaced = (all: Field[]) =>
    all.some((one) => one.name === field.name)
      ? all.map((one) => (one.name === field.name ? field : one))
      : [...all, field]
  if (!rows) return { ...overlay, fields: replaced(overlay.fields) }
  return {
    ...overlay,
    columns: { ...overlay.columns, [rows]: replaced(overlay.columns?.[rows] ?? []) },
  }
}

/** Takes an added field away, with everything said about it. */
export function withoutField(overlay: Overlay, path: string): Overlay {
  const [rows, column] = path.includes('.') ? path.split('.') : ['', path]
  const left = (all: Field[] | undefined) => (all ?? []).filter((one) => one.name !== column)
  const { list, reminders, ...others } = overlay
  return {
    ...others,
    fields: rows ? overlay.fields : left(overlay.fields),
    ...(rows ? { columns: { ...overlay.columns, [rows]: left(overlay.columns?.[rows]) } } : {}),
    also_required: overlay.also_required.filter((one) => one !== path),
    hidden: overlay.hidden.filter((one) => one !== path),
    labels: withoutKey(overlay.labels, path),
    ...(list ? { list: list.filter((one) => one !== path) } : {}),
    ...(reminders ? { reminders: withoutReminded(reminders, path) } : {}),
  }
}

/** A reminder goes with its day; who was told beside the followers is told no more. */
function withoutReminded(reminders: Reminder[], field: string): Reminder[] {
  const left = reminders.filter((one) => one.day !== field && one.due !== field)
  return left.map((one) =>
    one.members ? { ...one, members: one.members.filter((member) => member !== field) } : one,
  )
}

export function withMark(
  overlay: Overlay,
  mark: 'also_required' | 'hidden',
  path: string,
  set: boolean,
): Overlay {
  const others = overlay[mark].filter((one) => one !== path)
  return { ...overlay, [mark]: set ? [...others, path] : others }
}

/** The list with one entry at another place; beyond the ends nothing moves. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  const entry = list[from]
  if (entry === undefined || to < 0 || to >= list.length) return list
  const rest = list.toSpliced(from, 1)
  return rest.toSpliced(to, 0, entry)
}
