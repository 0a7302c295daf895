import type { Choice, Field, FieldKind, Label } from '@/lib/api-types'
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
}

/** Kinds a company may add, in the order people need them. */
export const KINDS: FieldKind[] = [
  'text',
  'choice',
  'date',
  'quantity',
  'money',
  'number',
  'percent',
  'unit_price',
  'yes_no',
  'link',
  'member',
  'date_time',
  'barcode',
]

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
  const { columns, default: standard } = before ?? {}
  return {
    name: before?.name ?? (draft.name || identifierFrom(draft.label, 'field', taken, prefix)),
    label,
    kind: draft.kind,
    required: draft.required,
    added: before?.added ?? prefix !== '',
    ...(help.zh ? { help } : {}),
    ...(draft.kind === 'link' ? { target: draft.target } : {}),
    ...(draft.kind === 'choice'
      ? { choices: parseChoices(draft.choices, before?.choices ?? []) }
      : {}),
    ...(draft.kind === 'rows' ? { columns: columns ?? [] } : {}),
    ...(hasDecimals(draft.kind) && draft.decimals !== null ? { decimals: draft.decimals } : {}),
    ...(draft.kind === 'text' && draft.max_length ? { max_length: draft.max_length } : {}),
    ...(standard !== undefined ? { default: standard } : {}),
    ...(draft.unique ? { unique: true } : {}),
    ...(draft.searchable ? { searchable: true } : {}),
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

export type FieldFault = 'label' | 'name' | 'taken' | 'target' | 'choices'

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
  if (draft.kind === 'choice' && (field.choices?.length ?? 0) < 2) return 'choices'
  return null
}

function choiceLine({ label }: Choice): string {
  return label.en && label.en !== label.zh ? `${label.zh} | ${label.en}` : label.zh
}
