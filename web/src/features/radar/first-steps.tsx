import { CheckOutlined, CloudUploadOutlined, PlusOutlined } from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { EmptyState } from '@/components/states'
import { useDocumentTypes } from '@/documents/use-document-types'
import { api, seg } from '@/lib/api-client'
import type { DocumentRow, Page } from '@/lib/api-types'
import { keys } from '@/lib/query'
import { useMe } from '@/lib/session'
import { plural, useLabel, useText } from '@/lib/text'
import css from './first-steps.module.css'
import { RadarClear } from './radar-clear'
import { radarText } from './radar-text'

/** What the radar needs to see anything, in the order in which companies bring it. */
const NEEDED = ['warehouse', 'item', 'supplier', 'supply', 'opening_stock']

/** A radar that knows no stock yet says how to begin: by hand, or with the files there are. */
export function FirstSteps() {
  const t = useText(radarText)
  const say = useLabel()
  const { may } = useMe()
  const types = useDocumentTypes()
  const needed = NEEDED.flatMap((name) => types.find((type) => type.name === name) ?? [])
  const found = useQueries({
    queries: needed.map(({ name }) => ({
      queryKey: keys.documents(name, 'first'),
      queryFn: () => api.get<Page<DocumentRow>>(`/api/documents/${seg(name)}`, { limit: 1 }),
    })),
  })
  const steps = [
    ...needed.map((type, at) => ({
      kind: type.name,
      words: say(plural(type.label)),
      create: type.permitted.create,
      done: (found[at]?.data?.rows.length ?? 0) > 0,
    })),
    { kind: 'sales-history', words: t.salesHistory, create: false, done: false },
  ]
  return (
    <EmptyState
      picture={<RadarClear />}
      title={t.beginTitle}
      hint={t.beginHint}
      action={
        <ol className={css.steps}>
          {steps.map(({ kind, words, create, done }, at) => (
            <li key={kind} className={css.step}>
              <span className={css.mark} data-done={done}>
                {done ? <CheckOutlined aria-label={t.stepDone} /> : at + 1}
              </span>
              <span className={css.words}>{words}</span>
              {create && (
                <Link to="/d/$type/new" params={{ type: kind }}>
                  <Button tabIndex={-1} icon={<PlusOutlined />} aria-label={`${t.byHand} ${words}`}>
                    {t.byHand}
                  </Button>
                </Link>
              )}
              {may.import && (
                <Link to="/imports" search={{ kind } as never}>
                  <Button
                    tabIndex={-1}
                    icon={<CloudUploadOutlined />}
                    aria-label={`${t.byFile} ${words}`}
                  >
                    {t.byFile}
                  </Button>
                </Link>
              )}
            </li>
          ))}
        </ol>
      }
    />
  )
}
