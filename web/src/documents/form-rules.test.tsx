import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { field, orderType } from '@/documents/test-definitions'
import { open, serve, stored } from '@/documents/test-server'
import type { DocumentType } from '@/lib/api-types'

afterEach(() => vi.unstubAllGlobals())

const ruled: DocumentType = {
  ...orderType,
  name: 'ruled',
  push_down: [],
  transitions: [],
  fields: [
    field('urgent', '加急', 'yes_no'),
    field('reason', '原因', 'text', { show_when: '[urgent]', required_when: '[urgent]' }),
    field('amount', '金额', 'money', { read_only_when: '[urgent]' }),
    field('lines', '明细', 'rows', {
      columns: [
        field('name', '品名', 'text'),
        field('free', '赠品', 'yes_no'),
        field('price', '价格', 'money', { read_only_when: '[free]' }),
        field('why', '缘由', 'text', { show_when: '[free]' }),
      ],
    }),
  ],
  checks: [
    {
      expression: '[amount] < 100',
      message: { zh: '金额偏高', en: 'High' },
      field: 'amount',
      severity: 'warning',
    },
  ],
}

it('shows, asks for and fixes fields as its rules say, while one types', async () => {
  serve({})
  const user = userEvent.setup()
  open('/d/ruled/new', [ruled])
  const urgent = await screen.findByLabelText('加急')
  expect(screen.queryByLabelText(/^原因/)).toBeNull()
  await user.click(urgent)
  expect((await screen.findByLabelText(/^原因/)).getAttribute('aria-required')).toBe('true')
  expect(screen.getByLabelText<HTMLInputElement>('金额').disabled).toBe(true)
  await user.click(urgent)
  await waitFor(() => expect(screen.queryByLabelText(/^原因/)).toBeNull())
})

it('objects to nothing before something was done', async () => {
  const check = {
    expression: '1 = 2',
    message: { zh: '要有金额', en: 'Say how much' },
    severity: 'error' as const,
  }
  serve({})
  const user = userEvent.setup()
  open('/d/ruled/new', [{ ...ruled, checks: [check] }])
  await user.click(await screen.findByLabelText('加急'))
  expect(await screen.findByText('要有金额')).toBeTruthy()
  await user.click(screen.getByLabelText('加急'))
  cleanup()
  open('/d/ruled/new', [{ ...ruled, checks: [check] }])
  await screen.findByLabelText('加急')
  expect(screen.queryByText('要有金额')).toBeNull()
})

it('does the same in lines, each for itself', async () => {
  serve({})
  const user = userEvent.setup()
  open('/d/ruled/new', [ruled])
  await user.click(await screen.findByLabelText('品名 1'))
  await user.keyboard('茶')
  expect(screen.queryByLabelText('缘由 1')).toBeNull()
  await user.click(screen.getByLabelText('赠品 1'))
  await user.keyboard('是{Enter}')
  await waitFor(() => expect(screen.getByLabelText('缘由 1')).toBeTruthy())
  expect(screen.getByLabelText<HTMLInputElement>('价格 1').readOnly).toBe(true)
})

it('says a warning beside the field, and saves when it is accepted', async () => {
  const made = stored(ruled, { id: 'new-1', number: 'R-1' })
  const warned = {
    refused: {
      type: 'about:blank',
      title: '有提醒',
      status: 422,
      code: 'warnings',
      problems: [{ path: 'amount', code: 'check_warning', message: '金额偏高' }],
    },
  }
  const asked = serve({
    'POST /api/documents/ruled': (request: { query: URLSearchParams }) =>
      request.query.get('accept_warnings') === 'true' ? made : warned,
    'GET /api/documents/ruled/new-1': made,
  })
  const user = userEvent.setup()
  const router = open('/d/ruled/new', [ruled])
  await user.click(await screen.findByLabelText('金额'))
  await user.keyboard('500')
  expect((await screen.findAllByText('金额偏高')).length).toBe(1)
  await user.keyboard('{Control>}s{/Control}')
  await user.click(await screen.findByRole('button', { name: /仍然保存/ }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/d/ruled/new-1'))
  const posts = asked.filter((one) => one.method === 'POST' && one.path === '/api/documents/ruled')
  expect(posts.map((one) => one.query.get('accept_warnings'))).toEqual([null, 'true'])
})
