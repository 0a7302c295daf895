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

/** Each paper right of all that it came from, as near to its neighbours as there is room; lines between them. */
export function layLineage({ nodes, edges }: Lineage): LaidLineage {
  const stepOf = stepsOf({ nodes, edges })
  const steps = [...new Set(stepOf.values())].toSorted((a, b) => a - b)
  const columns = steps.map((step) => nodes.filter((node) => stepOf.get(node.id) === step))
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
  const lines = withoutShortcuts(edges).flatMap(({ from, to }) => {
    const [a, b] = [byId.get(from), byId.get(to)]
    return a && b ? [{ key: `${from} ${to}`, path: path(a, b) }] : []
  })
  const width = columns.length * (NODE_WIDTH + GAP_X) - GAP_X
  return { nodes: placed, edges: lines, width, height }
}

type Graph = Pick<Lineage, 'nodes' | 'edges'>
type Edges = Lineage['edges']

/**
 * The server counts the fewest links from here: an inspection and its receipt are both one link from what is sent
 * back. Drawn in the order of events, each is a step after the last of those it came from.
 */
function stepsOf({ nodes, edges }: Graph): Map<string, number> {
  const steps = new Map(nodes.map(({ id, step }) => [id, step]))
  const follow = () => {
    let moved = false
    for (const { from, to } of edges) {
      const [a, b] = [steps.get(from), steps.get(to)]
      if (a === undefined || b === undefined || b > a) continue
      steps.set(to, a + 1)
      moved = true
    }
    return moved
  }
  // As often as the longest way can be: papers that point at each other in a ring end too.
  for (let most = nodes.length; most > 0 && follow(); most -= 1);
  return steps
}

/** A link that says no more than a longer way between the same two would only run behind the papers on it. */
function withoutShortcuts(edges: Edges): Edges {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to])
  const leadsTo = (from: string, goal: string, seen: Set<string>): boolean =>
    (next.get(from) ?? []).some((it) => {
      if (it === goal) return true
      if (seen.has(it)) return false
      seen.add(it)
      return leadsTo(it, goal, seen)
    })
  return edges.filter(
    ({ from, to }) =>
      !(next.get(from) ?? []).some((it) => it !== to && leadsTo(it, to, new Set([from, it]))),
  )
}

/** From the right edge of one to the left edge of the other, leaving and arriving level. */
function path(a: Laid, b: Laid): string {
  const [x1, y1] = [a.x + NODE_WIDTH, a.y + NODE_HEIGHT / 2]
  const [x2, y2] = [b.x, b.y + NODE_HEIGHT / 2]
  const bend = Math.max(GAP_X / 2, (x2 - x1) / 2)
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}
