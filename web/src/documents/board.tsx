import { EllipsisOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useState, type DragEvent } from 'react'
import { confirm } from '@/components/feedback'
import { CardOfColumns, type TableColumn } from '@/components/responsive-table'
import { ErrorState, LoadingState } from '@/components/states'
import { ToneTag, type Tone } from '@/components/tone-tag'
import { tonesOf } from '@/documents/colouring'
import { both } from '@/documents/filter-model'
import { listColumns } from '@/documents/list-cells'
import { RefusalNotice } from '@/documents/refusal-notice'
import { makeTransition, updateDocument } from '@/documents/save-document'
import { toneOf } from '@/documents/state-tag'
import { plainSteps } from '@/documents/steps'
import type { ShownColumn } from '@/documents/use-look'
import { summable, useSums } from '@/documents/use-sums'
import { api, ApiProblem, seg } from '@/lib/api-client'
import type { DocumentRow, DocumentType, Filter, Page, Transition } from '@/lib/api-types'
import { formatMoney, formatQuantity } from '@/lib/decimal'
import { keys, queryClient } from '@/lib/query'
import type { Colouring, SumGroup } from '@/lib/record-types'
import { useMe } from '@/lib/session'
import { formatCount, messages, useLabel, useText } from '@/lib/text'
import css from './board.module.css'

const m = messages({
  board: { zh: '看板', en: 'Board' },
  blank: { zh: '未填', en: 'Not filled in' },
  more: { zh: '再显示一些', en: 'Show more' },
  move: { zh: '移动 {number}', en: 'Move {number}' },
  to: { zh: '移到“{column}”', en: 'Move to “{column}”' },
  nowhere: { zh: '现在哪里也去不了', en: 'It cannot go anywhere now' },
  empty: { zh: '没有', en: 'None' },
  cannot: {
    zh: '{number} 不能从“{from}”移到“{to}”',
    en: '{number} cannot go from “{from}” to “{to}”',
  },
  cannotHint: {
    zh: '没有这样一步，或者您没有做这一步的权限。',
    en: 'There is no such step, or you may not take it.',
  },
  cannotEdit: {
    zh: '“{from}”的单据不能再修改，或者您没有修改的权限。',
    en: 'A document that is “{from}” cannot be changed any more, or you may not change it.',
  },
  sure: { zh: '{action} {title}？', en: '{action} {title}?' },
})

const AT_ONCE = 20

type Column = { value: string | null; words: string; tone: Tone }
type Dragged = { row: DocumentRow; from: string | null }

type BoardProps = {
  type: DocumentType
  /** `state`, or a field with choices. */
  by: string
  columns: ShownColumn[]
  colours: Colouring[]
  asked: Filter | null
  q: string
  sort: string | undefined
}

/** Documents in columns by what they are; moving a card makes the step. */
export function Board(props: BoardProps) {
  const { type, by, asked, q } = props
  const t = useText(m)
  const say = useLabel()
  const [dragged, setDragged] = useState<Dragged | null>(null)
  const [refused, setRefused] = useState<unknown>(null)
  const columns = boardColumns(type, by, say, t.blank)
  const filter = asked ? JSON.stringify(asked) : undefined
  const sums = useSums(type.name, { q, filter }, summable(type, props.columns), {
    by,
    enabled: true,
  })
  const groups = sums.data && !sums.data.too_many ? sums.data.groups : undefined
  const words = (value: string | null) => columns.find((it) => it.value === value)?.words ?? ''

  const move = useMutation({
    mutationFn: async ({ row, to }: { row: DocumentRow; to: string | null }) => {
      if (by !== 'state') return updateDocument(type.name, row.id, { [by]: to }, row.version)
      const step = stepTo(type, row, to)
      if (!step) throw new Error('checked before')
      return makeTransition(type.name, row.id, step.name, row.version)
    },
    onSuccess: () => setRefused(null),
    onError: setRefused,
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.documents(type.name) }),
  })

  async function take({ row, from }: Dragged, to: string | null) {
    setDragged(null)
    if (from === to) return
    const step = by === 'state' ? stepTo(type, row, to) : undefined
    const stuck = by === 'state' ? !step : !mayEdit(type, row)
    if (stuck) {
      const state = say(type.states.find((it) => it.name === row.state)?.label)
      setRefused(
        new ApiProblem({
          status: 409,
          code: 'no_such_step',
          title: t('cannot', { number: row.number, from: words(from), to: words(to) }),
          detail: by === 'state' ? t.cannotHint : t('cannotEdit', { from: state }),
        }),
      )
      return
    }
    if (step?.confirm) {
      const action = say(step.label)
      const title = t('sure', { action, title: row.number })
      if (!(await confirm({ title, ok: action, danger: step.tone === 'danger' }))) return
    }
    move.mutate({ row, to })
  }

  return (
    <div className={css.board} role="group" aria-label={t.board}>
      {refused !== null && (
        <div className={css.refused}>
          <RefusalNotice error={refused} type={type} onClose={() => setRefused(null)} />
        </div>
      )}
      <div className={css.columns}>
        {columns.map((column) => (
          <BoardColumn
            key={column.value ?? ''}
            {...props}
            column={column}
            others={columns.filter((it) => it.value !== column.value)}
            group={groups?.find((it) => it.value === column.value)}
            counted={groups !== undefined}
            dragged={dragged}
            onDrag={setDragged}
            onMove={(row, to) => void take({ row, from: column.value }, to)}
            onDrop={() => dragged && void take(dragged, column.value)}
          />
        ))}
      </div>
    </div>
  )
}

function boardColumns(
  type: DocumentType,
  by: string,
  say: ReturnType<typeof useLabel>,
  blank: string,
): Column[] {
  if (by === 'state') {
    return type.states.map((state) => ({
      value: state.name,
      words: say(state.label),
      tone: toneOf(state.colour),
    }))
  }
  const field = type.fields.find((it) => it.name === by)
  const choices = (field?.choices ?? []).map((choice) => ({
    value: choice.value,
    words: say(choice.label),
    tone: toneOf(choice.colour),
  }))
  return field?.required ? choices : [...choices, { value: null, words: blank, tone: 'muted' }]
}

/** The step that leads there, if this person may take it. */
function stepTo(type: DocumentType, row: DocumentRow, to: string | null): Transition | undefined {
  return plainSteps(type).find(
    (step) => step.permitted && step.to === to && step.from.includes(row.state),
  )
}

function mayEdit(type: DocumentType, row: DocumentRow): boolean {
  const state = type.states.find((it) => it.name === row.state)
  return type.permitted.edit && (state?.editable ?? false)
}

type BoardColumnProps = BoardProps & {
  column: Column
  others: Column[]
  group: SumGroup | undefined
  counted: boolean
  dragged: Dragged | null
  onDrag: (dragged: Dragged | null) => void
  onMove: (row: DocumentRow, to: string | null) => void
  onDrop: () => void
}

function BoardColumn(props: BoardColumnProps) {
  const { type, by, column, asked, q, sort, dragged, onDrag, onDrop } = props
  const t = useText(m)
  const [over, setOver] = useState(false)
  const own: Filter =
    column.value === null ? { field: by, op: 'empty' } : { field: by, op: '=', value: column.value }
  const query = { q, sort, filter: JSON.stringify(both(own, asked)), limit: AT_ONCE }
  const answer = useInfiniteQuery({
    queryKey: keys.documents(type.name, 'board', query),
    queryFn: ({ pageParam }) =>
      api.get<Page<DocumentRow>>(`/api/documents/${seg(type.name)}`, {
        ...query,
        after: pageParam || undefined,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const pages = answer.data?.pages ?? []
  const rows = pages.flatMap((page) =>
    page.rows.map((row) => ({ ...row, links: page.links ?? {} })),
  )
  const total = props.group?.count ?? (props.counted ? 0 : pages[0]?.total)
  return (
    <section
      className={css.column}
      aria-label={column.words}
      data-over={over && dragged && dragged.from !== column.value}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onDrop()
      }}
    >
      <header className={css.head}>
        <ToneTag tone={column.tone}>{column.words}</ToneTag>
        <span className="num">{total != null && formatCount(total)}</span>
        <ColumnSums {...props} />
      </header>
      {answer.error && !answer.data ? (
        <ErrorState error={answer.error} retry={() => void answer.refetch()} />
      ) : answer.isPending ? (
        <LoadingState rows={3} />
      ) : (
        <ul className={css.cards}>
          {rows.length === 0 && <li className={css.empty}>{t.empty}</li>}
          {rows.map((row) => (
            <BoardCard key={row.id} {...props} row={row} onDrag={onDrag} />
          ))}
        </ul>
      )}
      {answer.hasNextPage && (
        <Button
          size="small"
          type="text"
          loading={answer.isFetchingNextPage}
          onClick={() => void answer.fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
    </section>
  )
}

function ColumnSums({ columns, group }: BoardColumnProps) {
  const say = useLabel()
  const { company } = useMe()
  const field = columns.find(({ field }) => group && field in group.sums)?.definition
  const sum = field && group?.sums[field.name]
  if (!field || !sum || sum.count === 0) return null
  const words =
    field.kind === 'money' ? formatMoney(sum.sum, company.currency) : formatQuantity(sum.sum)
  return (
    <span className={`num ${css.sum}`} title={say(field.label)}>
      {words}
    </span>
  )
}

type BoardCardProps = BoardColumnProps & { row: DocumentRow }

function BoardCard(props: BoardCardProps) {
  const { type, by, row, column, others, columns, colours, dragged, onDrag, onMove } = props
  const t = useText(m)
  const say = useLabel()
  const navigate = useNavigate()
  const shown: TableColumn<DocumentRow>[] = listColumns({
    type,
    // What the column of the board says is not said again.
    columns: columns.filter(({ field }) => field !== by).slice(0, 6),
    colours,
    links: row.links,
    say,
  })
  const may = others.filter(({ value }) =>
    by === 'state' ? stepTo(type, row, value) : mayEdit(type, row),
  )
  const open = () => void navigate({ to: '/d/$type/$id', params: { type: type.name, id: row.id } })
  const start = (event: DragEvent) => {
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', row.number)
    onDrag({ row, from: column.value })
  }
  return (
    <li
      className={css.card}
      draggable
      aria-label={row.title || row.number}
      data-tone={tonesOf(type, colours, row).row}
      data-dragged={dragged?.row.id === row.id}
      onDragStart={start}
      onDragEnd={() => onDrag(null)}
      onClick={(event) => {
        if (!(event.target as Element).closest('a, button')) open()
      }}
    >
      <CardOfColumns row={row} columns={shown} />
      <Dropdown
        trigger={['click']}
        menu={{
          items:
            may.length > 0
              ? may.map(({ value, words }) => ({
                  key: value ?? '',
                  label: t('to', { column: words }),
                }))
              : [{ key: '-', label: t.nowhere, disabled: true }],
          onClick: ({ key, domEvent }) => {
            domEvent.stopPropagation()
            onMove(row, may.find(({ value }) => (value ?? '') === key)?.value ?? null)
          },
        }}
      >
        <Button
          size="small"
          type="text"
          className={css.mover ?? ''}
          icon={<EllipsisOutlined />}
          aria-label={t('move', { number: row.number })}
        />
      </Dropdown>
    </li>
  )
}
