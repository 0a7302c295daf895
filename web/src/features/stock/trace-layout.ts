export type TraceNode = {
  id: number
  kind: 'lot' | 'paper' | 'partner'
  title: string | null
  item?: string
  lot?: string | null
  type?: string | null
  document?: { type: string; id: string; number: string } | null
}
export type TraceEdge = { from: number; to: number; quantity: string | null; day: string | null }
export type Placed = TraceNode & { column: number; row: number }

/**
 * Where each node of the picture stands: its column is how many steps it is from the first source, so that
 * every edge leads to the right; within a column in the order of what leads to it, so that few lines cross.
 */
export function layOut(nodes: TraceNode[], edges: TraceEdge[]): Placed[] {
  const column = new Map(nodes.map((node) => [node.id, 0]))
  // The longest way to each node. A return that closes a circle stops after as many rounds as nodes.
  let rounds = nodes.length
  while (rounds > 0) {
    rounds -= 1
    let moved = false
    for (const { from, to } of edges) {
      const next = (column.get(from) ?? 0) + 1
      if (next > (column.get(to) ?? 0) && next < nodes.length) {
        column.set(to, next)
        moved = true
      }
    }
    if (!moved) break
  }
  // A source stands right before what it leads to, not at the far left.
  for (const node of nodes) {
    if (edges.some((edge) => edge.to === node.id)) continue
    const after = edges
      .filter((edge) => edge.from === node.id)
      .map((edge) => column.get(edge.to) ?? 1)
    if (after.length > 0) column.set(node.id, Math.max(0, Math.min(...after) - 1))
  }
  const placed: Placed[] = []
  const rowOf = new Map<number, number>()
  const last = Math.max(0, ...column.values())
  for (let at = 0; at <= last; at += 1) {
    const here = nodes.filter((node) => column.get(node.id) === at)
    const weight = (node: TraceNode) => {
      const before = edges.flatMap((edge) =>
        edge.to === node.id && rowOf.has(edge.from) ? [rowOf.get(edge.from) ?? 0] : [],
      )
      return before.length === 0 ? 0 : before.reduce((a, b) => a + b, 0) / before.length
    }
    const sorted = here
      .map((node) => ({ node, weight: weight(node) }))
      .toSorted((a, b) => a.weight - b.weight || a.node.id - b.node.id)
    sorted.forEach(({ node }, row) => {
      rowOf.set(node.id, row)
      placed.push({ ...node, column: at, row })
    })
  }
  return placed
}
