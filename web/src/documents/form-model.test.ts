import { expect, it } from 'vitest'
import { fieldsToCopy, together, withAvailable, withoutBlankLines } from '@/documents/form-model'
import { field, itemType, orderType } from '@/documents/test-definitions'

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

it('copies what people see, without what ties the original to other papers', () => {
  const seen = field('lines', '明细', 'rows', {
    columns: [
      field('item', '商品', 'link', { target: 'item' }),
      field('unit', '单位', 'text'),
      field('unit_quantity', '单位数量', 'quantity', { hidden: true }),
      field('request', '请购单', 'link', { target: 'purchase_request', hidden: true }),
      field('amount', '金额', 'money', { formula: '1' }),
    ],
  })
  const awards = { ...seen, name: 'awards', hidden: true }
  const type = { ...orderType, fields: [field('note', '备注', 'text'), seen, awards] }
  const row = { line: 7, item: 'A1', unit: '箱', unit_quantity: '2', request: 'QG-1', amount: '9' }
  expect(fieldsToCopy(type, { note: '急', lines: [row], awards: [row] })).toEqual({
    note: '急',
    lines: [{ item: 'A1', unit: '箱', unit_quantity: '2' }],
  })
  expect(fieldsToCopy(itemType, { code: 'A1', name: '龙井', price: '3' })).toEqual({
    name: '龙井',
    price: '3',
  })
})
