import { BgColorsOutlined, CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Badge, Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { ToneTag } from '@/components/tone-tag'
import { filterableFields } from '@/documents/fields'
import { FilterBuilder } from '@/documents/filter-builder'
import type { ShownColumn } from '@/documents/use-look'
import type { DocumentType, Filter } from '@/lib/api-types'
import type { Colouring, RowTone } from '@/lib/record-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './colour-choice.module.css'

const m = messages({
  colours: { zh: '条件颜色', en: 'Colours' },
  when: { zh: '当', en: 'When' },
  then: { zh: '就把', en: 'then make' },
  tone: { zh: '颜色 {n}', en: 'Colour {n}' },
  where: { zh: '涂色的地方 {n}', en: 'What is coloured {n}' },
  row: { zh: '整行', en: 'the whole row' },
  add: { zh: '添加颜色', en: 'Add a colour' },
  remove: { zh: '删除颜色 {n}', en: 'Remove colour {n}' },
  none: { zh: '符合条件的行或单元格会涂上颜色。', en: 'Rows or cells that match take a colour.' },
  order: { zh: '几条都符合时，用最上面的一条。', en: 'Where several fit, the first one counts.' },
  done: { zh: '完成', en: 'Done' },
  cancel: { zh: '取消', en: 'Cancel' },
})

const TONES = messages({
  danger: { zh: '红', en: 'Red' },
  warning: { zh: '橙', en: 'Orange' },
  caution: { zh: '黄', en: 'Yellow' },
  ok: { zh: '绿', en: 'Green' },
  info: { zh: '蓝', en: 'Blue' },
  muted: { zh: '灰', en: 'Grey' },
})

type ColourChoiceProps = {
  type: DocumentType
  columns: ShownColumn[]
  colours: Colouring[]
  onChange: (colours: Colouring[]) => void
}
type Draft = { filter: Filter | null; tone: RowTone; field?: string }

/** Which rows and cells of a list take which colour. */
export function ColourChoice({ type, columns, colours, onChange }: ColourChoiceProps) {
  const t = useText(m)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Badge dot={colours.length > 0}>
        <Button
          icon={<BgColorsOutlined />}
          aria-label={t.colours}
          title={t.colours}
          onClick={() => setOpen(true)}
        />
      </Badge>
      {open && (
        <ColourDialog
          type={type}
          columns={columns}
          colours={colours}
          onClose={() => setOpen(false)}
          onChange={(next) => {
            setOpen(false)
            onChange(next)
          }}
        />
      )}
    </>
  )
}

function ColourDialog({
  type,
  columns,
  colours,
  onChange,
  onClose,
}: ColourChoiceProps & { onClose: () => void }) {
  const t = useText(m)
  const say = useLabel()
  const tones = useText(TONES)
  const [list, setList] = useState<Draft[]>(
    colours.length > 0 ? colours : [{ filter: null, tone: 'warning' }],
  )
  // Lines of a document are not in its row of the list.
  const fields = filterableFields(type).filter((field) => !field.name.includes('.'))
  const put = (at: number, change: Partial<Draft>) =>
    setList(list.map((old, index) => (index === at ? { ...old, ...change } : old)))
  const finished = list.flatMap(({ filter, ...rest }): Colouring[] =>
    filter ? [{ filter, ...rest }] : [],
  )
  return (
    <Modal
      open
      centered
      width={640}
      title={t.colours}
      okText={t.done}
      cancelText={t.cancel}
      onOk={() => onChange(finished)}
      onCancel={onClose}
    >
      <p className={css.hint}>
        {t.none} {list.length > 1 && t.order}
      </p>
      <ol className={css.list}>
        {list.map((one, at) => (
          <li key={at} className={css.rule}>
            <FilterBuilder
              fields={fields}
              value={one.filter}
              onChange={(filter) => put(at, { filter })}
            />
            <div className={css.then}>
              <span>{t.then}</span>
              <Select
                aria-label={t('where', { n: at + 1 })}
                popupMatchSelectWidth={false}
                value={one.field ?? ''}
                options={[
                  { value: '', label: t.row },
                  ...columns.map((it) => ({ value: it.field, label: say(it.definition.label) })),
                ]}
                onChange={(field: string) => {
                  const { filter, tone } = one
                  const next = field ? { filter, tone, field } : { filter, tone }
                  setList(list.map((old, index) => (index === at ? next : old)))
                }}
              />
              <Select<RowTone>
                aria-label={t('tone', { n: at + 1 })}
                popupMatchSelectWidth={false}
                value={one.tone}
                options={(Object.keys(TONES) as RowTone[]).map((tone) => ({
                  value: tone,
                  label: <ToneTag tone={tone}>{tones(tone)}</ToneTag>,
                }))}
                onChange={(tone) => put(at, { tone })}
              />
              <Button
                type="text"
                icon={<CloseOutlined />}
                aria-label={t('remove', { n: at + 1 })}
                onClick={() => setList(list.filter((_, index) => index !== at))}
              />
            </div>
          </li>
        ))}
      </ol>
      <Button
        size="small"
        type="text"
        icon={<PlusOutlined />}
        disabled={list.length >= 20}
        onClick={() => setList([...list, { filter: null, tone: 'warning' }])}
      >
        {t.add}
      </Button>
    </Modal>
  )
}
