import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { field, itemType, orderType, shipmentType } from '@/documents/test-definitions'
import { open, serve, stored } from '@/documents/test-server'

afterEach(() => vi.unstubAllGlobals())

const types = [orderType, shipmentType, { ...itemType, name: 'customer' }]
const fields = {
  customer: 'C001',
  partial_allowed: true,
  total: '50',
  lines: [{ line: 1, item: 'A1', quantity: '5', price: '10', amount: '50' }],
}
const links = {
  customer: { C001: { id: 'c-1', title: '湖滨大酒店' } },
  item: { A1: { id: 'i-1', title: '龙井' } },
}
const draft = stored(orderType, { id: 'o-1', number: 'SO-1', title: 'SO-1', fields, links })
const confirmed = {
  ...draft,
  state: 'confirmed',
  version: 2,
  permitted: { edit: false, delete: false, transitions: [] },
  progress: { lines: [{ line: 1, wanted: '5', reserved: '3', short: '2', done: '0', left: '5' }] },
}

it('makes a transition and shows what came of it', async () => {
  const asked = serve({
    'GET /api/documents/sales_order/SO-1': draft,
    'POST /api/documents/sales_order/o-1/transitions/confirm': confirmed,
    'GET /api/documents/sales_order/o-1/history': {
      rows: [
        {
          version: 1,
          at: '2026-11-20T02:00:00Z',
          by: { id: 'u1', name: '陈掌柜' },
          action: 'edit',
          changes: [{ path: 'lines[1].quantity', before: '4', after: '5' }],
        },
      ],
    },
  })
  const user = userEvent.setup()
  open('/d/sales_order/SO-1', types)
  expect(await screen.findByRole('heading', { name: 'SO-1' })).toBeTruthy()
  expect(screen.getByRole('link', { name: '湖滨大酒店' }).getAttribute('href')).toBe(
    '/d/customer/c-1',
  )
  expect((await screen.findByText('第 1 行 数量')).parentElement?.textContent).toBe(
    '第 1 行 数量4→5',
  )

  serve({
    'GET /api/documents/sales_order/SO-1': confirmed,
    'POST /api/documents/sales_order/o-1/transitions/confirm': confirmed,
  })
  await user.click(screen.getByRole('button', { name: '确认' }))
  expect(await screen.findByText('已确认')).toBeTruthy()
  const line = within(screen.getByRole('table', { name: '明细' })).getAllByRole('row')[1]!
  expect(line.textContent).toContain('龙井 A1')
  expect(line.textContent).toMatch(/32—5$/)
  expect(asked.every((request) => request.method === 'GET')).toBe(true)
})

it('offers only what is permitted now, and hands the rest over to the next document', async () => {
  const asked = serve({
    'GET /api/documents/sales_order/SO-1': confirmed,
    'POST /api/documents/sales_order/o-1/push-down/shipment': {
      fields: { sales_order: 'SO-1', lines: [{ item: 'A1', quantity: '5' }] },
    },
  })
  const user = userEvent.setup()
  const router = open('/d/sales_order/SO-1', types)
  await user.click(await screen.findByRole('button', { name: '生成发货单' }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/d/shipment/new'))
  expect((await screen.findByLabelText<HTMLInputElement>('商品 1')).value).toBe('A1 龙井')
  expect(asked.filter((r) => r.method === 'POST')).toHaveLength(1)
})

it('offers no edit and no transition on what may not be changed', async () => {
  serve({ 'GET /api/documents/sales_order/SO-1': confirmed })
  open('/d/sales_order/SO-1', [orderType])
  await screen.findByRole('heading', { name: 'SO-1' })
  expect(screen.queryByRole('button', { name: '确认' })).toBeNull()
  expect(screen.queryByRole('link', { name: /编辑/ })).toBeNull()
  // Nobody may create shipments here: the type is not among those that were sent.
  expect(screen.queryByRole('button', { name: '生成发货单' })).toBeNull()
})

it('leaves steps that need more than the document to the page where it is chosen', async () => {
  const award = { ...orderType.transitions[0]!, name: 'award', label: { zh: '定标', en: 'Award' } }
  const type = {
    ...orderType,
    name: 'rfq',
    push_down: [],
    fields: [...orderType.fields, field('reason', '定标理由', 'text', { show_when: '1 = 2' })],
    transitions: [...orderType.transitions, award],
  }
  const permitted = { ...draft.permitted, transitions: ['confirm', 'award'] }
  serve({ 'GET /api/documents/rfq/SO-1': { ...draft, permitted } })
  open('/d/rfq/SO-1', [...types, type])
  expect(await screen.findByRole('button', { name: '确认' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: '定标' })).toBeNull()
  expect(screen.queryByText('定标理由')).toBeNull()
})
