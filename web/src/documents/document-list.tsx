import {
  CloudUploadOutlined,
  DownloadOutlined,
  FilterOutlined,
  LeftOutlined,
  PlusOutlined,
  RightOutlined,
  SettingOutlined,
} from '@ant-design/icons'
import { Link, useNavigate } from '@tanstack/react-router'
import { Badge, Button, Checkbox, Dropdown, Popover } from 'antd'
import { useState } from 'react'
import { notify } from '@/components/feedback'
import { Page, Panel } from '@/components/page'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { SearchInput } from '@/components/search-input'
import { EmptyState, ErrorState } from '@/components/states'
import { BulkActions } from '@/documents/bulk-actions'
import { FieldValue } from '@/documents/field-value'
import { filterableFields, isNumeric, listableFields, systemLabels } from '@/documents/fields'
import { FilterBuilder } from '@/documents/filter-builder'
import { useDocumentList } from '@/documents/use-document-list'
import type { DocumentRow, DocumentType, Field, Links } from '@/lib/api-types'
import { api, seg } from '@/lib/api-client'
import { currentLanguage } from '@/lib/language'
import { useMe } from '@/lib/session'
import { inSentence, messages, plural, useLabel, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-phone'
import { useStored } from '@/lib/use-stored'
import css from './document-list.module.css'

const m = messages({
  create: { zh: '新建', en: 'New' },
  import: { zh: '导入', en: 'Import' },
  export: { zh: '导出', en: 'Export' },
  columns: { zh: '显示的列', en: 'Columns' },
  standard: { zh: '恢复默认', en: 'Reset' },
  filter: { zh: '筛选', en: 'Filter' },
  search: { zh: '搜索{type}', en: 'Search {type}' },
  initials: { zh: '拼音首字母', en: 'pinyin initials' },
  all: { zh: '全部', en: 'All' },
  none: { zh: '还没有{type}', en: 'No {type} yet' },
  noneHint: {
    zh: '新建一个，或从 Excel 一次导入全部。',
    en: 'Make the first one, or import all of them from a spreadsheet.',
  },
  notFound: { zh: '没有符合条件的{type}', en: 'No {type} matches' },
  clear: { zh: '清除条件', en: 'Clear the conditions' },
  total: { zh: '共 {n} 条', en: '{n} in all' },
  many: { zh: '超过 {n} 条', en: 'more than {n}' },
  page: { zh: '第 {n} 页', en: 'page {n}' },
  previous: { zh: '上一页', en: 'Previous page' },
  next: { zh: '下一页', en: 'Next page' },
})

/** Every document of a type. */
export function DocumentList({ type }: { type: DocumentType }) {
  const t = useText(m)
  const say = useLabel()
  const navigate = useNavigate()
  const list = useDocumentList(type)
  const [selected, setSelected] = useState<string[]>([])
  const [columns, setColumns] = useColumnChoice(type)
  const [filtering, setFiltering] = useState(list.filter !== null)
  const many = say(plural(type.label))
  const rows = list.answer.data?.rows ?? []
  const asked = Boolean(list.q || list.filter || list.state)
  return (
    <Page wide title={many} actions={<ListActions type={type} query={list.query} />}>
      <Panel flush>
        <div className={css.tools}>
          <div className={css.search}>
            <SearchInput
              label={t('search', { type: inSentence(many) })}
              placeholder={searchHint(type, t, say)}
              value={list.q}
              onChange={list.setQ}
            />
          </div>
          <StateChips type={type} state={list.state} onChange={list.setState} />
          <div className={css.right}>
            <Badge dot={list.filter !== null}>
              <Button
                icon={<FilterOutlined />}
                aria-expanded={filtering}
                onClick={() => setFiltering(!filtering)}
              >
                {t.filter}
              </Button>
            </Badge>
            <ColumnChoice type={type} columns={columns} onChange={setColumns} />
          </div>
        </div>
        {filtering && (
          <div className={css.filter}>
            <FilterBuilder
              key={list.filter ? 'set' : 'empty'}
              fields={filterableFields(type)}
              value={list.filter}
              onChange={list.setFilter}
            />
          </div>
        )}
        {selected.length > 0 && (
          <BulkActions
            type={type}
            rows={rows.filter((row) => selected.includes(row.id))}
            count={selected.length}
            onDone={() => setSelected([])}
          />
        )}
        {list.answer.error && !list.answer.data ? (
          <ErrorState error={list.answer.error} retry={() => void list.answer.refetch()} />
        ) : (
          <ResponsiveTable
            label={many}
            rows={rows}
            rowKey={(row) => row.id}
            columns={tableColumns(type, columns, list.answer.data?.links, say)}
            onOpen={(row) =>
              void navigate({
                to: '/d/$type/$id',
                params: { type: type.name, id: row.id },
              })
            }
            selection={{ selected, onChange: setSelected }}
            sort={list.sort}
            onSort={list.setSort}
            loading={list.answer.isPending || list.answer.isPlaceholderData}
            empty={
              asked ? (
                <EmptyState
                  title={t('notFound', { type: inSentence(many) })}
                  action={<Button onClick={list.clear}>{t.clear}</Button>}
                />
              ) : (
                <EmptyState
                  title={t('none', { type: inSentence(many) })}
                  hint={type.permitted.create ? t.noneHint : undefined}
                  action={<ListActions type={type} query={null} />}
                />
              )
            }
            footer={<Footer list={list} />}
          />
        )}
      </Panel>
    </Page>
  )
}

/** What the search looks at, in the type's own words. */
function searchHint(
  type: DocumentType,
  t: { initials: string },
  say: (label: Field['label']) => string,
): string {
  const searched = type.fields.filter((field) => field.searchable)
  const words = searched.map((field) => say(field.label))
  if (!type.key_field) words.unshift(say(systemLabels.number))
  if (type.title_field) words.splice(2, 0, t.initials)
  return words.join(currentLanguage() === 'zh' ? '、' : ', ')
}

function Footer({ list }: { list: ReturnType<typeof useDocumentList> }) {
  const t = useText(m)
  const page = list.answer.data
  if (!page) return null
  const counted = list.counted
  const several = list.page > 0 || page.next !== null
  return (
    <>
      <span className="num">
        {counted?.exact !== undefined
          ? t('total', { n: counted.exact.toLocaleString('en') })
          : counted?.atLeast && t('many', { n: counted.atLeast.toLocaleString('en') })}
      </span>
      {several && (
        <span className={css.pager}>
          <Button
            size="small"
            icon={<LeftOutlined />}
            aria-label={t.previous}
            disabled={list.page === 0}
            onClick={list.back}
          />
          {t('page', { n: list.page + 1 })}
          <Button
            size="small"
            icon={<RightOutlined />}
            aria-label={t.next}
            disabled={!page.next}
            onClick={list.next}
          />
        </span>
      )}
    </>
  )
}

type ListQuery = ReturnType<typeof useDocumentList>['query']

/** Without a query there is nothing to export. */
function ListActions({ type, query }: { type: DocumentType; query: ListQuery | null }) {
  const t = useText(m)
  const { may } = useMe()
  const exportAs = (format: string) =>
    api
      .download(`/api/documents/${seg(type.name)}/export`, { ...query, format })
      .catch(notify.problem)
  return (
    <>
      {may.export && query && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'xlsx', label: 'Excel (.xlsx)' },
              { key: 'csv', label: 'CSV' },
            ],
            onClick: ({ key }) => void exportAs(key),
          }}
        >
          <Button icon={<DownloadOutlined />}>{t.export}</Button>
        </Dropdown>
      )}
      {may.import && type.permitted.create && (
        <Link to="/imports" search={{ kind: type.name }}>
          <Button icon={<CloudUploadOutlined />} tabIndex={-1}>
            {t.import}
          </Button>
        </Link>
      )}
      {type.permitted.create && (
        <Link to="/d/$type/new" params={{ type: type.name }}>
          <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
            {t.create}
          </Button>
        </Link>
      )}
    </>
  )
}

type StateChipsProps = { type: DocumentType; state: string; onChange: (state: string) => void }

function StateChips({ type, state, onChange }: StateChipsProps) {
  const t = useText(m)
  const say = useLabel()
  if (type.states.length < 2) return null
  const chips = [
    { name: '', label: t.all },
    ...type.states.map((s) => ({ ...s, label: say(s.label) })),
  ]
  return (
    <div className={css.chips} role="group">
      {chips.map((chip) => (
        <button
          key={chip.name}
          type="button"
          className={css.chip}
          aria-pressed={state === chip.name}
          onClick={() => onChange(chip.name)}
        >
          {chip.label}
        </button>
      ))}
    </div>
  )
}

/** Which columns this browser shows; unknown names are dropped, since definitions change. */
function useColumnChoice(type: DocumentType) {
  const [chosen, setChosen] = useStored<string[] | null>(`changping.columns.${type.name}`, null)
  const listable = listableFields(type)
  const fallback = listable.length > 8 ? listable.slice(0, 8).map((field) => field.name) : null
  const names =
    chosen ?? (type.list.length > 0 ? type.list : (fallback ?? listable.map((f) => f.name)))
  const columns = names.flatMap((name) => listable.find((field) => field.name === name) ?? [])
  return [columns, setChosen] as const
}

type ColumnChoiceProps = {
  type: DocumentType
  columns: Field[]
  onChange: (names: string[] | null) => void
}

function ColumnChoice({ type, columns, onChange }: ColumnChoiceProps) {
  const t = useText(m)
  const say = useLabel()
  const phone = usePhone()
  if (phone) return null
  const shown = columns.map((field) => field.name)
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className={css.choice}>
          {listableFields(type).map((field) => (
            <Checkbox
              key={field.name}
              checked={shown.includes(field.name)}
              onChange={(event) =>
                onChange(
                  event.target.checked
                    ? [...shown, field.name]
                    : shown.filter((name) => name !== field.name),
                )
              }
            >
              {say(field.label)}
            </Checkbox>
          ))}
          <Button size="small" type="link" onClick={() => onChange(null)}>
            {t.standard}
          </Button>
        </div>
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t.columns} title={t.columns} />
    </Popover>
  )
}

function tableColumns(
  type: DocumentType,
  fields: Field[],
  links: Links | undefined,
  say: (label: Field['label']) => string,
): TableColumn<DocumentRow>[] {
  const title = type.title_field ?? type.key_field ?? 'number'
  const cardTitle = fields.some((field) => field.name === title) ? title : fields[0]?.name
  return fields.map((field) => ({
    key: field.name,
    title: say(field.label),
    align: isNumeric(field) ? 'right' : 'left',
    sortable: field.kind !== 'member',
    render: (row) => <Cell type={type} field={field} row={row} links={row.links ?? links} />,
    ...(field.name === cardTitle && { cardRole: 'title' as const }),
    ...(field.name === 'state' && { cardRole: 'tag' as const }),
    ...(field.kind === 'text' && field.name !== 'number' && { ellipsis: true, width: 320 }),
  }))
}

type CellProps = { type: DocumentType; field: Field; row: DocumentRow; links: Links | undefined }

function Cell({ type, field, row, links }: CellProps) {
  const own: Record<string, unknown> = {
    number: row.number,
    state: row.state,
    created_at: row.created_at,
    updated_at: row.updated_at,
    created_by: row.created_by,
  }
  const value = row.fields[field.name] ?? (own[field.name] as string | undefined)
  const names = field.name === (type.key_field ?? 'number') || field.name === type.title_field
  const text = <FieldValue field={field} value={value} links={links} quiet />
  // A real link, for the keyboard, for screen readers, and for a second tab.
  return names && value ? (
    <Link to="/d/$type/$id" params={{ type: type.name, id: row.id }} className={css.name}>
      {text}
    </Link>
  ) : (
    text
  )
}
