import { Panel } from '@/components/page'
import { listableFields } from '@/documents/fields'
import type { DocumentType } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import { OrderedNames } from './ordered-names'
import section from './section.module.css'
import { settingsText } from './settings-text'

type Props = { type: DocumentType; list: string[]; onChange: (list: string[]) => void }

/** Which columns a list shows at first, and in which order. */
export function ListColumns({ type, list, onChange }: Props) {
  const t = useText(settingsText)
  const say = useLabel()
  const fields = listableFields(type)
  const nameOf = (name: string) => say(fields.find((field) => field.name === name)?.label) || name
  const addable = fields.map((field) => field.name).filter((name) => !list.includes(name))
  return (
    <Panel title={t.listColumns}>
      <p className={section.hint}>{t.listHint}</p>
      <OrderedNames
        list={list}
        onChange={onChange}
        nameOf={nameOf}
        addable={addable}
        add={t.addColumn}
        least={1}
      />
    </Panel>
  )
}
