import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  PushpinFilled,
  PushpinOutlined,
  SettingOutlined,
} from '@ant-design/icons'
import { Button, Checkbox, Popover } from 'antd'
import { listableFields } from '@/documents/fields'
import { keptColumns, type ShownColumn } from '@/documents/use-look'
import type { DocumentType } from '@/lib/api-types'
import type { ViewColumn } from '@/lib/record-types'
import { messages, useLabel, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import css from './column-choice.module.css'

const m = messages({
  columns: { zh: '显示的列', en: 'Columns' },
  standard: { zh: '恢复默认', en: 'Reset' },
  up: { zh: '{column} 前移', en: 'Move {column} to the front' },
  down: { zh: '{column} 后移', en: 'Move {column} back' },
  freeze: { zh: '冻结 {column}', en: 'Freeze {column}' },
  hint: { zh: '拖动表头边缘可调宽度', en: 'Drag the edge of a heading to set its width' },
})

type ColumnChoiceProps = {
  type: DocumentType
  columns: ShownColumn[]
  onChange: (columns: ViewColumn[] | null) => void
}

/** Which columns are shown, in which order, and which stay in sight. */
export function ColumnChoice({ type, columns, onChange }: ColumnChoiceProps) {
  const t = useText(m)
  const phone = usePhone()
  if (phone) return null
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={<Choice type={type} columns={columns} onChange={onChange} />}
    >
      <Button icon={<SettingOutlined />} aria-label={t.columns} title={t.columns} />
    </Popover>
  )
}

function Choice({ type, columns, onChange }: ColumnChoiceProps) {
  const t = useText(m)
  const say = useLabel()
  const plain = keptColumns(columns)
  const hidden = listableFields(type).filter(
    (field) => !columns.some((column) => column.field === field.name),
  )
  const move = (at: number, by: number) => {
    const next = [...plain]
    const [moved] = next.splice(at, 1)
    if (moved) next.splice(at + by, 0, moved)
    onChange(next)
  }
  return (
    <div className={css.choice}>
      {columns.map((column, at) => {
        const name = say(column.definition.label)
        return (
          <div key={column.field} className={css.line}>
            <Checkbox
              checked
              disabled={columns.length === 1}
              onChange={() => onChange(plain.filter((it) => it.field !== column.field))}
            >
              {name}
            </Checkbox>
            <Button
              size="small"
              type="text"
              icon={<ArrowUpOutlined />}
              aria-label={t('up', { column: name })}
              disabled={at === 0}
              onClick={() => move(at, -1)}
            />
            <Button
              size="small"
              type="text"
              icon={<ArrowDownOutlined />}
              aria-label={t('down', { column: name })}
              disabled={at === columns.length - 1}
              onClick={() => move(at, 1)}
            />
            <Button
              size="small"
              type="text"
              icon={column.frozen ? <PushpinFilled /> : <PushpinOutlined />}
              aria-label={t('freeze', { column: name })}
              aria-pressed={column.frozen ?? false}
              onClick={() =>
                onChange(
                  plain.map((it) =>
                    it.field === column.field ? { ...it, frozen: !it.frozen } : it,
                  ),
                )
              }
            />
          </div>
        )
      })}
      {hidden.map((field) => (
        <div key={field.name} className={css.line}>
          <Checkbox checked={false} onChange={() => onChange([...plain, { field: field.name }])}>
            {say(field.label)}
          </Checkbox>
        </div>
      ))}
      <p className={css.hint}>{t.hint}</p>
      <Button size="small" type="link" onClick={() => onChange(null)}>
        {t.standard}
      </Button>
    </div>
  )
}
