import type { Check, Colour, DocumentType, Field, Label, Reminder } from '@/lib/api-types'
import { filled, identifierFrom, isIdentifier } from './identifier'
import type { Numbering } from './numbering'

export type StateDraft = { name: string; label: Label; editable: boolean; colour: Colour }
export type TransitionDraft = {
  name: string
  label: Label
  from: string[]
  to: string
  tone: 'primary' | 'default' | 'danger'
  confirm: boolean
  roles: string[]
}
export type Access = { read: string[]; create: string[]; edit: string[]; delete: string[] }

/** A document type in the designer; `PUT /api/document-types/{name}` takes it without its name. */
export type TypeDraft = {
  name: string
  label: Label
  fields: Field[]
  states: StateDraft[]
  transitions: TransitionDraft[]
  list: string[]
  key_field: string | null
  title_field: string | null
  number: Numbering
  access: Access
  checks: Check[]
  reminders: Reminder[]
}

/** What the server also tells those who may design. */
export type DesignedType = Omit<DocumentType, 'transitions'> & {
  number?: Numbering
  access?: Access
  transitions: (DocumentType['transitions'][number] & { roles?: string[] })[]
}

/** A draft and a confirmed state with one button between: what nearly every paper needs. */
export function blankType(): TypeDraft {
  return {
    name: '',
    label: { zh: '', en: '' },
    fields: [],
    states: [
      { name: 'draft', label: { zh: '草稿', en: 'Draft' }, editable: true, colour: 'default' },
      {
        name: 'confirmed',
        label: { zh: '已确认', en: 'Confirmed' },
        editable: false,
        colour: 'green',
      },
    ],
    transitions: [
      {
        name: 'confirm',
        label: { zh: '确认', en: 'Confirm' },
        from: ['draft'],
        to: 'confirmed',
        tone: 'primary',
        confirm: false,
        roles: [],
      },
    ],
    list: [],
    key_field: null,
    title_field: null,
    number: { prefix: '', digits: 6, reset: 'never' },
    access: { read: [], create: [], edit: [], delete: [] },
    checks: [],
    reminders: [],
  }
}

export function draftOfType(type: DesignedType): TypeDraft {
  const blank = blankType()
  return {
    name: type.name,
    label: type.label,
    fields: type.fields.filter((field) => !field.added || !type.built_in),
    states: type.states,
    transitions: type.transitions.map(({ name, label, from, to, tone, confirm, roles }) => ({
      name,
      label,
      from,
      to,
      tone,
      confirm,
      roles: roles ?? [],
    })),
    list: type.list,
    key_field: type.key_field,
    title_field: type.title_field,
    number: type.number ?? blank.number,
    access: type.access ?? blank.access,
    checks: type.checks,
    reminders: type.reminders ?? [],
  }
}

/** The body to send: names given, blanks filled, nothing that points nowhere. */
export function bodyOf(draft: TypeDraft) {
  const fields = new Set(draft.fields.map((field) => field.name))
  const system = ['number', 'state', 'created_at', 'updated_at', 'created_by']
  const kept = draft.list.filter((name) => fields.has(name) || system.includes(name))
  return {
    area: 'custom' as const,
    label: filled(draft.label),
    fields: draft.fields,
    states: draft.states.map((state) => ({ ...state, label: filled(state.label) })),
    transitions: draft.transitions.map((one) => ({ ...one, label: filled(one.label) })),
    list: kept.length > 0 ? kept : standardList(draft),
    key_field: draft.key_field && fields.has(draft.key_field) ? draft.key_field : null,
    title_field: draft.title_field && fields.has(draft.title_field) ? draft.title_field : null,
    number: draft.number,
    access: draft.access,
    checks: draft.checks
      .filter((check) => check.expression.trim())
      .map((check) => ({ ...check, message: filled(check.message) })),
    reminders: draft.reminders
      .filter((one) => fields.has(one.day))
      .map((one) => ({ ...one, label: filled(one.label) })),
  }
}

/** Number, the first fields that fit in a line, state. */
function standardList(draft: TypeDraft): string[] {
  const shown = draft.fields.filter((field) => field.kind !== 'rows').map((field) => field.name)
  return [
    ...(draft.key_field ? [] : ['number']),
    ...shown.slice(0, 5),
    ...(draft.states.length > 1 ? ['state'] : []),
  ]
}

export type TypeFault = 'label' | 'name' | 'fields' | 'columns' | 'states' | 'transitions' | 'key'

/** What keeps the type from being saved, in the order of the page. */
export function typeFaults(draft: TypeDraft, taken: string[]): TypeFault[] {
  const faults: TypeFault[] = []
  const states = draft.states.map((state) => state.name)
  if (!filled(draft.label).zh) faults.push('label')
  if (!isIdentifier(draft.name) || taken.includes(draft.name)) faults.push('name')
  if (draft.fields.length === 0) faults.push('fields')
  if (draft.fields.some((field) => field.kind === 'rows' && !field.columns?.length))
    faults.push('columns')
  if (states.length === 0 || draft.states.some((state) => !filled(state.label).zh))
    faults.push('states')
  const broken = draft.transitions.some(
    ({ label, from, to }) =>
      !filled(label).zh ||
      from.length === 0 ||
      !states.includes(to) ||
      from.some((state) => !states.includes(state)),
  )
  if (broken) faults.push('transitions')
  if (draft.key_field !== null && !draft.fields.some((field) => field.name === draft.key_field)) {
    faults.push('key')
  }
  return faults
}

/** Fields by path (`lines.part`) and states (`state:draft`) of a type that documents may use. */
export function usedNames(type: TypeDraft): string[] {
  return [
    ...type.fields.flatMap((field) => [
      field.name,
      ...(field.columns ?? []).map((column) => `${field.name}.${column.name}`),
    ]),
    ...type.states.map((state) => `state:${state.name}`),
  ]
}

export function withNewState(draft: TypeDraft, label: Label): TypeDraft {
  const name = identifierFrom(
    label,
    'state',
    draft.states.map((state) => state.name),
  )
  return {
    ...draft,
    states: [...draft.states, { name, label, editable: false, colour: 'blue' }],
  }
}

/** Buttons that would lead nowhere go with the state. */
export function withoutState(draft: TypeDraft, name: string): TypeDraft {
  return {
    ...draft,
    states: draft.states.filter((state) => state.name !== name),
    transitions: draft.transitions
      .filter((one) => one.to !== name)
      .map((one) => ({ ...one, from: one.from.filter((state) => state !== name) }))
      .filter((one) => one.from.length > 0),
  }
}

export function withNewTransition(draft: TypeDraft, label: Label): TypeDraft {
  const name = identifierFrom(
    label,
    'act',
    draft.transitions.map((one) => one.name),
  )
  const from = draft.states[0]?.name ?? ''
  const to = draft.states.at(-1)?.name ?? ''
  return {
    ...draft,
    transitions: [
      ...draft.transitions,
      { name, label, from: [from], to, tone: 'default', confirm: false, roles: [] },
    ],
  }
}
