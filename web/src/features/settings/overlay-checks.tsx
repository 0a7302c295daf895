import { useState } from 'react'
import { Button } from 'antd'
import type { Check, DocumentType } from '@/lib/api-types'
import { useText } from '@/lib/text'
import { DesignerChecks } from './designer-checks'
import css from './designer.module.css'
import { filled } from './identifier'
import { settingsText } from './settings-text'

type Props = {
  type: DocumentType
  /** The company's own; those of the type itself stay. */
  checks: Check[]
  onSave: (checks: Check[]) => void
  saving: boolean
}

/** What a company wants to hold before a built-in document is saved. */
export function OverlayChecks({ type, checks, onSave, saving }: Props) {
  const t = useText(settingsText)
  const [draft, setDraft] = useState(checks)
  const whole = draft.every((check) => check.expression && filled(check.message).zh)
  return (
    <DesignerChecks
      within={type}
      checks={draft}
      onChange={setDraft}
      foot={
        draft !== checks && (
          <div className={css.foot}>
            <Button
              type="primary"
              disabled={!whole}
              loading={saving}
              onClick={() =>
                onSave(draft.map((check) => ({ ...check, message: filled(check.message) })))
              }
            >
              {t.save}
            </Button>
          </div>
        )
      }
    />
  )
}
