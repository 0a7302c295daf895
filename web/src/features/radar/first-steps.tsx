import { CloudUploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '@/components/states'
import { useDocumentTypes } from '@/documents/use-document-types'
import { useMe } from '@/lib/session'
import { plural, useLabel, useText } from '@/lib/text'
import { RadarClear } from './radar-clear'
import { radarText } from './radar-text'

/** What the radar needs to see anything, in the order in which companies bring it. */
const NEEDED = ['item', 'supplier', 'supply', 'opening_stock']

/** A radar that knows no stock yet says how to begin. */
export function FirstSteps() {
  const t = useText(radarText)
  const say = useLabel()
  const { may } = useMe()
  const types = useDocumentTypes()
  const steps = NEEDED.flatMap((name) => types.find((type) => type.name === name) ?? [])
  const kinds = [
    ...steps.map((type) => ({ kind: type.name, words: say(plural(type.label)) })),
    { kind: 'sales-history', words: t.salesHistory },
  ]
  return (
    <EmptyState
      picture={<RadarClear />}
      title={t.beginTitle}
      hint={t.beginHint}
      action={
        may.import &&
        kinds.map(({ kind, words }, index) => (
          <Link key={kind} to="/imports" search={{ kind } as never}>
            <Button tabIndex={-1} icon={<CloudUploadOutlined />}>
              {index + 1}. {words}
            </Button>
          </Link>
        ))
      }
    />
  )
}
