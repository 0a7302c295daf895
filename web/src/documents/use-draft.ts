import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { fieldsToChange, fieldsToCreate, lineSent } from '@/documents/form-model'
import { asRows, isEmpty, rowsFields } from '@/documents/fields'
import { api, seg } from '@/lib/api-client'
import type {
  Document,
  DocumentType,
  Draft,
  Field,
  FieldContent,
  FieldParts,
  Fields,
  FieldScalar,
  Links,
  Row,
  Source,
} from '@/lib/api-types'
import { useDebounced } from '@/lib/use-debounced'

/** Long enough for a word to be typed, short enough not to be waited for. */
const REST_MS = 300

const NO_LINKS: Links = {}

/** What the server would make of what is typed: where each value comes from. */
export function askDraft(type: string, fields: Fields, id?: string): Promise<Draft> {
  return api.post<Draft>(`/api/documents/${seg(type)}/draft`, id ? { fields, id } : { fields })
}

/** Values that only the server knows: of matching documents, and of defaults that are computed. */
export function isGiven(field: Field): boolean {
  const standard = field.default
  const computed = typeof standard === 'string' && standard.startsWith('=')
  return Boolean(field.linkage) || (computed && !/^=\s*(today|now)\(\)$/i.test(standard))
}

/** The columns of lines that the server fills in; of purchases the price that was agreed with the supplier. */
function givenColumns(field: Field): Field[] {
  const columns = field.columns ?? []
  const by = columns.find(({ name }) => name === 'price_by')
  const agreed = by?.choices?.some(({ value }) => value === 'terms') ? AGREED : []
  return columns.filter((column) => isGiven(column) || agreed.includes(column.name))
}

const AGREED = ['price', 'unit_price']

function hasGiven(type: DocumentType): boolean {
  return type.fields.some((field) => isGiven(field) || givenColumns(field).length > 0)
}

/**
 * What was typed, with what the server would fill in where nothing was. The filled-in values are
 * shown, not sent: they stay alive until somebody writes over them.
 */
export function useDraft(
  type: DocumentType,
  typed: Fields,
  start: Fields,
  stored?: Document,
): { fields: Fields; links: Links } {
  const wanted = hasGiven(type)
  const sent = useMemo(() => {
    if (!wanted) return ''
    return JSON.stringify(stored ? fieldsToChange(type, start, typed) : fieldsToCreate(type, typed))
  }, [wanted, type, typed, start, stored])
  const rested = useDebounced(sent, REST_MS)
  const id = stored?.id
  const answer = useQuery({
    queryKey: ['draft', type.name, id, rested],
    queryFn: () => askDraft(type.name, JSON.parse(rested) as Fields, id),
    enabled: wanted && rested !== '',
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
    gcTime: 60_000,
  })
  const draft = answer.data
  const fields = useMemo(
    () => (draft ? withGiven(type, typed, draft) : typed),
    [type, typed, draft],
  )
  return { fields, links: draft?.links ?? NO_LINKS }
}

const GIVEN: Source[] = ['linkage', 'default', 'agreed']

type Given = FieldScalar | FieldParts | undefined

/** `typed`, and where a field that the server fills in is empty, what it would be. */
export function withGiven(type: DocumentType, typed: Fields, draft: Draft): Fields {
  const given = new Map<string, FieldContent>()
  for (const { path, source, value } of draft.why) {
    if (source && GIVEN.includes(source)) given.set(path, value)
  }
  if (given.size === 0) return typed
  const filled = { ...typed }
  for (const field of type.fields.filter(isGiven)) {
    if (isEmpty(filled[field.name]) && given.has(field.name)) {
      filled[field.name] = given.get(field.name)
    }
  }
  for (const field of rowsFields(type)) {
    const columns = givenColumns(field)
    if (columns.length === 0) continue
    const rows = asRows(typed[field.name])
    filled[field.name] = rows.map((row, at) => {
      const line = lineSent(field, rows, at)
      if (line === null) return row
      const changed = columns.flatMap((column) => {
        const value = given.get(`${field.name}[${line}].${column.name}`)
        return isEmpty(row[column.name]) && !isEmpty(value) ? [[column.name, value as Given]] : []
      })
      return changed.length > 0 ? { ...row, ...Object.fromEntries(changed) } : row
    })
  }
  return filled
}

/**
 * Lines that were changed as they are shown, as what was typed into them: a value that was only filled
 * in, and left as it was, stays filled in.
 */
export function typedRows(field: Field, typed: Row[], shown: Row[], next: Row[]): Row[] {
  const columns = givenColumns(field)
  if (columns.length === 0) return next
  return next.map((row, index) => {
    const same = shown.indexOf(row)
    if (same >= 0) return typed[same] ?? row
    const [was, own] = [shown[index], typed[index]]
    if (!was || !own) return row
    // In another unit the agreed price is another one, and still the agreed one.
    const converted = row.unit !== was.unit && AGREED.every((name) => isEmpty(own[name]))
    const kept = columns.filter(
      ({ name }) => row[name] === was[name] || (converted && AGREED.includes(name)),
    )
    return { ...row, ...Object.fromEntries(kept.map((it) => [it.name, own[it.name]])) }
  })
}
