import { Link } from '@tanstack/react-router'
import { Panel } from '@/components/page'
import { useProcedures } from '@/documents/use-procedures'
import type { DocumentType } from '@/lib/api-types'
import { messages, useText } from '@/lib/text'
import css from './document-detail.module.css'

const m = messages({
  title: { zh: '怎么做', en: 'How it is done' },
  steps: { zh: '{n} 步', en: '{n} steps' },
})

/** The company's procedures for documents of this type. Nothing is drawn where there is none. */
export function HowItIsDone({ type }: { type: DocumentType }) {
  const t = useText(m)
  const rows = (useProcedures().data?.rows ?? []).filter(({ fields: { covers } }) =>
    (covers as string[] | null)?.includes(type.name),
  )
  if (rows.length === 0) return null
  return (
    <Panel title={t.title}>
      <ul className={css.related}>
        {rows.map(({ id, title, fields }) => (
          <li key={id}>
            <Link to="/d/$type/$id" params={{ type: 'procedure', id }}>
              {title}
            </Link>{' '}
            {Array.isArray(fields.steps) && <span>{t('steps', { n: fields.steps.length })}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
