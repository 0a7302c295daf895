import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useDocumentTypes } from '@/documents/use-document-types'
import { formatQuantity } from '@/lib/decimal'
import { useLabel, useText } from '@/lib/text'
import { layOut, type Placed, type TraceEdge, type TraceNode } from './trace-layout'
import css from './trace-picture.module.css'
import { traceText } from './trace-text'

const WIDTH = 160
const HEIGHT = 54
const ACROSS = 70
const DOWN = 14
/** More than this is no picture any more; the lists beside it say everything. */
export const DRAWN_MAX = 120

type Props = { nodes: TraceNode[]; edges: TraceEdge[] }

/** From who supplied it, over what was made of it, to who has it. */
export function TracePicture({ nodes, edges }: Props) {
  const t = useText(traceText)
  const placed = useMemo(() => layOut(nodes, edges), [nodes, edges])
  const at = new Map(placed.map((node) => [node.id, node]))
  const left = (node: Placed) => node.column * (WIDTH + ACROSS)
  const top = (node: Placed) => node.row * (HEIGHT + DOWN)
  const width = Math.max(...placed.map(left)) + WIDTH
  const height = Math.max(...placed.map(top)) + HEIGHT
  return (
    <div className={css.scroller} tabIndex={0} role="group" aria-label={t.picture}>
      <div className={css.picture} style={{ width, height }}>
        <svg className={css.lines} width={width} height={height} aria-hidden>
          {edges.map((edge) => {
            const [from, to] = [at.get(edge.from), at.get(edge.to)]
            if (!from || !to) return null
            const [x1, y1] = [left(from) + WIDTH, top(from) + HEIGHT / 2]
            const [x2, y2] = [left(to), top(to) + HEIGHT / 2]
            const bend = (x1 + x2) / 2
            return (
              <g key={`${edge.from}-${edge.to}`}>
                <path d={`M${x1},${y1} C${bend},${y1} ${bend},${y2} ${x2},${y2}`} />
                {edge.quantity && (
                  <text x={x2 - 6} y={y2 - 4} textAnchor="end">
                    {formatQuantity(edge.quantity)}
                  </text>
                )}
              </g>
            )
          })}
        </svg>
        {placed.map((node) => (
          <div
            key={node.id}
            className={`${css.node} ${css[node.kind]} ${node.id === 0 ? css.root : ''}`}
            style={{ left: left(node), top: top(node), width: WIDTH, height: HEIGHT }}
          >
            <NodeText node={node} />
          </div>
        ))}
      </div>
    </div>
  )
}

function NodeText({ node }: { node: TraceNode }) {
  const t = useText(traceText)
  const say = useLabel()
  const type = useDocumentTypes().find((one) => one.name === node.type)
  if (node.kind === 'lot') {
    return (
      <>
        <b title={node.title ?? ''}>{node.title}</b>
        {node.lot ? (
          <Link to="/stock/trace" search={{ item: node.item, lot: node.lot } as never}>
            {node.lot}
          </Link>
        ) : (
          <span>{t.noLot}</span>
        )}
      </>
    )
  }
  if (node.kind === 'partner') return <b title={node.title ?? ''}>{node.title}</b>
  return (
    <>
      {node.document ? (
        <Link to="/d/$type/$id" params={{ type: node.document.type, id: node.document.number }}>
          {node.document.number}
        </Link>
      ) : (
        <b>{t.hidden}</b>
      )}
      <span>{say(type?.label)}</span>
    </>
  )
}
