import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { orderType } from '@/documents/test-definitions'
import { open, serve, type Request } from '@/documents/test-server'
import type { SavedView, ViewBody } from '@/lib/record-types'

afterEach(() => vi.unstubAllGlobals())

const order = (number: string, state: string) => ({
  id: `id-${number}`,
  number,
  state,
  version: 3,
  title: '',
  fields: { customer: 'C001', total: '1234.5' },
})

const view = (name: string, body: Partial<ViewBody>, more: Partial<SavedView> = {}): SavedView => ({
  id: name,
  name,
  shared: [],
  owner: { id: 'u1', name: '陈掌柜' },
  mine: true,
  version: 1,
  permitted: { change: true },
  body: {
    layout: 'table',
    filter: null,
    sort: null,
    columns: [],
    by: null,
    on: null,
    span: 'month',
    colours: [],
    default: false,
    ...body,
  },
  ...more,
})

const draft = { field: 'state', op: '=' as const, value: 'draft' }
const list = 'GET /api/documents/sales_order'

it('opens the default view, with its filter, columns and colours', async () => {
  const asked = serve({
    'GET /api/views/sales_order': {
      rows: [
        view('待办', {
          filter: draft,
          sort: '-total',
          columns: [{ field: 'total', width: 120 }, { field: 'number' }],
          colours: [{ filter: { field: 'total', op: '>', value: '1000' }, tone: 'warning' }],
          default: true,
        }),
      ],
    },
    [list]: { rows: [order('SO-1', 'draft')], next: null, total: 1 },
  })
  open('/d/sales_order', [orderType])
  await screen.findByRole('button', { name: '待办', pressed: true })
  const table = await screen.findByRole('table')
  await vi.waitFor(() => {
    const heads = within(table).getAllByRole('columnheader')
    expect(heads.map((head) => head.textContent)).toEqual(['', '合计', '单号'])
  })
  const last = asked.filter(({ path }) => path === '/api/documents/sales_order').at(-1)!
  expect(JSON.parse(last.query.get('filter')!)).toEqual(draft)
  expect(last.query.get('sort')).toBe('-total')
  expect(within(table).getAllByRole('row')[1]!.dataset['tone']).toBe('warning')
  expect(screen.queryByText('视图有改动')).toBeNull()
})

it('saves what was changed about a view, or as another one', async () => {
  const asked = serve({
    'GET /api/views/sales_order': { rows: [view('我的', { filter: draft })] },
    'PUT /api/views/sales_order/%E6%88%91%E7%9A%84': (request: Request) => ({
      ...view('我的', (request.body as { body: ViewBody }).body),
      version: 2,
    }),
    [list]: { rows: [order('SO-1', 'draft')], next: null, total: 1 },
  })
  const user = userEvent.setup()
  open('/d/sales_order?view=none', [orderType])
  await user.click(await screen.findByRole('button', { name: '我的' }))
  await user.click(await screen.findByRole('button', { name: '合计' }))
  await screen.findByText('视图有改动')
  await user.click(screen.getByRole('button', { name: /^save.*保存|保存$/ }))
  await vi.waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true))
  const sent = asked.find(({ method }) => method === 'PUT')!.body as { body: ViewBody }
  expect(sent.body).toMatchObject({ filter: draft, sort: 'total', layout: 'table' })
})

it('shows a board, whose cards go where a step leads and calmly nowhere else', async () => {
  const asked = serve({
    [list]: ({ query }: Request) => {
      const drafts = query.get('filter')?.includes('draft') ?? false
      return { rows: drafts ? [order('SO-1', 'draft')] : [], next: null, total: 1 }
    },
    'POST /api/documents/sales_order/id-SO-1/transitions/confirm': order('SO-1', 'confirmed'),
  })
  const user = userEvent.setup()
  open('/d/sales_order?layout=board&by=state', [orderType])
  const column = await screen.findByRole('region', { name: '草稿' })
  await within(column).findByRole('listitem', { name: 'SO-1' })
  await user.click(within(column).getByRole('button', { name: '移动 SO-1' }))
  await user.click(await screen.findByRole('menuitem', { name: '移到“已确认”' }))
  const path = '/api/documents/sales_order/id-SO-1/transitions/confirm'
  await vi.waitFor(() => expect(asked.some((it) => it.path === path)).toBe(true))
  expect(asked.find((it) => it.path === path)!.body).toEqual({ version: 3 })
})

it('acts on the ticked documents at once, and says of each that failed why', async () => {
  const asked = serve({
    [list]: { rows: [order('SO-1', 'draft'), order('SO-2', 'draft')], next: null, total: 2 },
    'POST /api/documents/sales_order/batch': {
      rows: [
        { ok: true, document: { id: 'id-SO-1', number: 'SO-1', state: 'confirmed' } },
        {
          ok: false,
          document: { id: 'id-SO-2', number: 'SO-2' },
          problem: { title: '库存不足', status: 409, code: 'insufficient_stock' },
        },
      ],
      ok: 1,
      failed: 1,
      next: null,
    },
  })
  const user = userEvent.setup()
  open('/d/sales_order', [orderType])
  await user.click(await screen.findByRole('checkbox', { name: '全选' }))
  const bar = screen.getByRole('toolbar')
  await user.click(within(bar).getByRole('button', { name: '确认' }))
  const buttons = await screen.findAllByRole('button', { name: '确认' })
  await user.click(buttons.at(-1)!)
  const result = await screen.findByText('1 条完成，1 条没有完成')
  expect(result).toBeTruthy()
  expect((await screen.findByRole('list', { name: '没有完成的' })).textContent).toBe('SO-2库存不足')
  expect(asked.find(({ path }) => path.endsWith('/batch'))!.body).toEqual({
    act: { do: 'transition', name: 'confirm' },
    documents: [
      { id: 'id-SO-1', version: 3 },
      { id: 'id-SO-2', version: 3 },
    ],
  })
})
