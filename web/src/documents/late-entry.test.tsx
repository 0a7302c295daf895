import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { orderType } from '@/documents/test-definitions'
import { open, serve, stored } from '@/documents/test-server'

afterEach(() => vi.unstubAllGlobals())

const day = { name: 'shipped_on', label: { zh: '日期', en: 'Day' }, kind: 'date' as const }
const type = { ...orderType, fields: [{ ...orderType.fields[0]!, ...day }, ...orderType.fields] }
const draft = stored(type, {
  id: 'o-1',
  number: 'SO-1',
  title: 'SO-1',
  fields: { shipped_on: '2020-01-02' },
})
const confirmed = { ...draft, state: 'confirmed', version: 2 }
const preview = {
  late_days: 30,
  first_day: '2020-01-02',
  places: [
    {
      item: 'A1',
      item_name: '龙井',
      warehouse: 'main',
      warehouse_name: '主仓',
      from: '2020-01-02',
      change: '-4',
      today: { before: '21', after: '17' },
      lowest: { day: '2020-01-12', on_hand: '-3' },
      negative: { first: '2020-01-12', days: 10, lowest: '-3' },
      days: [],
      days_changed: 3,
    },
  ],
}

function answers(told: object) {
  return serve({
    'GET /api/documents/sales_order/SO-1': draft,
    'POST /api/documents/sales_order/o-1/transitions/confirm/preview': told,
    'POST /api/documents/sales_order/o-1/transitions/confirm': confirmed,
  })
}

const made = (asked: { method: string; path: string }[]) =>
  asked.filter((it) => it.method === 'POST' && it.path.endsWith('/confirm')).length

it('says what a paper dated in the past changes, and asks', async () => {
  const asked = answers(preview)
  const user = userEvent.setup()
  open('/d/sales_order/SO-1', [type])
  await user.click(await screen.findByRole('button', { name: '确认' }))
  expect(await screen.findAllByText('补记 30 天前的单据？')).not.toHaveLength(0)
  expect(screen.getByRole('alert').textContent).toContain('龙井 在 主仓')
  expect(screen.getByRole('alert').textContent).toContain('从 2020-01-12 起有 10 天会是负数')
  await user.click(screen.getByRole('button', { name: /取\s*消/ }))
  expect(made(asked)).toBe(0)
})

it('makes the transition when the user wants it', async () => {
  const asked = answers(preview)
  const user = userEvent.setup()
  open('/d/sales_order/SO-1', [type])
  await user.click(await screen.findByRole('button', { name: '确认' }))
  await user.click(await screen.findByRole('button', { name: '就这样补记' }))
  await vi.waitFor(() => expect(made(asked)).toBe(1))
})

it('does not ask when nothing in the past changes', async () => {
  const asked = answers({ late_days: 0, first_day: null, places: [] })
  const user = userEvent.setup()
  open('/d/sales_order/SO-1', [type])
  await user.click(await screen.findByRole('button', { name: '确认' }))
  await vi.waitFor(() => expect(made(asked)).toBe(1))
})
