import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { openPages, serve } from '@/documents/test-server'
import { aPlanLine } from './a-plan-line.fixture'
import PlanPage from './plan-page'
import type { Plan } from './types'

afterEach(() => vi.unstubAllGlobals())

const plan: Plan = {
  id: 'plan-2',
  made_at: '2026-11-22T02:00:00Z',
  budget: null,
  totals: {
    lines: 2,
    purchases: 1,
    transfers: 1,
    amount: '300',
    customers: 3,
    money_at_risk: '980',
  },
  lines: [
    aPlanLine({
      id: 'tea',
      hurts_count: 3,
      terms: [{ key: 'q', label: { zh: '保护期需求', en: 'Demand' }, value: '131' }],
    }),
    aPlanLine({
      id: 'cup',
      item_name: '茶杯',
      kind: 'transfer',
      rank: 2,
      supplier: null,
      supplier_name: null,
      from: 'W2',
      from_name: '上海分仓',
      price: null,
      amount: null,
      change: 'added',
      why_changed: { zh: '昨天起需求上升', en: 'Demand rose' },
    }),
  ],
  left_out: [],
  dropped: [aPlanLine({ id: 'old', item_name: '旧茶壶' })],
  kept: [{ id: 'plan-1', made_at: '2026-11-21T02:00:00Z', budget: null }],
}
const open = (search = '', may = {}) =>
  openPages(`/planning${search}`, { '/planning': PlanPage }, { may })

it('groups by what becomes one document, and answers why', async () => {
  serve({ 'GET /api/planning/plan': plan })
  const user = userEvent.setup()
  open()
  const buy = await screen.findByRole('region', { name: '采购 · 绿源茶业' })
  expect(within(buy).getByText('补到目标 60')).toBeTruthy()
  expect(within(buy).getByText('3 位客户')).toBeTruthy()
  expect(screen.getByRole('region', { name: '调拨 · 上海分仓 → 杭州主仓' })).toBeTruthy()
  expect(within(buy).queryByText('131')).toBeNull()
  await user.click(within(buy).getByRole('button', { name: /为什么是这个数/ }))
  expect(within(buy).getByText('131')).toBeTruthy()
})

it('accepts what was ticked, with what was typed over it', async () => {
  const asked = serve({
    'GET /api/planning/plan': plan,
    'POST /api/planning/plan/accept': {
      documents: [{ type: 'purchase_order', id: 'x', number: 'PO-1', state: 'draft' }],
    },
  })
  const user = userEvent.setup()
  open()
  const quantity = await screen.findByLabelText('数量：龙井茶 250g')
  expect(screen.getByRole('button', { name: '接受并生成单据' })).toHaveProperty('disabled', true)
  await user.clear(quantity)
  await user.type(quantity, '36')
  expect(screen.getByText('约 ¥450.00')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: '接受并生成单据' }))
  expect(await screen.findByText('PO-1')).toBeTruthy()
  expect(asked.find((one) => one.method === 'POST')?.body).toEqual({
    plan: 'plan-2',
    lines: ['tea'],
    overrides: { tea: { quantity: '36' } },
  })
})

it('compares with an earlier plan line by line', async () => {
  const asked = serve({ 'GET /api/planning/plan': plan })
  const user = userEvent.setup()
  open('?compare=plan-1')
  await user.click(await screen.findByText('新增 1'))
  expect(screen.getByText('昨天起需求上升')).toBeTruthy()
  expect(screen.queryByText('龙井茶 250g')).toBeNull()
  expect(screen.getByRole('region', { name: '不再需要 (1)' })).toBeTruthy()
  const question = asked.find((one) => one.path === '/api/planning/plan')!
  expect(Object.fromEntries(question.query)).toEqual({ compare: 'plan-1' })
})

it('shows no money and no buttons to those who may not see or plan', async () => {
  const poor = aPlanLine({ id: 'tea', price: null, amount: null })
  const totals = { ...plan.totals, amount: null, money_at_risk: null }
  serve({ 'GET /api/planning/plan': { ...plan, totals, lines: [poor] } })
  open('', { plan: false, see_cost: false })
  await screen.findByRole('region', { name: '采购 · 绿源茶业' })
  expect(document.body.textContent).not.toContain('¥')
  expect(screen.queryByRole('button', { name: '接受并生成单据' })).toBeNull()
  expect(screen.queryByRole('checkbox')).toBeNull()
})

it('only tells what no document can do: urging a supplier', async () => {
  const urge = aPlanLine({ id: 'urge', kind: 'expedite', item_name: '白茶' })
  serve({ 'GET /api/planning/plan': { ...plan, lines: [urge], dropped: [], left_out: [] } })
  open()
  expect(await screen.findByText('白茶')).toBeTruthy()
  expect(screen.queryByRole('checkbox')).toBeNull()
  expect(screen.queryByRole('button', { name: '接受并生成单据' })).toBeNull()
})

it('says so when nothing needs ordering', async () => {
  serve({ 'GET /api/planning/plan': { ...plan, lines: [], dropped: [] } })
  open()
  expect(await screen.findByText('现在什么都不用订')).toBeTruthy()
})
