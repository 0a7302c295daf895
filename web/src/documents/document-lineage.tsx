import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'
import { Panel } from '@/components/page'
import { layLineage, NODE_HEIGHT, NODE_WIDTH, type Laid } from '@/documents/lay-lineage'
import { StateTag } from '@/documents/state-tag'
import { useDocumentTypes } from '@/documents/use-document-types'
import { api, seg } from '@/lib/api-client'
import type { DocumentType } from '@/lib/api-types'
import { formatDay } from '@/lib/dates'
import { formatQuantity, isPositive } from '@/lib/decimal'
import { keys } from '@/lib/query'
import type { Named, Outside, Lineage, LineageNode } from '@/lib/record-types'
import { messages, useLabel, useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import css from './document-lineage.module.css'

const m = messages({
  lineage: { zh: '来龙去脉', en: 'Where from, where to' },
  picture: { zh: '来源单据、本单与后续单据', en: 'Its sources, itself, and what came of it' },
  sources: { zh: '来源', en: 'Came from' },
  self: { zh: '本单', en: 'This' },
  next: { zh: '后续', en: 'Came of it' },
  cut: {
    zh: '单据太多，只画出最近的一部分。',
    en: 'There are too many: only the latest are drawn.',
  },
  moves: { zh: '库存移动', en: 'Moved' },
  promises: { zh: '占用', en: 'Reserved' },
  arrivals: { zh: '在途', en: 'On the way' },
  short: { zh: '缺 {n}', en: '{n} short' },
  more: { zh: '还有 {n} 项', en: '{n} more' },
  supplier: { zh: '供应商', en: 'supplier' },
  customer: { zh: '客户', en: 'customer' },
  scrap: { zh: '报废', en: 'scrap' },
  adjustment: { zh: '盘点调整', en: 'adjustment' },
  production: { zh: '生产', en: 'production' },
  transit: { zh: '在途', en: 'in transit' },
  loan: { zh: '借出', en: 'on loan' },
})

type DocumentLineageProps = { type: DocumentType; id: string; version: number }

/** One picture of a document; nothing where there is nothing to show. */
export function DocumentLineage({ type, id, version }: DocumentLineageProps) {
  const t = useText(m)
  const phone = usePhone()
  const query = useQuery({
    queryKey: keys.document(type.name, id, 'lineage', version),
    queryFn: () => api.get<Lineage>(`/api/documents/${seg(type.name)}/${seg(id)}/lineage`),
    enabled: type.key_field === null,
  })
  const lineage = query.data
  // A picture is a help, not the document: without it the page stays as it is.
  if (!lineage?.effects) return null
  const { moves, promises, arrivals } = lineage.effects
  const effects = moves.length + promises.length + arrivals.length
  if (lineage.nodes.length < 2 && effects === 0) return null
  return (
    <Panel title={t.lineage}>
      {lineage.nodes.length > 1 &&
        (phone ? <Steps lineage={lineage} /> : <Picture lineage={lineage} />)}
      {lineage.cut && <p className={css.cut}>{t.cut}</p>}
      {effects > 0 && <Effects lineage={lineage} />}
    </Panel>
  )
}

/** Left to right: what it came from, itself, what came of it. */
function Picture({ lineage }: { lineage: Lineage }) {
  const t = useText(m)
  const laid = layLineage(lineage)
  const self = laid.nodes.find(({ step }) => step === 0)
  const scroller = useRef<HTMLDivElement>(null)
  const middle = (self?.x ?? 0) + NODE_WIDTH / 2
  // A long way from the first paper is wider than its place: what is open is in its middle.
  useEffect(() => {
    const view = scroller.current
    if (view) view.scrollLeft = middle - view.clientWidth / 2
  }, [middle])
  return (
    <div ref={scroller} className={css.scroller} role="group" aria-label={t.picture}>
      <div className={css.picture} style={{ width: laid.width, height: laid.height }}>
        <svg width={laid.width} height={laid.height} aria-hidden className={css.lines}>
          {laid.edges.map(({ key, path }) => (
            <path key={key} d={path} />
          ))}
        </svg>
        {laid.nodes.map((node) => (
          <Paper key={node.id} node={node} place={node} />
        ))}
      </div>
    </div>
  )
}

function Paper({ node, place }: { node: LineageNode; place?: Laid }) {
  const say = useLabel()
  const type = useDocumentTypes().find((it) => it.name === node.type)
  const content = (
    <>
      <span className={css.kind}>{type ? say(type.label) : node.type}</span>
      <span className={css.name}>
        <b>{node.number}</b>
        {type && type.states.length > 1 && <StateTag type={type} state={node.state} />}
      </span>
    </>
  )
  const own = {
    className: css.paper,
    'data-self': node.step === 0,
    ...(place && {
      style: { left: place.x, top: place.y, width: NODE_WIDTH, height: NODE_HEIGHT },
    }),
  }
  if (node.step === 0 || !type) return <div {...own}>{content}</div>
  return (
    <Link to="/d/$type/$id" params={{ type: node.type, id: node.id }} {...own}>
      {content}
    </Link>
  )
}

/** The same in the hand: one below the other. */
function Steps({ lineage }: { lineage: Lineage }) {
  const t = useText(m)
  const parts = [
    { key: 'sources', title: t.sources, nodes: lineage.nodes.filter((it) => it.step < 0) },
    { key: 'self', title: t.self, nodes: lineage.nodes.filter((it) => it.step === 0) },
    { key: 'next', title: t.next, nodes: lineage.nodes.filter((it) => it.step > 0) },
  ]
  return (
    <ol className={css.steps}>
      {parts
        .filter(({ nodes }) => nodes.length > 0)
        .map(({ key, title, nodes }) => (
          <li key={key}>
            <span className={css.kind}>{title}</span>
            {nodes
              .toSorted((a, b) => a.step - b.step)
              .map((node) => (
                <Paper key={node.id} node={node} />
              ))}
          </li>
        ))}
    </ol>
  )
}

const SHOWN = 6

/** What it did to the books. */
function Effects({ lineage }: { lineage: Lineage }) {
  const t = useText(m)
  const { moves, promises, arrivals } = lineage.effects
  return (
    <div className={css.effects}>
      <Effect title={t.moves} count={moves.length}>
        {moves.slice(0, SHOWN).map((it, at) => (
          <li key={at}>
            <ItemName item={it.item} />
            <span className={css.way}>
              <Place place={it.from} /> → <Place place={it.to} />
            </span>
            <b className="num">{formatQuantity(it.quantity)}</b>
          </li>
        ))}
      </Effect>
      <Effect title={t.promises} count={promises.length}>
        {promises.slice(0, SHOWN).map((it, at) => (
          <li key={at}>
            <ItemName item={it.item} />
            <span className={css.way}>{it.warehouse.title}</span>
            {isPositive(it.short) && (
              <span className={css.short}>{t('short', { n: formatQuantity(it.short) })}</span>
            )}
            <b className="num">{formatQuantity(it.reserved)}</b>
          </li>
        ))}
      </Effect>
      <Effect title={t.arrivals} count={arrivals.length}>
        {arrivals.slice(0, SHOWN).map((it, at) => (
          <li key={at}>
            <ItemName item={it.item} />
            <span className={css.way}>
              {it.warehouse.title} · {formatDay(it.due)}
            </span>
            <b className="num">{formatQuantity(it.quantity)}</b>
          </li>
        ))}
      </Effect>
    </div>
  )
}

function Effect({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  const t = useText(m)
  if (count === 0) return null
  return (
    <section className={css.effect}>
      <h3>{title}</h3>
      <ul>{children}</ul>
      {count > SHOWN && <p className={css.cut}>{t('more', { n: count - SHOWN })}</p>}
    </section>
  )
}

function ItemName({ item }: { item: Named }) {
  return (
    <Link to="/stock/$item" params={{ item: item.number }} title={item.number}>
      {item.title || item.number}
    </Link>
  )
}

function Place({ place }: { place: Named | { outside: Outside } }) {
  const t = useText(m)
  if ('outside' in place) return t(place.outside)
  return place.title || place.number
}
