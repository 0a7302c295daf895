import { isEmpty, isShownOnly } from '@/documents/fields'
import type {
  Choice,
  ChoicesFrom,
  Field,
  FieldContent,
  FieldKind,
  Label,
  Linkage,
  Linked,
} from '@/lib/api-types'
import { filled, identifierFrom } from './identifier'

/** A field as the dialog edits it: choices are text, one a line. */
export type FieldDraft = {
  /** Empty until the person or the label gives one. */
  name: string
  label: Label
  kind: FieldKind
  required: boolean
  help: Label
  target: string
  choices: string
  decimals: number | null
  max_length: number | null
  unique: boolean
  searchable: boolean
  min: string
  max: string
  max_files: number | null
  max_bytes: number | null
  accept: string[]
  lookup: { link: string; field: string }
  linked: Linked
  /** A value, or an expression that starts with "="; null when there is none. */
  standard: FieldContent
  formula: string
  show_when: string
  required_when: string
  read_only_when: string
  when_hidden: 'keep' | 'clear' | 'recompute'
  linkage: Linkage | null
  choices_from: ChoicesFrom | null
}

/** Kinds a company may add, in groups, in the order people need them. */
export const KIND_GROUPS = [
  ['text', ['text', 'long_text', 'rich_text', 'barcode', 'phone', 'email', 'url']],
  ['number', ['quantity', 'money', 'unit_price', 'number', 'percent']],
  ['choice', ['choice', 'choices', 'yes_no']],
  ['time', ['date', 'date_time']],
  ['people', ['member', 'address', 'location', 'signature']],
  ['files', ['attachment', 'image', 'qr']],
  ['links', ['link', 'lookup', 'linked_table', 'rows']],
] as const satisfies [string, FieldKind[]][]

/** Kinds that stand in the head only. */
const HEAD_ONLY: FieldKind[] = ['rows', 'linked_table']

/** The groups with what may stand in this place. */
export function kindsFor(inLines: boolean, withRows: boolean): [GroupName, FieldKind[]][] {
  const fits = (kind: FieldKind) =>
    (!inLines || !HEAD_ONLY.includes(kind)) && (withRows || kind !== 'rows')
  return KIND_GROUPS.map(([group, kinds]) => [group, kinds.filter(fits)])
}

export type GroupName = (typeof KIND_GROUPS)[number][0]

const NUMBERS: FieldKind[] = ['number', 'quantity', 'money', 'unit_price', 'percent']

export function hasDecimals(kind: FieldKind): boolean {
  return NUMBERS.includes(kind)
}

export function blankField(): FieldDraft {
  return {
    name: '',
    label: { zh: '', en: '' },
    kind: 'text',
    required: false,
    help: { zh: '', en: '' },
    target: '',
    choices: '',
    decimals: null,
    max_length: null,
    unique: false,
    searchable: false,
    min: '',
    max: '',
    max_files: null,
    max_bytes: null,
    accept: [],
    lookup: { link: '', field: '' },
    linked: { of: '', by: '' },
    standard: null,
    formula: '',
    show_when: '',
    required_when: '',
    read_only_when: '',
    when_hidden: 'keep',
    linkage: null,
    choices_from: null,
  }
}

export function draftOf(field: Field): FieldDraft {
  return {
    ...blankField(),
    name: field.name,
    label: field.label,
    kind: field.kind,
    required: field.required,
    help: field.help ?? { zh: '', en: '' },
    target: field.target ?? '',
    choices: (field.choices ?? []).map(choiceLine).join('\n'),
    decimals: field.decimals ?? null,
    max_length: field.max_length ?? null,
    unique: field.unique ?? false,
    searchable: field.searchable ?? false,
    min: field.min ?? '',
    max: field.max ?? '',
    max_files: field.max_files ?? null,
    max_bytes: field.max_bytes ?? null,
    accept: field.accept ?? [],
    lookup: field.lookup ?? { link: '', field: '' },
    linked: field.linked ?? { of: '', by: '' },
    standard: field.default ?? null,
    formula: field.formula ?? '',
    show_when: field.show_when ?? '',
    required_when: field.required_when ?? '',
    read_only_when: field.read_only_when ?? '',
    when_hidden: field.when_hidden ?? 'keep',
    linkage: field.linkage ?? null,
    choices_from: field.choices_from ?? null,
  }
}

/** The field to save. Settings of other kinds are left out; `before` keeps what is not edited here. */
export function fieldOf(
  draft: FieldDraft,
  before: Field | null,
  taken: string[],
  prefix: string,
): Field {
  const label = filled(draft.label)
  const help = filled(draft.help)
  const { columns } = before ?? {}
  const { kind } = draft
  const files = kind === 'attachment' || kind === 'image'
  const derived = isShownOnly({ kind })
  return {
    name: before?.name ?? (draft.name || identifierFrom(draft.label, 'field', taken, prefix)),
    label,
    kind: draft.kind,
    required: draft.required && !derived,
    added: before?.added ?? prefix !== '',
    ...(help.zh ? { help } : {}),
    ...(draft.kind === 'link' ? { target: draft.target } : {}),
    ...(hasChoices(kind) ? { choices: parseChoices(draft.choices, before?.choices ?? []) } : {}),
    ...(draft.kind === 'rows' ? { columns: columns ?? [] } : {}),
    ...(hasDecimals(draft.kind) && draft.decimals !== null ? { decimals: draft.decimals } : {}),
    ...(isText(kind) && draft.max_length ? { max_length: draft.max_length } : {}),
    ...(isBounded(kind) && draft.min ? { min: draft.min } : {}),
    ...(isBounded(kind) && draft.max ? { max: draft.max } : {}),
    ...(files && draft.max_files !== null ? { max_files: draft.max_files } : {}),
    ...(files && draft.max_bytes !== null ? { max_bytes: draft.max_bytes } : {}),
    ...(files && draft.accept.length > 0 ? { accept: draft.accept } : {}),
    ...(kind === 'lookup' ? { lookup: draft.lookup } : {}),
    ...(kind === 'linked_table' ? { linked: trimmed(draft.linked) } : {}),
    ...(hasDefault(kind) && !draft.formula && !isEmpty(draft.standard)
      ? { default: draft.standard as NonNullable<Field['default']> }
      : {}),
    ...(hasFormula(kind) && draft.formula.trim() ? { formula: draft.formula.trim() } : {}),
    ...(draft.show_when ? { show_when: draft.show_when } : {}),
    ...(draft.show_when && draft.when_hidden !== 'keep' ? { when_hidden: draft.when_hidden } : {}),
    ...(draft.required_when && !derived ? { required_when: draft.required_when } : {}),
    ...(draft.read_only_when && !derived ? { read_only_when: draft.read_only_when } : {}),
    ...(hasDefault(kind) && draft.linkage?.of && draft.linkage.field
      ? { linkage: draft.linkage }
      : {}),
    ...(kind === 'text' && draft.choices_from?.of && draft.choices_from.field
      ? { choices_from: draft.choices_from }
      : {}),
    ...(draft.unique && hasUnique(kind) ? { unique: true } : {}),
    ...(draft.searchable && hasSearch(kind) ? { searchable: true } : {}),
  }
}

const TEXTS: FieldKind[] = [
  'text',
  'long_text',
  'rich_text',
  'barcode',
  'phone',
  'email',
  'url',
  'serial_number',
]

function isText(kind: FieldKind): boolean {
  return TEXTS.includes(kind)
}

export function hasChoices(kind: FieldKind): boolean {
  return kind === 'choice' || kind === 'choices'
}

export function isBounded(kind: FieldKind): boolean {
  return hasDecimals(kind) || kind === 'date'
}

/** Kinds that may be filled in beforehand. */
export function hasDefault(kind: FieldKind): boolean {
  const parts = kind === 'choices' || kind === 'address'
  return parts || hasFormula(kind) || kind === 'link' || kind === 'member'
}

/** Kinds that a formula can give. */
export function hasFormula(kind: FieldKind): boolean {
  const own = ['date', 'date_time', 'choice', 'yes_no', 'qr']
  return isText(kind) || hasDecimals(kind) || own.includes(kind)
}

export function hasUnique(kind: FieldKind): boolean {
  return ['text', 'barcode', 'phone', 'email'].includes(kind)
}

export function hasSearch(kind: FieldKind): boolean {
  return ['text', 'long_text', 'barcode', 'phone', 'email', 'url', 'choice'].includes(kind)
}

function trimmed({ of, by, columns, filter, sort }: Linked): Linked {
  return {
    of,
    by,
    ...(columns && columns.length > 0 ? { columns } : {}),
    ...(filter ? { filter } : {}),
    ...(sort ? { sort } : {}),
  }
}

/** `进口 | Imported` a line. A choice that keeps its Chinese label keeps its value. */
export function parseChoices(text: string, before: Choice[]): Choice[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const kept = new Map(before.map((choice) => [choice.label.zh, choice]))
  const choices: Choice[] = []
  for (const line of lines) {
    const [zh = '', en = ''] = line.split(/[|｜]/).map((part) => part.trim())
    const label = filled({ zh, en })
    if (choices.some((choice) => choice.label.zh === label.zh)) continue
    const old = kept.get(label.zh)
    const taken = [...before, ...choices].map((choice) => choice.value)
    choices.push({
      value: old?.value ?? identifierFrom({ zh, en }, 'choice', taken),
      label,
      ...(old?.colour ? { colour: old.colour } : {}),
    })
  }
  return choices
}

export type FieldFault = 'label' | 'name' | 'taken' | 'target' | 'choices' | 'lookup' | 'linked'

/** What keeps the draft from being saved. */
export function faultOf(
  draft: FieldDraft,
  field: Field,
  taken: string[],
  isNew: boolean,
): FieldFault | null {
  if (!filled(draft.label).zh) return 'label'
  if (isNew && !/^[a-z][a-z0-9_]*$/.test(field.name)) return 'name'
  if (isNew && taken.includes(field.name)) return 'taken'
  if (draft.kind === 'link' && !draft.target) return 'target'
  if (hasChoices(draft.kind) && (field.choices?.length ?? 0) < 2) return 'choices'
  if (draft.kind === 'lookup' && !(draft.lookup.link && draft.lookup.field)) return 'lookup'
  if (draft.kind === 'linked_table' && !(draft.linked.of && draft.linked.by)) return 'linked'
  return null
}

function choiceLine({ label }: Choice): string {
  return label.en && label.en !== label.zh ? `${label.zh} | ${label.en}` : label.zh
}
