import { expect, test } from 'vitest'
import { layOut, type TraceEdge, type TraceNode } from './trace-layout'

const node = (id: number): TraceNode => ({ id, kind: 'lot', title: String(id) })
const edge = (from: number, to: number): TraceEdge => ({ from, to, quantity: null, day: null })

test('every edge leads to the right', () => {
  const edges = [edge(1, 2), edge(2, 3), edge(4, 3), edge(3, 5), edge(3, 6)]
  const placed = layOut([1, 2, 3, 4, 5, 6].map(node), edges)
  const column = new Map(placed.map((one) => [one.id, one.column]))
  for (const { from, to } of edges) {
    expect(column.get(from)).toBeLessThan(column.get(to) ?? 0)
  }
  expect(column.get(4)).toBe(1)
  expect(placed.filter((one) => one.column === 3).map((one) => one.row)).toEqual([0, 1])
})

test('a circle ends', () => {
  const placed = layOut([1, 2].map(node), [edge(1, 2), edge(2, 1)])
  expect(placed).toHaveLength(2)
})
