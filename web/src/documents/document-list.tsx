import {
  CloudUploadOutlined,
  DownloadOutlined,
  FilterOutlined,
  LeftOutlined,
  PlusOutlined,
  RightOutlined,
} from '@ant-design/icons'
import { Link, useNavigate } from '@tanstack/react-router'
import { Badge, Button, Dropdown } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { notify } from '@/components/feedback'
import { Page, Panel } from '@/components/page'
import { ResponsiveTable } from '@/components/responsive-table'
import { SearchInput } from '@/components/search-input'
import { EmptyState, ErrorState } from '@/components/states'
import { Board } from '@/documents/board'
import { BulkActions } from '@/documents/bulk-actions'
import { Calendar } from '@/documents/calendar'
import { CardGrid } from '@/documents/card-grid'
import { ColourChoice } from '@/documents/colour-choice'
import { tonesOf } from '@/documents/colouring'
import { ColumnChoice } from '@/documents/column-choice'
import { filterableFields, systemLabels } from '@/documents/fields'
import { FilterBuilder } from '@/documents/filter-builder'
import { boardFields, dayFields, LayoutChoice } from '@/documents/layout-choice'
import { listColumns } from '@/documents/list-cells'
import { ListTotals, useListTotals } from '@/documents/list-totals'
import type { Picked } from '@/documents/run-batch'
import { defaultOf, searchOf, useSavedViews } from '@/documents/saved-views'
import { useDocumentList } from '@/documents/use-document-list'
import { keptColumns, useLook } from '@/documents/use-look'
import { ViewBar } from '@/documents/view-bar'
import type { DocumentType, Field } from '@/lib/api-types'
import { api, seg } from '@/lib/api-client'
import { currentLanguage } from '@/lib/language'
import { useMe } from '@/lib/session'
import { inSentence, messages, plural, useLabel, useText } from '@/lib/text'
import css from './document-list.module.css'

const m = messages({
  create: { zh: '新建', en: 'New' },
  import: { zh: '导入', en: 'Import' },
  export: { zh: '导出', en: 'Export' },
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

type List = ReturnType<typeof useDocumentList>
type Look = ReturnType<typeof useLook>

/** Every document of a type, in the layout of a view. */
export function DocumentList({ type }: { type: DocumentType }) {
  const t = useText(m)
  const say = useLabel()
  const list = useDocumentList(type)
  const { views, known } = useSavedViews(type.name)
  const view = views.find((it) => it.id === list.search.view)
  const look = useLook(type, view, list.search)
  const [picked, setPicked] = useState<Picked[]>([])
  const [filtering, setFiltering] = useState(list.filter !== null && !list.search.view)
  const many = say(plural(type.label))
  const asked = Boolean(list.q || list.filter || list.state)

  // Whoever opens the list without asking for anything sees the view that comes first.
  const first = Object.values(list.search).some(Boolean) ? undefined : defaultOf(views)
  useEffect(() => {
    if (known && first) list.ask(searchOf(first))
  })

  return (
    <Page wide title={many} actions={<ListActions type={type} query={list.query} />}>
      <Panel flush>
        <ViewBar
          type={type}
          views={views}
          current={view}
          body={look.body}
          changed={look.changed}
          worth={asked || list.layout !== 'table' || look.colours.length > 0}
          onForget={look.forget}
          onOpen={(search) => {
            setPicked([])
            list.ask({ ...NOTHING, ...search })
          }}
        />
        <div className={css.tools}>
          <div className={css.search}>
            <SearchInput
              label={t('search', { type: inSentence(many) })}
              placeholder={searchHint(type, t, say)}
              value={list.q}
              onChange={list.setQ}
            />
          </div>
          {/* The columns of a board by state are its chips. */}
          {!(list.layout === 'board' && list.by === 'state') && (
            <StateChips type={type} state={list.state} onChange={list.setState} />
          )}
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
            <LayoutChoice
              type={type}
              layout={list.layout}
              by={list.by}
              on={list.on}
              onChange={list.ask}
            />
            <ColourChoice
              type={type}
              columns={look.columns}
              colours={look.colours}
              onChange={look.setColours}
            />
            <ColumnChoice type={type} columns={look.columns} onChange={look.setColumns} />
          </div>
        </div>
        {filtering && (
          <div className={css.filter}>
            <FilterBuilder
              key={`${list.search.view ?? ''} ${list.filter ? 'set' : 'empty'}`}
              fields={filterableFields(type)}
              value={list.filter}
              onChange={list.setFilter}
            />
          </div>
        )}
        {picked.length > 0 && (
          <BulkActions
            type={type}
            rows={picked}
            all={everything(list, picked)}
            onDone={() => setPicked([])}
          />
        )}
        <Content type={type} list={list} look={look} picked={picked} onPick={setPicked} />
      </Panel>
    </Page>
  )
}

const NOTHING = {
  view: '',
  q: '',
  sort: '',
  filter: '',
  state: '',
  layout: '',
  by: '',
  on: '',
  span: '',
  day: '',
}

/** What could be chosen instead of the ticked rows. */
function everything(list: List, picked: Picked[]) {
  const { exact, atLeast } = list.counted ?? {}
  const count = exact ?? atLeast ?? 0
  if (count <= picked.length) return null
  return { filter: list.asked, q: list.q, count, more: exact === undefined }
}

type ContentProps = {
  type: DocumentType
  list: List
  look: Look
  picked: Picked[]
  onPick: (picked: Picked[]) => void
}

function Content(props: ContentProps) {
  const { type, list, look } = props
  const common = { type, colours: look.colours, asked: list.asked, q: list.q }
  const by = boardFields(type).find((it) => it.name === list.by)
  const on = dayFields(type).find((it) => it.name === list.on)
  if (list.layout === 'board' && by) {
    return (
      <Board
        key={by.name}
        {...common}
        by={by.name}
        columns={look.columns}
        sort={list.search.sort}
      />
    )
  }
  if (list.layout === 'calendar' && on) {
    return <Calendar {...common} on={on.name} span={list.span} day={list.day} onMove={list.ask} />
  }
  return <Rows {...props} />
}

/** The pages of a table or of cards. */
function Rows({ type, list, look, picked, onPick }: ContentProps) {
  const t = useText(m)
  const say = useLabel()
  const navigate = useNavigate()
  const totals = useListTotals(type, look.columns, list)
  const many = say(plural(type.label))
  const rows = list.answer.data?.rows ?? []
  const asked = Boolean(list.q || list.filter || list.state)
  if (list.answer.error && !list.answer.data) {
    return <ErrorState error={list.answer.error} retry={() => void list.answer.refetch()} />
  }
  const links = list.answer.data?.links
  const columns = listColumns({ type, columns: look.columns, colours: look.colours, links, say })
  const Shape = list.layout === 'cards' ? CardGrid : ResponsiveTable
  return (
    <Shape
      label={many}
      rows={rows}
      rowKey={(row) => row.id}
      columns={columns.map((column) => ({ ...column, ...totals.below(column.key) }))}
      onOpen={(row) =>
        void navigate({ to: '/d/$type/$id', params: { type: type.name, id: row.id } })
      }
      selection={{
        selected: picked.map((it) => it.id),
        onChange: (ids) =>
          onPick(
            ids.flatMap(
              (id) => picked.find((it) => it.id === id) ?? rows.find((it) => it.id === id) ?? [],
            ),
          ),
      }}
      rowTone={(row) => tonesOf(type, look.colours, row).row}
      sort={list.sort}
      onSort={list.setSort}
      onResize={(key, width) =>
        look.setColumns(
          keptColumns(look.columns).map((column) =>
            column.field === key ? { ...column, width } : column,
          ),
        )
      }
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
      footer={<Footer list={list} totals={<ListTotals totals={totals} />} />}
    />
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

function Footer({ list, totals }: { list: List; totals: ReactNode }) {
  const t = useText(m)
  const page = list.answer.data
  if (!page) return null
  const counted = list.counted
  const several = list.page > 0 || page.next !== null
  return (
    <>
      {counted && (
        <span className="num">
          {counted.exact !== undefined
            ? t('total', { n: counted.exact })
            : counted.atLeast && t('many', { n: counted.atLeast })}
        </span>
      )}
      {totals}
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

type ListQuery = List['query']

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
