import {
  AppstoreOutlined,
  CalendarOutlined,
  ProjectOutlined,
  TableOutlined,
} from '@ant-design/icons'
import { Dropdown, Button } from 'antd'
import type { ReactNode } from 'react'
import { listableFields } from '@/documents/fields'
import type { ViewSearch } from '@/documents/saved-views'
import type { DocumentType, Field } from '@/lib/api-types'
import type { ViewLayout } from '@/lib/record-types'
import { messages, useLabel, useText } from '@/lib/text'

const m = messages({
  layout: { zh: '显示方式', en: 'Layout' },
  table: { zh: '表格', en: 'Table' },
  cards: { zh: '卡片', en: 'Cards' },
  board: { zh: '看板：按{field}', en: 'Board by {field}' },
  calendar: { zh: '日历：按{field}', en: 'Calendar by {field}' },
})

const ICONS: Record<ViewLayout, ReactNode> = {
  table: <TableOutlined />,
  cards: <AppstoreOutlined />,
  board: <ProjectOutlined />,
  calendar: <CalendarOutlined />,
}

/** Fields that a board can have columns by. */
export function boardFields(type: DocumentType): Field[] {
  return listableFields(type).filter((field) => field.kind === 'choice')
}

/** Fields that say on which day a document stands. */
export function dayFields(type: DocumentType): Field[] {
  return listableFields(type).filter((field) => ['date', 'date_time'].includes(field.kind))
}

type LayoutChoiceProps = {
  type: DocumentType
  layout: ViewLayout
  by: string | null
  on: string | null
  onChange: (search: ViewSearch) => void
}

/** As a table, as cards, as a board or as a calendar. */
export function LayoutChoice({ type, layout, by, on, onChange }: LayoutChoiceProps) {
  const t = useText(m)
  const say = useLabel()
  const item = (kind: ViewLayout, field?: Field) => ({
    key: field ? `${kind} ${field.name}` : kind,
    icon: ICONS[kind],
    label: t(kind, field && { field: say(field.label) }),
  })
  const boards = boardFields(type)
  const own = dayFields(type).filter((field) => !['created_at', 'updated_at'].includes(field.name))
  const days = own.length > 0 ? own : dayFields(type).slice(0, 1)
  const items = [
    item('table'),
    item('cards'),
    ...boards.slice(0, 4).map((field) => item('board', field)),
    ...days.slice(0, 4).map((field) => item('calendar', field)),
  ]
  const current =
    layout === 'board' ? `board ${by}` : layout === 'calendar' ? `calendar ${on}` : layout
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items,
        selectedKeys: [current],
        onClick: ({ key }) => {
          const [kind = 'table', field = ''] = key.split(' ')
          onChange({
            layout: kind === 'table' ? '' : kind,
            by: kind === 'board' ? field : '',
            on: kind === 'calendar' ? field : '',
            day: '',
          })
        },
      }}
    >
      <Button icon={ICONS[layout]} aria-label={t.layout} title={t.layout} />
    </Dropdown>
  )
}
