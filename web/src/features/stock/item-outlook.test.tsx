import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { orderType } from '@/documents/test-definitions'
import { openPages, serve } from '@/documents/test-server'
import { ItemOutlook } from './item-outlook'
import type { Outlook } from './use-outlook'

// There is no canvas here; what is drawn has its own tests.
vi.mock('@/lib/chart', () => ({ useChart: () => ({ current: null }) }))
afterEach(() => vi.unstubAllGlobals())

const both = (zh: string) => ({ zh, en: zh })
const bare: Outlook = {
  warehouse: 'W1',
  warehouse_name: '华东总仓',
  history: [{ day: '2026-11-21', demand: '4' }],
  days: [],
  stockout_day: null,
  reorder_point: '114',
  order_up_to: '180',
}
const outlook: Outlook = {
  ...bare,
  safety_stock: '38',
  upper_limit: '310',
  policy: {
    type: 'stock_policy',
    id: 'p1',
    number: 'SP-3',
    kind: 'forecast',
    kind_label: both('按预测'),
    service: '97',
    service_kind: 'cycle',
    reason: both('A 类'),
  },
  terms: [{ key: 'q', label: both('保护期需求'), value: '131' }],
  classes: [{ key: 'abc', code: 'A', label: both('A 类商品'), reason: both('占 3%') }],
  windows: [{ days: 7, mean: '58.8', q50: '58', q75: '63', q90: '69', q95: '73', q99: '81' }],
  overrides: [
    {
      id: 'o1',
      number: 'LO-2',
      reorder_point: null,
      order_up_to: '220',
      factor_percent: '120',
      reason: '元旦促销',
      owner_name: '林小采',
      expires: null,
    },
  ],
}
const types = [{ ...orderType, name: 'level_override' }]
const open = () =>
  openPages('/', { '/': () => <ItemOutlook item="SP/1" warehouse="" /> }, { types })

it('shows four levels, where they come from, and who changed them', async () => {
  serve({ 'GET /api/stock/SP%2F1/outlook': { rows: [outlook] } })
  const user = userEvent.setup()
  open()
  expect(await screen.findByText('38')).toBeTruthy()
  for (const level of ['114', '180', '310']) expect(screen.getByText(level)).toBeTruthy()
  expect(screen.getByText(/目标 97%（周期服务率）/)).toBeTruthy()
  expect(screen.getByText(/目标库存 220 · 预测 × 120%/)).toBeTruthy()
  expect(screen.getByText('林小采 · 长期 · 元旦促销')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: /为什么是这些数/ }))
  expect(screen.getByText('131')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: /一共要多少/ }))
  expect(screen.getByRole('table', { name: '累计需求' }).textContent).toContain('58.8')
})

it('the way to an override carries item and warehouse along', async () => {
  serve({ 'GET /api/stock/SP%2F1/outlook': { rows: [outlook] } })
  open()
  const link = await screen.findByRole('link', { name: '人工调整' })
  const address = new URL(link.getAttribute('href')!, 'http://x')
  expect(address.pathname).toBe('/d/level_override/new')
  expect(Object.fromEntries(address.searchParams)).toEqual({ item: 'SP/1', warehouse: 'W1' })
})

it('works with what little is known', async () => {
  serve({ 'GET /api/stock/SP%2F1/outlook': { rows: [bare] } })
  open()
  expect(await screen.findByText('90 天内不会断货')).toBeTruthy()
  expect(screen.getAllByText('未设')).toHaveLength(2)
})
