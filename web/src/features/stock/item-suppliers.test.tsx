import { screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { field, itemType } from '@/documents/test-definitions'
import { openPages, serve } from '@/documents/test-server'
import type { DocumentType } from '@/lib/api-types'
import { keys, queryClient } from '@/lib/query'
import { ItemSuppliers } from './item-suppliers'

afterEach(() => vi.unstubAllGlobals())

const both = (zh: string) => ({ zh, en: zh })
const choice = [
  { value: 'main', label: both('主力') },
  { value: 'backup', label: both('备选') },
]
const supply: DocumentType = {
  ...itemType,
  name: 'supply',
  fields: [
    field('supplier', '供应商', 'link'),
    field('class', '级别', 'choice', { choice } as never),
    field('price', '采购价', 'unit_price'),
  ],
}
const terms = (id: string, supplier: string, rank: string, price?: string) => ({
  id,
  number: id,
  fields: { supplier, class: rank, ...(price && { price }) },
})
const names = { A: { id: 'a', title: '汇成电器' }, B: { id: 'b', title: '同创家居' } }
const served = (rows: object[], abc: string) =>
  serve({
    'GET /api/documents/supply': { rows, next: null, links: { supplier: names } },
    'GET /api/stock/T1/outlook': {
      rows: [{ history: [], days: [], classes: [{ key: 'abc', code: abc, label: both(abc) }] }],
    },
  })
const ItemPage = () => (
  <>
    商品页
    <ItemSuppliers item={{ number: 'T1', title: '茶' }} />
  </>
)
const open = (types = [supply]) =>
  openPages(
    '/',
    {
      '/': ItemPage,
      '/d/$type/$id': () => null,
    },
    { types },
  )

it('lists who delivers, the main supplier first, on which terms', async () => {
  const asked = served([terms('G2', 'B', 'backup'), terms('G1', 'A', 'main', '28.5')], 'A')
  open()
  const lines = await screen.findAllByRole('listitem')
  expect(lines.map((line) => line.textContent)).toEqual([
    expect.stringMatching(/汇成电器.*采购价.*28\.50/),
    expect.stringMatching(/^同创家居/),
  ])
  const filter = asked.find((one) => one.path === '/api/documents/supply')?.query.get('filter')
  expect(filter).toContain('"T1"')
  expect(screen.queryByText('缺备选供应商')).toBeNull()
})

it.each([
  ['A', 1],
  ['C', 0],
])('warns of one supplier for class %s: %i', async (abc, warnings) => {
  served([terms('G1', 'A', 'main')], abc)
  open()
  await screen.findByText('汇成电器')
  await vi.waitFor(() => expect(queryClient.getQueryData(keys.stock('outlook', 'T1'))).toBeTruthy())
  await vi.waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(1 + warnings))
  expect(screen.queryAllByText('缺备选供应商')).toHaveLength(warnings)
})

it('shows nothing to whom terms of supply are hidden', async () => {
  served([], 'A')
  open([])
  await screen.findByText('商品页')
  expect(screen.queryByText('货源')).toBeNull()
})
