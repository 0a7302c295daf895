import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { handOver } from '@/documents/draft-handover'
import { everyKindType, itemType, orderType, shipmentType } from '@/documents/test-definitions'
import { open, serve, stored } from '@/documents/test-server'
import { rowColumns, headFields, rowsFields } from '@/documents/fields'

afterEach(() => vi.unstubAllGlobals())

const types = [itemType, orderType, shipmentType, everyKindType]
const customers = { rows: [{ id: 'c-1', number: 'C001', title: '湖滨大酒店', subtitle: null }] }
const items = { rows: [{ id: 'i-1', number: 'A1', title: '龙井', subtitle: null }] }
const made = stored(orderType, { id: 'new-1', number: 'SO-9' })

/** The list answers what was typed. */
async function proposals() {
  const list = await screen.findByRole('listbox')
  await waitFor(() => expect(list.getAttribute('aria-busy')).toBe('false'))
}

it.each(types)('labels an input for every field of $name', async (type) => {
  serve({})
  open(`/d/${type.name}/new`, types)
  await screen.findAllByRole('button', { name: /保存/ })
  const more = screen.queryByRole('button', { name: /更多字段/ })
  if (more) await userEvent.click(more)
  for (const field of headFields(type).filter((f) => !f.formula)) {
    expect(await screen.findByLabelText(new RegExp(`^${field.label.zh}\\*?$`))).toBeTruthy()
  }
  for (const rows of rowsFields(type)) {
    for (const column of rowColumns(rows)) {
      expect(screen.getByLabelText(`${column.label.zh} 1`)).toBeTruthy()
    }
  }
})

it('folds away what is seldom filled in of a long head, and keeps it unfolded', async () => {
  serve({})
  const long = [{ ...everyKindType, built_in: true }]
  open('/d/every_kind/new', long)
  const more = await screen.findByRole('button', { name: /更多字段/ })
  expect(screen.queryByLabelText(/^文本\*?$/)).toBeNull()
  await userEvent.click(more)
  expect(screen.getByLabelText(/^文本\*?$/)).toBeTruthy()
  cleanup()
  open('/d/every_kind/new', long)
  expect(await screen.findByLabelText(/^文本\*?$/)).toBeTruthy()
})

it('is filled and confirmed by keyboard alone; blank lines and formulas stay home', async () => {
  const asked = serve({
    'GET /api/lookup/customer': customers,
    'GET /api/lookup/item': items,
    'POST /api/documents/sales_order': made,
    'GET /api/documents/sales_order/new-1': made,
  })
  const user = userEvent.setup()
  const router = open('/d/sales_order/new', types)
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(/^客户/)))
  await user.keyboard('hbdjd')
  await proposals()
  await user.keyboard('{Enter}')
  expect(screen.getByLabelText<HTMLInputElement>(/^客户/).value).toBe('C001 湖滨大酒店')
  await user.click(screen.getByLabelText('商品 1'))
  await user.keyboard('龙井')
  await proposals()
  await user.keyboard('{Enter}1,200{Enter}9.5{Enter}')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('商品 2')
  await user.keyboard('{Control>}{Enter}{/Control}')

  await waitFor(() => expect(router.state.location.pathname).toBe('/d/sales_order/new-1'))
  const post = asked.filter((request) => request.method === 'POST')
  expect(post.map((request) => request.body)).toEqual([
    {
      fields: {
        customer: 'C001',
        partial_allowed: true,
        lines: [{ item: 'A1', quantity: '1200', price: '9.5' }],
      },
      transition: 'confirm',
    },
  ])
})

it('shows each problem where it is, and lets it go when it is corrected', async () => {
  serve({
    'POST /api/documents/sales_order': {
      refused: {
        status: 422,
        code: 'invalid',
        title: '有 3 处需要改正',
        problems: [
          { path: 'customer', code: 'required', message: '客户不能为空' },
          { path: 'lines[0].quantity', code: 'not_positive', message: '数量要大于零' },
          { path: 'gone', code: 'unknown', message: '还有别的问题' },
        ],
      },
    },
  })
  const shown: Element[] = []
  Element.prototype.scrollIntoView = function (this: Element) {
    shown.push(this)
  }
  const user = userEvent.setup()
  open('/d/sales_order/new', types)
  // The first line stays blank: the server's line 0 is the second one on screen.
  await user.click(await screen.findByRole('button', { name: /添加一行/ }))
  await user.type(screen.getByLabelText('数量 2'), '0')
  await user.keyboard('{Control>}s{/Control}')

  expect(await screen.findByText('客户不能为空')).toBeTruthy()
  await waitFor(() => expect(shown.at(-1)?.textContent).toContain('客户不能为空'))
  expect(screen.getByText('还有别的问题')).toBeTruthy()
  expect(screen.getByText('第 2 行 数量: 数量要大于零')).toBeTruthy()
  expect(screen.getByLabelText('数量 2').getAttribute('aria-invalid')).toBe('true')
  await user.clear(screen.getByLabelText('数量 2'))
  await user.type(screen.getByLabelText('数量 2'), '5')
  expect(screen.queryByText(/数量要大于零/)).toBeNull()
  expect(screen.getByText('客户不能为空')).toBeTruthy()
})

it('tells what is short when stock does not suffice', async () => {
  serve({
    'POST /api/documents/sales_order': {
      refused: {
        status: 409,
        code: 'insufficient_stock',
        title: '库存不足',
        params: {
          lines: [
            { item: 'A1', item_name: '龙井', wanted: '1200', available: '40', short: '1160' },
          ],
        },
      },
    },
  })
  const user = userEvent.setup()
  open('/d/sales_order/new', types)
  await user.click(await screen.findByRole('button', { name: /^保存$/ }))
  expect(await screen.findByText('A1 龙井')).toBeTruthy()
  expect(screen.getByText('1,160')).toBeTruthy()
})

it('sends only what an edit changed, and shows what someone else changed meanwhile', async () => {
  const before = stored(itemType, {
    id: 'i-1',
    number: 'A1',
    title: '龙井',
    version: 3,
    fields: { code: 'A1', name: '龙井', price: '80', x_origin: '杭州' },
  })
  let round = 0
  const asked = serve({
    'GET /api/documents/item/A1': before,
    'GET /api/documents/item/i-1': { ...before, version: 4 },
    'PATCH /api/documents/item/i-1': () =>
      round++ === 0
        ? {
            refused: {
              status: 409,
              code: 'stale_version',
              title: '别人刚刚改过',
              params: {
                changes: [
                  {
                    version: 4,
                    at: '2026-11-22T02:00:00Z',
                    by: { id: 'u2', name: '林小采' },
                    action: 'edit',
                    changes: [{ path: 'x_origin', before: '杭州', after: '西湖' }],
                  },
                ],
              },
            },
          }
        : { ...before, version: 5 },
  })
  const user = userEvent.setup()
  open('/d/item/A1/edit', types)
  const name = await screen.findByLabelText(/^名称/)
  await user.clear(name)
  await user.type(name, '明前龙井')
  await user.keyboard('{Control>}s{/Control}')
  expect(await screen.findByText(/林小采/)).toBeTruthy()
  expect(screen.getByText('西湖')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: '用我的修改覆盖' }))
  await waitFor(() => expect(round).toBe(2))
  const patches = asked.filter((request) => request.method === 'PATCH')
  expect(patches.map((request) => request.body)).toEqual([
    { fields: { name: '明前龙井' }, version: 3 },
    { fields: { name: '明前龙井' }, version: 4 },
  ])
})

it('opens with the draft that was handed over, once', async () => {
  serve({})
  handOver(
    'shipment',
    { sales_order: 'SO-1', lines: [{ item: 'A1', quantity: '7' }] },
    { item: { A1: { id: 'i-1', title: '龙井' } } },
  )
  open('/d/shipment/new', types)
  expect((await screen.findByLabelText<HTMLInputElement>('数量 1')).value).toBe('7')
  expect(screen.getByLabelText<HTMLInputElement>('商品 1').value).toBe('A1 龙井')
  expect(screen.getByLabelText<HTMLInputElement>(/^销售订单/).value).toBe('SO-1')
  await waitFor(() => expect(sessionStorage.length).toBe(0))
})
