import type {
  DocumentType,
  Field,
  FieldContent,
  FieldKind,
  FieldScalar,
  Row,
} from '@/lib/api-types'
import { messages } from '@/lib/text'

export const systemLabels = messages({
  number: { zh: '单号', en: 'Number' },
  state: { zh: '状态', en: 'State' },
  created_at: { zh: '创建时间', en: 'Created' },
  updated_at: { zh: '更新时间', en: 'Changed' },
  created_by: { zh: '创建人', en: 'Created by' },
})

const NUMERIC: FieldKind[] = ['number', 'quantity', 'money', 'unit_price', 'percent']

export function isNumeric(field: Pick<Field, 'kind'>): boolean {
  return NUMERIC.includes(field.kind)
}

/** Kinds that hold nothing of their own. */
export function isShownOnly(field: Pick<Field, 'kind'>): boolean {
  return field.kind === 'lookup' || field.kind === 'linked_table'
}

export function isFiles(field: Pick<Field, 'kind'>): boolean {
  return field.kind === 'attachment' || field.kind === 'image' || field.kind === 'signature'
}

/** What the server writes itself. */
export function isFixed(field: Field): boolean {
  const derived = isShownOnly(field) || field.kind === 'qr' || field.kind === 'serial_number'
  return Boolean(field.formula || field.computed || field.read_only || derived)
}

export function isFilled(value: FieldContent | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0
  return value !== undefined && value !== null && value !== ''
}

/** What the server fills in with the moment of saving when it is left empty. */
export function isFilledOnSave(field: Field): boolean {
  return typeof field.default === 'string' && /^=\s*now\(\)$/i.test(field.default)
}

const WIDE: FieldKind[] = ['long_text', 'rich_text', 'attachment', 'image']

/** What wants the whole width: long texts, files. */
export function isLong(field: Field): boolean {
  return WIDE.includes(field.kind) || (field.max_length ?? 0) > 300
}

/** The fields people see: of the head, and the tables below it. Notes stand last, below what was added. */
export function headFields(type: DocumentType): Field[] {
  const head = type.fields.filter(
    (field) => field.kind !== 'rows' && field.kind !== 'linked_table' && !field.hidden,
  )
  return head.toSorted((a, b) => Number(isLong(a)) - Number(isLong(b)))
}

export function rowsFields(type: DocumentType): Field[] {
  return type.fields.filter((field) => field.kind === 'rows' && !field.hidden)
}

/** Tables of other documents that point at this one. */
export function linkedTables(type: DocumentType): Field[] {
  return type.fields.filter((field) => field.kind === 'linked_table' && !field.hidden)
}

export function rowColumns(field: Field): Field[] {
  return (field.columns ?? []).filter((column) => !column.hidden)
}

/**
 * Every document's own fields, as fields, so that lists and filters treat them like any other.
 * The number of a master stands in its key field; it is not shown twice.
 */
export function systemFields(type: DocumentType): Field[] {
  const system = (
    name: keyof typeof systemLabels,
    kind: FieldKind,
    more?: Partial<Field>,
  ): Field => ({
    name,
    label: systemLabels[name],
    kind,
    required: false,
    added: false,
    ...more,
  })
  const states = type.states.map(({ name, label, colour }) => ({ value: name, label, colour }))
  return [
    ...(type.key_field ? [] : [system('number', 'text')]),
    ...(states.length > 1 ? [system('state', 'choice', { choices: states })] : []),
    system('created_at', 'date_time'),
    system('updated_at', 'date_time'),
    system('created_by', 'member'),
  ]
}

/** What a list can show, in the order of the definition. */
export function listableFields(type: DocumentType): Field[] {
  const system = systemFields(type)
  const first = system.filter((field) => field.name === 'number')
  return [...first, ...headFields(type), ...system.filter((field) => field.name !== 'number')]
}

/** What a filter can ask about, rows included as `lines.item`. */
export function filterableFields(type: DocumentType): Field[] {
  const rows = rowsFields(type).flatMap((field) =>
    rowColumns(field).map((column) => ({
      ...column,
      name: `${field.name}.${column.name}`,
      label: {
        zh: `${field.label.zh} · ${column.label.zh}`,
        en: `${field.label.en} · ${column.label.en}`,
      },
    })),
  )
  return [...listableFields(type), ...rows]
}

export function isEmpty(value: unknown): boolean {
  const none = value === undefined || value === null || value === ''
  return none || (Array.isArray(value) && value.length === 0)
}

export function scalarText(value: unknown): string {
  return isEmpty(value) || typeof value === 'object' ? '' : String(value)
}

export function asRows(value: unknown): Row[] {
  return Array.isArray(value) ? (value as Row[]) : []
}

export function asScalar(value: unknown): FieldScalar {
  return isEmpty(value) || typeof value === 'object' ? null : (value as FieldScalar)
}
