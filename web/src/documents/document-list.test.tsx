import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { itemType, orderType } from '@/documents/test-definitions'
import { open, serve } from '@/documents/test-server'

afterEach(() => vi.unstubAllGlobals())

const order = (number: string, state: string) => ({
  id: `id-${number}`,
  number,
  state,
  version: 1,
  title: number,
  fields: { customer: 'C001', total: '1234.5' },
  links: { customer: { C001: { id: 'c-1', title: '湖滨大酒店' } } },
})

it('draws the columns of the definition', async () => {
  serve({
    'GET /api/documents/sales_order': {
      rows: [order('SO-1', 'draft'), order('SO-2', 'confirmed')],
      next: null,
      total: 2,
    },
  })
  open('/d/sales_order', [orderType])
  const table = await screen.findByRole('table', { name: '销售订单' })
  const heads = within(table).getAllByRole('columnheader')
  expect(heads.map((head) => head.textContent)).toEqual(['', '单号', '客户', '合计', '状态'])
  const row = within(table).getAllByRole('row')[1]!
  expect(row.textContent).toBe('SO-1湖滨大酒店¥1,234.50草稿')
  expect(within(row).getByRole('link', { name: 'SO-1' }).getAttribute('href')).toBe(
    '/d/sales_order/id-SO-1',
  )
  expect(screen.getByText('共 2 条')).toBeTruthy()
})

it('asks the server to search, sort, filter and turn pages', async () => {
  const asked = serve({
    'GET /api/documents/sales_order': {
      rows: [order('SO-1', 'draft')],
      next: 'cursor-2',
      total: 80,
    },
  })
  const user = userEvent.setup()
  const filter = '{"field":"customer","op":"=","value":"C001"}'
  open(`/d/sales_order?filter=${encodeURIComponent(filter)}`, [orderType])
  const pages = () => asked.filter(({ path }) => path === '/api/documents/sales_order')
  const last = () => Object.fromEntries(pages().at(-1)!.query)
  await screen.findByRole('table')
  expect(last()).toEqual({ filter, limit: '50' })

  await user.click(screen.getByRole('button', { name: '合计' }))
  await vi.waitFor(() => expect(last()['sort']).toBe('total'))
  await user.click(screen.getByRole('button', { name: '合计' }))
  await vi.waitFor(() => expect(last()['sort']).toBe('-total'))

  await user.click(screen.getByRole('button', { name: '草稿' }))
  await vi.waitFor(() =>
    expect(JSON.parse(last()['filter']!)).toEqual({
      all: [
        { field: 'state', op: '=', value: 'draft' },
        { field: 'customer', op: '=', value: 'C001' },
      ],
    }),
  )
  await user.type(screen.getByRole('searchbox'), 'hbdjd{Enter}')
  await vi.waitFor(() => expect(last()['q']).toBe('hbdjd'))
  await user.click(screen.getByRole('button', { name: '下一页' }))
  await vi.waitFor(() => expect(last()['after']).toBe('cursor-2'))
  expect(screen.getByText(/第 2 页/)).toBeTruthy()
})

it('shows the columns this person chose, and remembers them', async () => {
  localStorage.setItem('changping.columns.item', '["name","x_origin","gone"]')
  serve({
    'GET /api/documents/item': {
      rows: [
        {
          id: '1',
          number: 'A1',
          state: 'active',
          version: 1,
          title: '龙井',
          fields: { code: 'A1', name: '龙井', x_origin: '杭州' },
          links: {},
        },
      ],
      next: null,
      total: 1,
    },
  })
  open('/d/item', [itemType])
  const table = await screen.findByRole('table')
  expect(
    within(table)
      .getAllByRole('row')
      .map((row) => row.textContent),
  ).toEqual(['名称产地', '龙井杭州'])
})

it('invites to begin where there is nothing, and to let go where nothing fits', async () => {
  serve({})
  open('/d/item', [itemType])
  expect(await screen.findByText('还没有商品')).toBeTruthy()
  open('/d/item?q=x', [itemType])
  expect(await screen.findByText('没有符合条件的商品')).toBeTruthy()
  expect(screen.getByRole('button', { name: '清除条件' })).toBeTruthy()
})

it('says calmly that the server said no', async () => {
  serve({
    'GET /api/documents/item': {
      refused: { status: 403, code: 'forbidden', title: '您没有查看商品的权限' },
    },
  })
  open('/d/item', [itemType])
  expect((await screen.findByRole('alert')).textContent).toContain('您没有查看商品的权限')
})
