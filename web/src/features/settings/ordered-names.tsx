import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useText } from '@/lib/text'
import css from './list-columns.module.css'
import { moved } from './overlay'
import { settingsText } from './settings-text'

type Props = {
  list: string[]
  onChange: (list: string[]) => void
  nameOf: (name: string) => string
  /** What may be added. */
  addable: string[]
  add: string
  /** How many must stay. */
  least?: number
}

/** Names in an order that one changes, with more to add. */
export function OrderedNames({ list, onChange, nameOf, addable, add, least = 0 }: Props) {
  const t = useText(settingsText)
  return (
    <>
      {list.length > 0 && (
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
                disabled={list.length <= least}
                aria-label={t('removeOf', { what: nameOf(name) })}
                onClick={() => onChange(list.filter((one) => one !== name))}
              />
            </li>
          ))}
        </ol>
      )}
      {addable.length > 0 && (
        <Select
          className={css.add ?? ''}
          aria-label={add}
          placeholder={add}
          value={null}
          onChange={(name: string | null) => name && onChange([...list, name])}
          options={addable.map((name) => ({ value: name, label: nameOf(name) }))}
        />
      )}
    </>
  )
}
