import { expect, it } from 'vitest'
import { together, withAvailable, withoutBlankLines } from '@/documents/form-model'
import { orderType } from '@/documents/test-definitions'

const line = (item: string, quantity: string) => ({ item, quantity })
const fields = {
  customer: 'C001',
  lines: [line('A1', '5'), {}, line('A2', '900'), line('A3', '1')],
}
const quantities = (of: { lines?: unknown }) =>
  (of.lines as { item?: string; quantity?: string }[]).map((row) => [row.item, row.quantity])

it('counts lines as the server does: blank ones are not sent', () => {
  expect(quantities(withoutBlankLines(orderType, fields))).toEqual([
    ['A1', '5'],
    ['A2', '900'],
    ['A3', '1'],
  ])
})

it('takes what is available and leaves out what there is none of', () => {
  const short = [
    { line: 1, available: '0' },
    { line: 2, available: '28' },
  ]
  expect(quantities(withAvailable(orderType, fields, short))).toEqual([
    [undefined, undefined],
    ['A2', '28'],
    ['A3', '1'],
  ])
})

it("shows the server's words where form and server both object", () => {
  const server = { fields: { to: 'server' }, rows: {}, others: ['same'] }
  const own = { fields: { to: 'own', from: 'own' }, rows: {}, others: ['same', 'more'] }
  expect(together(server, own)).toEqual({
    fields: { to: 'server', from: 'own' },
    rows: {},
    others: ['same', 'more'],
  })
})
