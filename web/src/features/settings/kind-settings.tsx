import { Form, InputNumber, Segmented, Select } from 'antd'
import { filterableFields, isShownOnly, listableFields } from '@/documents/fields'
import { useDocumentTypes } from '@/documents/use-document-types'
import type { DocumentType, Field } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import type { FieldDraft, FieldFault } from './field-draft'
import { kindText } from './kind-text'
import { MatchingInput } from './matching-input'
import css from './section.module.css'
import { settingsText } from './settings-text'

/** The type a field stands in, as far as it is made. */
export type Surroundings = { name: string; fields: Field[] }

type Props = {
  draft: FieldDraft
  set: (change: Partial<FieldDraft>) => void
  within: Surroundings
  /** The table it is a column of, or ''. */
  where: string
  fault: FieldFault | null
}

/** What only some kinds of fields need to know. */
export function KindSettings(props: Props) {
  switch (props.draft.kind) {
    case 'attachment':
    case 'image':
      return <FileSettings {...props} />
    case 'lookup':
      return <LookupSettings {...props} />
    case 'linked_table':
      return <LinkedSettings {...props} />
    case 'text':
      return (
        <>
          <TextSettings {...props} />
          <ChoicesSettings {...props} />
        </>
      )
    case 'long_text':
      return <TextSettings {...props} />
    default:
      return null
  }
}

function TextSettings({ draft, set }: Props) {
  const t = useText(kindText)
  return (
    <Form.Item label={t.maxLength}>
      <InputNumber
        aria-label={t.maxLength}
        min={1}
        max={draft.kind === 'text' ? 20_000 : 200_000}
        precision={0}
        value={draft.max_length}
        placeholder={t.unlimited}
        onChange={(max_length) => set({ max_length })}
      />
    </Form.Item>
  )
}

/** Values that are in use elsewhere, to choose from. */
function ChoicesSettings({ draft, set, within, where }: Props) {
  const t = useText(kindText)
  return (
    <>
      <Form.Item label={t.choicesOf}>
        <Segmented
          value={draft.choices_from ? 'documents' : 'typed'}
          options={[
            { value: 'typed', label: t.valueTyped },
            { value: 'documents', label: t.choicesFrom },
          ]}
          onChange={(from) =>
            set({ choices_from: from === 'documents' ? { of: '', field: '' } : null })
          }
        />
      </Form.Item>
      {draft.choices_from && (
        <MatchingInput
          value={draft.choices_from}
          within={within}
          where={where}
          onChange={({ of, field, conditions }) =>
            set({ choices_from: { of, field, ...(conditions && { conditions }) } })
          }
        />
      )}
    </>
  )
}

const MEGABYTE = 1_000_000

function FileSettings({ draft, set }: Props) {
  const t = useText(kindText)
  const families = [
    { value: 'image/*', label: t.pictures },
    { value: '.pdf', label: 'PDF' },
    { value: '.docx', label: 'Word (docx)' },
    { value: '.xlsx', label: 'Excel (xlsx)' },
    { value: '.zip', label: 'ZIP' },
  ]
  return (
    <>
      <div className={css.pair}>
        <Form.Item label={t.maxFiles}>
          <InputNumber
            aria-label={t.maxFiles}
            min={1}
            max={200}
            precision={0}
            placeholder="20"
            value={draft.max_files}
            onChange={(max_files) => set({ max_files })}
          />
        </Form.Item>
        <Form.Item label={t.maxSize}>
          <InputNumber
            aria-label={t.maxSize}
            min={1}
            max={1000}
            precision={0}
            suffix="MB"
            placeholder="20"
            value={draft.max_bytes === null ? null : Math.round(draft.max_bytes / MEGABYTE)}
            onChange={(size) => set({ max_bytes: size === null ? null : size * MEGABYTE })}
          />
        </Form.Item>
      </div>
      {draft.kind === 'attachment' && (
        <Form.Item label={t.accept} extra={t.acceptHint}>
          <Select
            mode="tags"
            aria-label={t.accept}
            placeholder={t.anyType}
            tokenSeparators={[',', ' ', '，', '、']}
            value={draft.accept}
            options={families}
            onChange={(accept: string[]) => set({ accept: accept.map(asFileType) })}
          />
        </Form.Item>
      )}
    </>
  )
}

/** `pdf` as people write it is `.pdf`. */
function asFileType(text: string): string {
  const type = text.trim().toLowerCase()
  return type.includes('/') || type.startsWith('.') ? type : `.${type}`
}

function LookupSettings({ draft, set, within, where, fault }: Props) {
  const t = useText(kindText)
  const words = useText(settingsText)
  const say = useLabel()
  const types = useDocumentTypes()
  const own = within.fields.find((field) => field.name === where)?.columns ?? []
  const links = [...own, ...within.fields].filter((field) => field.kind === 'link')
  const target = links.find((field) => field.name === draft.lookup.link)?.target
  const shown = types
    .find((type) => type.name === target)
    ?.fields.filter((field) => field.kind !== 'rows' && !isShownOnly(field))
  const faulty =
    fault === 'lookup' ? { validateStatus: 'error' as const, help: words.required } : {}
  return (
    <>
      <p className={css.hint}>{links.length === 0 ? t.lookupNoLink : t.lookupHint}</p>
      <div className={css.pair}>
        <Form.Item label={t.lookupLink} {...faulty}>
          <Select
            aria-label={t.lookupLink}
            value={draft.lookup.link || undefined}
            options={links.map((field) => ({ value: field.name, label: say(field.label) }))}
            onChange={(link: string) => set({ lookup: { link, field: '' } })}
          />
        </Form.Item>
        <Form.Item label={t.lookupField} {...faulty}>
          <Select
            aria-label={t.lookupField}
            disabled={!shown}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.lookup.field || undefined}
            options={(shown ?? []).map((field) => ({ value: field.name, label: say(field.label) }))}
            onChange={(field: string) => set({ lookup: { ...draft.lookup, field } })}
          />
        </Form.Item>
      </div>
    </>
  )
}

function LinkedSettings({ draft, set, within, fault }: Props) {
  const t = useText(kindText)
  const words = useText(settingsText)
  const say = useLabel()
  const types = useDocumentTypes()
  const pointing = types.filter((type) => linksTo(type, within.name).length > 0)
  const of = types.find((type) => type.name === draft.linked.of)
  const links = of ? linksTo(of, within.name) : []
  const faulty =
    fault === 'linked' ? { validateStatus: 'error' as const, help: words.required } : {}
  return (
    <>
      <p className={css.hint}>{pointing.length === 0 ? t.linkedNone : t.linkedHint}</p>
      <div className={css.pair}>
        <Form.Item label={t.linkedOf} {...faulty}>
          <Select
            aria-label={t.linkedOf}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.linked.of || undefined}
            options={pointing.map((type) => ({ value: type.name, label: say(type.label) }))}
            onChange={(name: string) => {
              const chosen = types.find((type) => type.name === name)
              const by = chosen ? (linksTo(chosen, within.name)[0]?.name ?? '') : ''
              set({ linked: { of: name, by } })
            }}
          />
        </Form.Item>
        {links.length > 1 && (
          <Form.Item label={t.linkedBy}>
            <Select
              aria-label={t.linkedBy}
              value={draft.linked.by || undefined}
              options={links.map((field) => ({ value: field.name, label: say(field.label) }))}
              onChange={(by: string) => set({ linked: { ...draft.linked, by } })}
            />
          </Form.Item>
        )}
      </div>
      {of && (
        <Form.Item label={t.linkedColumns} extra={t.linkedColumnsHint}>
          <Select
            mode="multiple"
            aria-label={t.linkedColumns}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.linked.columns ?? []}
            options={listableFields(of).map((field) => ({
              value: field.name,
              label: say(field.label),
            }))}
            onChange={(columns: string[]) => set({ linked: { ...draft.linked, columns } })}
          />
        </Form.Item>
      )}
    </>
  )
}

/** Links of `type` to documents of type `to`, those in its lines as `lines.item`. */
function linksTo(type: DocumentType, to: string): Field[] {
  return filterableFields(type).filter((field) => field.kind === 'link' && field.target === to)
}
