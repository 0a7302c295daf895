import { expect, it } from 'vitest'
import { layLineage, NODE_HEIGHT, NODE_WIDTH } from '@/documents/lay-lineage'
import type { Lineage } from '@/lib/record-types'

const node = (id: string, step: number) => ({
  id,
  step,
  type: 'sales_order',
  number: id,
  title: '',
  state: 'draft',
})

it('draws steps from left to right, centred, with a line for each link', () => {
  const lineage: Lineage = {
    nodes: [node('order', -1), node('a', 1), node('b', 1), node('self', 0)],
    edges: [
      { from: 'order', to: 'self' },
      { from: 'self', to: 'a' },
      { from: 'self', to: 'gone' },
    ],
    cut: false,
    effects: { moves: [], promises: [], arrivals: [] },
  }
  const laid = layLineage(lineage)
  const at = (id: string) => laid.nodes.find((it) => it.id === id)!
  expect(at('order').x).toBe(0)
  expect(at('self').x).toBeGreaterThan(NODE_WIDTH)
  expect(at('a').x).toBe(at('b').x)
  expect(at('b').y - at('a').y).toBeGreaterThanOrEqual(NODE_HEIGHT)
  expect(at('self').y + NODE_HEIGHT / 2).toBe(laid.height / 2)
  expect(laid.edges.map(({ key }) => key)).toEqual(['order self', 'self a'])
})

it('draws what follows from one another in a row, without the links that only cut it short', () => {
  const link = (from: string, to: string) => ({ from, to })
  const laid = layLineage({
    nodes: [node('inspection', -1), node('order', -1), node('receipt', -1), node('back', 0)],
    edges: [
      link('order', 'back'),
      link('receipt', 'back'),
      link('inspection', 'back'),
      link('order', 'receipt'),
      link('receipt', 'inspection'),
    ],
    cut: false,
    effects: { moves: [], promises: [], arrivals: [] },
  })
  const inOrder = laid.nodes.toSorted((a, b) => a.x - b.x).map(({ id }) => id)
  expect(inOrder).toEqual(['order', 'receipt', 'inspection', 'back'])
  expect(new Set(laid.nodes.map(({ y }) => y)).size).toBe(1)
  expect(laid.edges.map(({ key }) => key)).toEqual([
    'inspection back',
    'order receipt',
    'receipt inspection',
  ])
})
