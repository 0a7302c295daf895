import type { Lineage, LineageNode } from '@/lib/record-types'

export const NODE_WIDTH = 176
export const NODE_HEIGHT = 54
const GAP_X = 56
const GAP_Y = 12

/** A paper and where it stands. */
export type Laid = LineageNode & { x: number; y: number }
export type LaidLineage = {
  nodes: Laid[]
  edges: { key: string; path: string }[]
  width: number
  height: number
}

/** A column for each step, each as near to its neighbours as there is room; lines between them. */
export function layLineage({ nodes, edges }: Lineage): LaidLineage {
  const steps = [...new Set(nodes.map(({ step }) => step))].toSorted((a, b) => a - b)
  const columns = steps.map((step) => nodes.filter((node) => node.step === step))
  const tallest = Math.max(...columns.map((column) => column.length))
  const height = tallest * (NODE_HEIGHT + GAP_Y) - GAP_Y
  const placed = columns.flatMap((column, at) => {
    const own = column.length * (NODE_HEIGHT + GAP_Y) - GAP_Y
    const top = (height - own) / 2
    return column.map((node, row) => ({
      ...node,
      x: at * (NODE_WIDTH + GAP_X),
      y: top + row * (NODE_HEIGHT + GAP_Y),
    }))
  })
  const byId = new Map(placed.map((node) => [node.id, node]))
  const lines = edges.flatMap(({ from, to }) => {
    const [a, b] = [byId.get(from), byId.get(to)]
    return a && b ? [{ key: `${from} ${to}`, path: path(a, b) }] : []
  })
  const width = columns.length * (NODE_WIDTH + GAP_X) - GAP_X
  return { nodes: placed, edges: lines, width, height }
}

/** From the right edge of one to the left edge of the other, leaving and arriving level. */
function path(a: Laid, b: Laid): string {
  const [x1, y1] = [a.x + NODE_WIDTH, a.y + NODE_HEIGHT / 2]
  const [x2, y2] = [b.x, b.y + NODE_HEIGHT / 2]
  const bend = Math.max(GAP_X / 2, (x2 - x1) / 2)
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}
