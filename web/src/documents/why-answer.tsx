import { useQuery } from '@tanstack/react-query'
import { QueryState } from '@/components/states'
import { DocumentLink } from '@/documents/document-link'
import { FieldValue } from '@/documents/field-value'
import { useDocumentType } from '@/documents/use-document-types'
import type {
  DocumentRef,
  DocumentType,
  Field,
  FieldContent,
  Links,
  Source,
  Why,
} from '@/lib/api-types'
import { formatInstant } from '@/lib/dates'
import { messages, useLabel, useText } from '@/lib/text'
import type { WhyAsked } from './why-button'
import css from './why.module.css'

const m = messages({
  hidden: { zh: '字段没有显示，按规则清空', en: 'Not shown, and cleared by rule' },
  formula: { zh: '由公式算出', en: 'Computed by its formula' },
  sent: { zh: '手工填写', en: 'Filled in by hand' },
  kept: { zh: '保存时就是这个值', en: 'It was saved so' },
  linkage: { zh: '取自匹配的单据', en: 'Taken from a matching document' },
  default: { zh: '默认值', en: 'The default' },
  agreed: { zh: '约定的价格', en: 'The price that was agreed' },
  none: { zh: '还没有值', en: 'No value yet' },
  from: { zh: '来自', en: 'From' },
  reads: { zh: '用到', en: 'It reads' },
  formulaIs: { zh: '公式', en: 'Formula' },
  otherwise: { zh: '否则会是', en: 'Otherwise it would be' },
  keptBy: { zh: '{name} 于 {at}', en: 'by {name} on {at}' },
  required: { zh: '现在必填', en: 'Required now' },
  readOnly: { zh: '现在不能改', en: 'Not to be changed now' },
  notShown: { zh: '现在不显示', en: 'Not shown now' },
})

type WhyAnswerProps = {
  type: DocumentType
  field: Field
  path: string
  ask: () => Promise<WhyAsked | { why: Why[] }>
  about: unknown[]
}

export default function WhyAnswer({ type, field, path, ask, about }: WhyAnswerProps) {
  const query = useQuery({ queryKey: ['why', type.name, path, ...about], queryFn: ask, gcTime: 0 })
  return (
    <div className={css.answer}>
      <QueryState query={query}>
        {(told) => {
          const links = 'links' in told ? told.links : {}
          const found = told.why.filter((it) => it.path === path || it.path.startsWith(`${path}.`))
          return (
            <>
              {found.map((why) => (
                <Answer key={why.path} type={type} head={field} why={why} links={links} />
              ))}
              {found.length === 0 && <Nothing />}
            </>
          )
        }}
      </QueryState>
    </div>
  )
}

function Nothing() {
  const t = useText(m)
  return <p className={css.source}>{t.none}</p>
}

/** `price` or `lines.price`, wherever it stands: `lines[0].price`. */
function fieldAt(type: DocumentType, path: string): Field | undefined {
  const [head = '', column] = path.replace(/\[\d+\]/g, '').split('.')
  const field = type.fields.find((one) => one.name === head)
  return column ? field?.columns?.find((one) => one.name === column) : field
}

type AnswerProps = { type: DocumentType; head: Field; why: Why; links: Links }

function Answer({ type, head, why, links }: AnswerProps) {
  const t = useText(m)
  const say = useLabel()
  const field = fieldAt(type, why.field) ?? head
  const shown = (at: Field | undefined, value: FieldContent) =>
    at ? <FieldValue field={at} value={value} links={links} quiet /> : String(value)
  return (
    <section className={css.one}>
      {why.path !== head.name && <h4 className={css.name}>{say(field.label)}</h4>}
      <p className={css.source}>
        <b>{shown(field, why.value)}</b>
        {' · '}
        {why.source ? t[why.source satisfies Source] : t.none}
        {why.kept &&
          ` · ${t('keptBy', { name: why.kept.by.name, at: formatInstant(why.kept.at) })}`}
      </p>
      {why.from && (
        <p className={css.line}>
          {t.from} <From from={why.from} />
        </p>
      )}
      {why.source === 'formula' && field.formula && (
        <p className={css.line}>
          {t.formulaIs} <code>{field.formula}</code>
        </p>
      )}
      {why.inputs.length > 0 && (
        <dl className={css.inputs}>
          <dt>{t.reads}</dt>
          {why.inputs.map((input) => {
            const at = fieldAt(type, input.path)
            return (
              <dd key={input.path}>
                {at ? say(at.label) : input.path}: {shown(at, input.value)}
              </dd>
            )
          })}
        </dl>
      )}
      {why.others.map((other) => (
        <p key={other.source} className={css.line}>
          {t.otherwise} {shown(field, other.value)} ({t[other.source]})
        </p>
      ))}
      <p className={css.line}>
        {[!why.shown && t.notShown, why.required && t.required, why.read_only && t.readOnly]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </section>
  )
}

function From({ from }: { from: DocumentRef }) {
  const say = useLabel()
  const type = useDocumentType(from.type)
  return (
    <>
      {type && say(type.label)} <DocumentLink type={from.type} id={from.id} number={from.number} />
    </>
  )
}
