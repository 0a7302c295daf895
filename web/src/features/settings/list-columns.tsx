import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { Panel } from '@/components/page'
import { listableFields } from '@/documents/fields'
import type { DocumentType } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import css from './list-columns.module.css'
import { moved } from './overlay'
import section from './section.module.css'
import { settingsText } from './settings-text'

type Props = { type: DocumentType; list: string[]; onChange: (list: string[]) => void }

/** Which columns a list shows at first, and in which order. */
export function ListColumns({ type, list, onChange }: Props) {
  const t = useText(settingsText)
  const say = useLabel()
  const fields = listableFields(type)
  const nameOf = (name: string) => say(fields.find((field) => field.name === name)?.label) || name
  const addable = fields.filter((field) => !list.includes(field.name))
  return (
    <Panel title={t.listColumns}>
      <p className={section.hint}>{t.listHint}</p>
      <ol className={css.columns}>
        {list.map((name, index) => (
          <li key={name} className={css.column}>
            <span className={css.name}>{nameOf(name)}</span>
            <Button
              size="small"
              type="text"
              icon={<ArrowUpOutlined />}
              disabled={index === 0}
              aria-label={`${t.up} ${nameOf(name)}`}
              onClick={() => onChange(moved(list, index, index - 1))}
            />
            <Button
              size="small"
              type="text"
              icon={<ArrowDownOutlined />}
              disabled={index === list.length - 1}
              aria-label={`${t.down} ${nameOf(name)}`}
              onClick={() => onChange(moved(list, index, index + 1))}
            />
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined />}
              disabled={list.length === 1}
              aria-label={t('removeOf', { what: nameOf(name) })}
              onClick={() => onChange(list.filter((one) => one !== name))}
            />
          </li>
        ))}
      </ol>
      {addable.length > 0 && (
        <Select
          className={css.add ?? ''}
          aria-label={t.addColumn}
          placeholder={t.addColumn}
          value={null}
          onChange={(name: string | null) => name && onChange([...list, name])}
          options={addable.map((field) => ({ value: field.name, label: say(field.label) }))}
        />
      )}
    </Panel>
  )
}
