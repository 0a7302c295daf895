import { useState } from 'react'
import { LockOutlined } from '@ant-design/icons'
import { useSearch } from '@tanstack/react-router'
import { Page, Panel } from '@/components/page'
import { EmptyState } from '@/components/states'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { DropZone } from './drop-zone'
import css from './import-page.module.css'
import { importText } from './import-text'
import { KindChoice } from './kind-choice'
import { RecentImports } from './recent-imports'

export default function ImportPage() {
  const t = useText(importText)
  const me = useMe()
  const search = useSearch({ strict: false }) as { kind?: string }
  const [kind, setKind] = useState(search.kind ?? 'item')
  if (!me.may.import) {
    return (
      <Page title={t.title}>
        <Panel>
          <EmptyState icon={<LockOutlined />} title={t.notAllowed} hint={t.notAllowedHint} />
        </Panel>
      </Page>
    )
  }
  return (
    <Page title={t.title} subtitle={t.subtitle}>
      <div className={css.columns}>
        <Panel title={t.whatTitle}>
          <KindChoice kind={kind} onChange={setKind} />
        </Panel>
        <Panel title={t.fileTitle}>
          <DropZone kind={kind} />
        </Panel>
      </div>
      <RecentImports />
    </Page>
  )
}
