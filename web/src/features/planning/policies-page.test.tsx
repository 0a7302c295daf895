import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { openPages, serve } from '@/documents/test-server'
import { orderType } from '@/documents/test-definitions'
import type { DocumentType, Field } from '@/lib/api-types'
import { backtest } from './a-backtest.fixture'
import PoliciesPage from './policies-page'

// There is no canvas here; what is drawn has its own tests.
vi.mock('@/lib/chart', () => ({ useChart: () => ({ current: null }) }))
afterEach(() => vi.unstubAllGlobals())

const field = (name: string): Field => ({
  name,
  label: { zh: name, en: name },
  kind: 'text',
  required: false,
  added: false,
})
const policyType: DocumentType = {
  ...orderType,
  name: 'stock_policy',
  label: { zh: '库存策略', en: 'Stock policy' },
  fields: ['kind', 'service', 'review_days', 'abc'].map(field),
}

it('a policy takes effect only as it was seen in a backtest', async () => {
  const asked = serve({
    'POST /api/planning/backtest': backtest,
    'POST /api/documents/stock_policy': { number: 'SP-7', id: 'p7' },
  })
  const user = userEvent.setup()
  openPages('/planning/policies', { '/planning/policies': PoliciesPage }, { types: [policyType] })
  const activate = await screen.findByRole<HTMLButtonElement>('button', { name: '生效' })
  expect(activate.disabled).toBe(true)
  expect(screen.getByText('先回测，看过结果才能生效。')).toBeTruthy()

  await user.click(screen.getByRole('button', { name: '回测' }))
  expect(await screen.findByText('−2.9 个点')).toBeTruthy()
  expect(activate.disabled).toBe(false)

  const service = screen.getByLabelText('服务目标 %')
  await user.type(service, '.5')
  expect(activate.disabled).toBe(true)
  expect(screen.getByText('条件改过了：再回测一次才能生效。')).toBeTruthy()
  await user.clear(service)
  await user.type(service, '97')
  expect(activate.disabled).toBe(false)

  await user.click(activate)
  await user.click(
    (await screen.findAllByRole('button', { name: '生效' })).find((one) =>
      one.closest('[role=dialog]'),
    )!,
  )
  await vi.waitFor(() =>
    expect(
      asked.find((one) => one.path === '/api/documents/stock_policy' && one.body)?.body,
    ).toEqual({
      fields: { kind: 'forecast', service: '97', review_days: 1 },
      transition: 'activate',
    }),
  )
})

it('those who may not plan may look', async () => {
  serve({})
  openPages(
    '/planning/policies',
    { '/planning/policies': PoliciesPage },
    {
      types: [policyType],
      may: { plan: false },
    },
  )
  expect(await screen.findByText('还没有自己的策略')).toBeTruthy()
  expect(screen.queryByRole('button', { name: '回测' })).toBeNull()
})
