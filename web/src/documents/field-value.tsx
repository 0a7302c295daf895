import { CheckOutlined } from '@ant-design/icons'
import { ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import { asRows, isEmpty } from '@/documents/fields'
import { FilesValue } from '@/documents/kinds/files-value'
import css from '@/documents/kinds/parts.module.css'
import { addressText, asLocation, asTexts, locationText, mapAddress } from '@/documents/kinds/parts'
import { QrValue } from '@/documents/kinds/qr-value'
import { RichTextValue } from '@/documents/kinds/rich-text-value'
import { useMembers } from '@/documents/lookup'
import { toneOf } from '@/documents/state-tag'
import type { Field, FieldContent, Links } from '@/lib/api-types'
import { formatDay, formatInstant } from '@/lib/dates'
import { formatDecimal, formatMoney, formatQuantity, formatUnitPrice } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { messages, useLabel, useText } from '@/lib/text'

const m = messages({
  yes: { zh: '是', en: 'Yes' },
  no: { zh: '否', en: 'No' },
  lines: { zh: '{n} 行', en: '{n} lines' },
})

type FieldValueProps = {
  field: Field
  value: FieldContent | { id: string; name: string }
  links?: Links | undefined
  /** In dense tables links look like text until they are pointed at. */
  quiet?: boolean
}

/** A field's value as people read it. */
export function FieldValue({ field, value, links, quiet }: FieldValueProps) {
  const t = useText(m)
  const say = useLabel()
  // A code of the document itself needs no value.
  if (field.kind === 'qr' && !field.formula && !quiet) return <QrValue text="" />
  if (isEmpty(value)) return <span style={{ color: 'var(--ink-3)' }}>—</span>
  const text = String(value)
  switch (field.kind) {
    case 'quantity':
      return <span className="num">{formatQuantity(text)}</span>
    case 'money':
      return <Amount value={text} format={formatMoney} />
    case 'unit_price':
      return <Amount value={text} format={formatUnitPrice} />
    case 'number':
      return <span className="num">{formatDecimal(text, { max: field.decimals ?? 6 })}</span>
    case 'percent':
      return <span className="num">{formatDecimal(text)}%</span>
    case 'date':
      return <span className="num">{formatDay(text)}</span>
    case 'date_time':
      return <span className="num">{formatInstant(text)}</span>
    case 'yes_no':
      return value === true || text === 'true' ? (
        <CheckOutlined aria-label={t.yes} style={{ color: 'var(--ok)' }} />
      ) : (
        <span style={{ color: 'var(--ink-3)' }}>{t.no}</span>
      )
    case 'choice': {
      const choice = field.choices?.find((c) => c.value === text)
      const words = choice ? say(choice.label) : text
      return choice?.colour ? <ToneTag tone={toneOf(choice.colour)}>{words}</ToneTag> : words
    }
    case 'link': {
      const linked = field.target ? links?.[field.target]?.[text] : undefined
      if (!field.target) return text
      return (
        <DocumentLink
          type={field.target}
          id={linked?.id ?? text}
          number={text}
          title={linked?.title}
          quiet={quiet}
        />
      )
    }
    case 'member':
      return <MemberName value={value} />
    case 'long_text':
      return quiet ? shortened(text) : <span className={css.lines}>{text}</span>
    case 'rich_text':
      return <RichTextValue html={text} dense={quiet} />
    case 'choices':
      return <ChoiceTags field={field} values={asTexts(value as FieldContent)} />
    case 'phone':
      return <a href={`tel:${text.replace(/[^\d+]/g, '')}`}>{text}</a>
    case 'email':
      return <a href={`mailto:${text}`}>{text}</a>
    case 'url':
      return <WebLink address={text} />
    case 'address':
      return addressText(value as FieldContent)
    case 'location':
      return <Place value={value as FieldContent} />
    case 'attachment':
    case 'image':
    case 'signature':
      return <FilesValue field={field} value={value as FieldContent} dense={quiet} />
    case 'qr':
      return <QrValue text={text} dense={quiet} />
    case 'lookup':
      return field.shown ? (
        <FieldValue field={field.shown} value={value} links={links} {...(quiet && { quiet })} />
      ) : (
        text
      )
    case 'rows':
      return t('lines', { n: asRows(value).length })
    default:
      return text
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 80)}…` : line
}

function ChoiceTags({ field, values }: { field: Field; values: string[] }) {
  const say = useLabel()
  return (
    <span className={css.tags}>
      {values.map((value) => {
        const choice = field.choices?.find((c) => c.value === value)
        return (
          <ToneTag key={value} tone={toneOf(choice?.colour ?? 'default')}>
            {choice ? say(choice.label) : value}
          </ToneTag>
        )
      })}
    </span>
  )
}

/** The server takes only addresses of the web; what came another way is text. */
function WebLink({ address }: { address: string }) {
  if (!/^https?:\/\//i.test(address)) return address
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer nofollow"
      onClick={(event) => event.stopPropagation()}
    >
      {address.replace(/^https?:\/\//i, '').replace(/\/$/, '')}
    </a>
  )
}

function Place({ value }: { value: FieldContent }) {
  const at = asLocation(value)
  if (!at) return null
  return (
    <a
      href={mapAddress(at)}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(event) => event.stopPropagation()}
    >
      {locationText(value)}
    </a>
  )
}

function Amount({ value, format }: { value: string; format: typeof formatMoney }) {
  const { company } = useMe()
  return <span className="num">{format(value, company.currency)}</span>
}

function MemberName({ value }: { value: unknown }) {
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name)
  return <MemberById id={String(value)} />
}

function MemberById({ id }: { id: string }) {
  return useMembers().find((member) => member.id === id)?.name ?? id
}
