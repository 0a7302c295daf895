/** The shapes of the HTTP contract. Quantities, money, prices and percents are decimal strings. */

export type Label = { zh: string; en: string }
export type Decimal = string
/** One input of a computed number, in words. */
export type Term = { key: string; label: Label; value: string }
export type Day = string
export type Instant = string

export type FieldKind =
  | 'text'
  | 'number'
  | 'quantity'
  | 'money'
  | 'unit_price'
  | 'percent'
  | 'date'
  | 'date_time'
  | 'choice'
  | 'yes_no'
  | 'member'
  | 'link'
  | 'rows'
  | 'barcode'
  | 'serial_number'
  | 'long_text'
  /** HTML, made harmless by the server. */
  | 'rich_text'
  | 'choices'
  | 'phone'
  | 'email'
  | 'url'
  | 'address'
  | 'location'
  | 'attachment'
  | 'image'
  | 'signature'
  /** What `formula` says; without one the address of the document, and no value. */
  | 'qr'
  /** No value of its own: shows a field of a linked document; what is sent is ignored. */
  | 'lookup'
  /** No value at all: a list of documents that link here, asked from the list API. */
  | 'linked_table'

export type Colour = 'default' | 'blue' | 'green' | 'orange' | 'red'
export type Choice = { value: string; label: Label; colour?: Colour }

export type Field = {
  name: string
  label: Label
  kind: FieldKind
  required: boolean
  help?: Label
  /** For `link`: the document type linked to. */
  target?: string
  choices?: Choice[]
  /** For `rows`: the fields of one row. */
  columns?: Field[]
  decimals?: number
  max_length?: number
  min?: Decimal
  max?: Decimal
  /** A value, or an expression starting with "=". */
  default?: FieldScalar
  /** Computed by the server; read only. */
  formula?: string
  unique?: boolean
  searchable?: boolean
  /** Added by the company (its name starts with x_). */
  added: boolean
  hidden?: boolean
  read_only?: boolean
  /** For files: 20 when not said; a signature is one. */
  max_files?: number
  /** For files: 20,000,000 when not said. */
  max_bytes?: number
  /** For files: `application/pdf`, `image/*`, `.xlsx`; any when not said. */
  accept?: string[]
  /** For `lookup`: `field` of the document that `link` points to (in a line, its own link first). */
  lookup?: { link: string; field: string }
  /** For `lookup`: the field it shows, when the caller may see it; draw the value like that one's. */
  shown?: Field | null
  /** For `linked_table`. */
  linked?: Linked
  /** Expressions: shown only when TRUE; also required when TRUE; not to be changed when TRUE. */
  show_when?: string
  required_when?: string
  read_only_when?: string
  /** What becomes of the value while `show_when` hides the field; kept when not said. */
  when_hidden?: 'keep' | 'clear' | 'recompute'
  linkage?: Linkage
  /** Instead of `choices`: ask POST /api/documents/{type}/choices `{fields, field, line?}`. */
  choices_from?: ChoicesFrom
  /** Kept by the server from documents of another type that point here; read only. */
  computed?: Rollup
  /** States in which forms ask for it; all when not said. */
  asked_in?: string[]
}

/** `summary` of `value` (an expression on type `of`) over the documents whose `by` points here. */
export type Rollup = {
  of: string
  by: string
  summary: 'sum' | 'average' | 'count' | 'min' | 'max' | 'first' | 'last'
  value?: string
  condition?: string
  states?: string[]
}

/** `field` of the other document, `id` being which one it is, compared with an expression of this one; all must hold. */
export type Matching = { field: string; op?: string; value: string }
/**
 * A new document or line takes the value from the first document that matches. Weaker than what is
 * sent, stronger than the default: POST /api/documents/{type}/draft says what it gives.
 */
export type Linkage = {
  of: string
  conditions: Matching[]
  /** `id` is a link to the document itself. */
  field: string
  sort?: string
  /** Only when no other matches. */
  only?: boolean
}
export type ChoicesFrom = { of: string; conditions?: Matching[]; field: string }
/** A failed warning refuses with code `warnings` until it is sent again with ?accept_warnings=true. */
export type Check = {
  expression: string
  message: Label
  rows?: string
  field?: string
  severity?: 'error' | 'warning'
}
/** Whoever follows a document is told once when a day of its fields has come, or is about to. */
export type Reminder = {
  name: string
  label: Label
  /** A date of the header. */
  day: string
  /** Negative is after the day. */
  days_before?: number
  /** The date that is told, where `day` says only when. */
  due?: string
  states?: string[]
  /** Member fields, told beside the followers. */
  members?: string[]
}
/** Where a value came from, the strongest first; null when nothing gave one. */
export type Source = 'hidden' | 'formula' | 'sent' | 'kept' | 'linkage' | 'default' | 'agreed'
/** Why one value is what it is: of POST …/draft `{fields, id?}` and GET …/{id}/why. */
export type Why = {
  /** `due` or `lines[0].price`; `field` is `lines.price`. */
  path: string
  field: string
  source: Source | null
  value: FieldContent
  /** What the source read. */
  inputs: { path: string; value: FieldContent }[]
  /** What weaker sources had to give, where it is something else. */
  others: { source: Source; value: FieldContent }[]
  /** The document that linkage took it from. */
  from: DocumentRef | null
  shown: boolean
  required: boolean
  read_only: boolean
  /** Of `kept`: who wrote it. */
  kept?: { at: Instant; by: Person; action: string; version: number }
}
export type Draft = {
  fields: Fields
  links: Links
  why: Why[]
  problems: Problem[]
  warnings: Problem[]
}

/** Documents of type `of` whose `by` is this document: filter `{field: by, op: "=", value: number}`. */
export type Linked = {
  of: string
  by: string
  columns?: string[]
  filter?: Filter
  sort?: string
}

/** Blank parts are empty texts. */
export type Address = { province: string; city: string; district: string; detail: string }
/** Degrees to 6 decimals. */
export type Location = { lat: Decimal; lng: Decimal; text: string }
/** `hash` is the SHA-256 of the content, in hexadecimal digits. */
export type FileRef = { hash: string; name: string; type: string; size: number }
/** A value of several parts: of `choices`, `address`, `location`, or of files. */
export type FieldParts = string[] | Address | Location | FileRef[]

export type FieldScalar = string | number | boolean | null
export type Row = { line?: number; [field: string]: FieldScalar | FieldParts | undefined }
export type FieldContent = FieldScalar | FieldParts | Row[] | undefined
export type Fields = Record<string, FieldContent>

export type State = { name: string; label: Label; editable: boolean; colour: Colour }
export type Transition = {
  name: string
  label: Label
  from: string[]
  to: string
  tone: 'primary' | 'default' | 'danger'
  confirm: boolean
  permitted: boolean
}
export type PushDown = { to: string; label: Label; from_states: string[] }
export type Area =
  'catalog' | 'partners' | 'purchasing' | 'sales' | 'inventory' | 'planning' | 'custom'

export type DocumentType = {
  name: string
  label: Label
  area: Area
  built_in: boolean
  version: number
  /** Masters show this field as their title; null means the number is shown. */
  title_field: string | null
  /** Masters: the field that is the document's number; null means numbers are generated. */
  key_field: string | null
  /** How its numbers begin, where they are generated. */
  number?: { prefix: string }
  fields: Field[]
  list: string[]
  states: State[]
  transitions: Transition[]
  push_down: PushDown[]
  checks: Check[]
  reminders?: Reminder[]
  permitted: { create: boolean; edit: boolean; delete: boolean; design: boolean }
}

export type LinkTitle = { id: string; title: string }
/** By target type, then by number. */
export type Links = Record<string, Record<string, LinkTitle>>

export type DocumentRow = {
  id: string
  type?: string
  number: string
  state: string
  version: number
  title: string
  fields: Fields
  /** Where the answer does not hold the links of all its rows. */
  links?: Links
  created_at?: Instant
  updated_at?: Instant
  created_by?: Person
}

export type Person = { id: string; name: string }

export type LineProgress = {
  line: number
  wanted?: Decimal
  reserved?: Decimal
  short?: Decimal
  done?: Decimal
  left?: Decimal
  /** The day for which what is short can be promised; null when nobody knows. */
  promised_on?: Day | null
  /** What of it came back; absent when nothing did. */
  returned?: Decimal
  /** Of a line of a contract: what was called off, what of it came, and what it costs where prices are seen. */
  ordered?: Decimal
  received?: Decimal
  amount?: Decimal
}

/** What orders called off of a whole contract, beside what was agreed in all. */
export type CalledOff = { agreed: Decimal | null; ordered: Decimal; left: Decimal | null }

export type Document = {
  id: string
  type: string
  number: string
  state: string
  version: number
  definition_version: number
  title: string
  fields: Fields
  links: Links
  progress: { lines: LineProgress[]; amount?: CalledOff } | null
  created_at: Instant
  updated_at: Instant
  created_by: Person | null
  permitted: { edit: boolean; delete: boolean; transitions: string[] }
}

export type Page<T> = {
  rows: T[]
  next: string | null
  links?: Links
  /** Counted with the first page only. */
  total?: number | null
  total_at_least?: number | null
}

export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { field: string; op: FilterOp; value?: FieldScalar | FieldScalar[] }
export type FilterOp =
  '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'contains' | 'starts_with' | 'empty' | 'not_empty'

export type Change = { path: string; label?: Label | string; before: unknown; after: unknown }
export type HistoryEntry = {
  version: number
  at: Instant
  by: Person | null
  action: string
  changes: Change[]
  /** What gave or took a promise: a document, or somebody's words. */
  cause?: DocumentRef | null
  reason?: string | null
}
export type Related = {
  type: string
  id: string
  number: string
  state: string
  title: string
  relation: string
}
export type LookupRow = { id: string; number: string; title: string; subtitle?: string | null }
export type DocumentRef = { type: string; id: string; number: string }

export type User = { id: string; login: string; name: string; roles: string[] }
export type Language = 'zh' | 'en'
export type Me = {
  user: User
  company: { name: string; currency: string; time_zone: string }
  language: Language
  may: {
    administer: boolean
    import: boolean
    export: boolean
    see_cost: boolean
    plan: boolean
    allocate: boolean
  }
  /** Who stands in for the user, when somebody does. */
  deputy?: { login: string; name: string } | null
  /** Nothing is open until a second factor is set up. */
  must_enrol?: boolean
  version: string
}

export type Problem = { path: string; code: string; message: string }
export type ProblemDocument = {
  type?: string
  title: string
  status: number
  code: string
  detail?: string
  params?: Record<string, unknown>
  problems?: Problem[]
}

export type StockBalance = {
  item: string
  item_name: string
  unit: string
  warehouse: string
  warehouse_name: string
  on_hand: Decimal
  reserved: Decimal
  held: Decimal
  available: Decimal
  incoming: Decimal
  /** Only with the ability to see cost. */
  value?: Decimal
}

/** One item in one place at the end of a past day; `transit` is between two warehouses. */
export type PastBalance = {
  item: string
  item_name: string
  warehouse: string
  warehouse_name: string
  on_hand: Decimal
  /** Only with the ability to see cost. */
  value?: Decimal
}

export type PastStock = Page<PastBalance> & {
  day: string
  total?: { items: number; value?: Decimal }
}

/** What a transition would change, from the day of its earliest move on. */
export type Preview = {
  late_days: number
  first_day: string | null
  places: PreviewedPlace[]
}

export type PreviewedPlace = {
  item: string
  item_name: string
  warehouse: string
  warehouse_name: string
  from: string
  change: Decimal
  today: { before: Decimal; after: Decimal }
  lowest: { day: string; on_hand: Decimal } | null
  negative: { first: string; days: number; lowest: Decimal } | null
  days: { day: string; before: Decimal; after: Decimal }[]
  days_changed: number
}

export type Severity = 'out' | 'critical' | 'warning' | 'watch'
