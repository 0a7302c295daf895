import { Panel } from '@/components/page'
import { sharePercent } from '@/lib/decimal'
import { formatCount, useLabel } from '@/lib/text'
import css from './class-counts.module.css'
import type { ClassCount } from './types'

type Props = {
  title: string
  rows: ClassCount[]
  chosen: string | undefined
  /** Choosing the chosen one again lets it go. */
  onChoose: (code: string) => void
}

/** How many items are of each class, as bars that can be chosen. */
export function ClassCounts({ title, rows, chosen, onChoose }: Props) {
  const say = useLabel()
  const most = String(Math.max(1, ...rows.map((row) => row.items)))
  return (
    <Panel title={title}>
      <ul className={css.rows}>
        {rows.map((row) => (
          <li key={row.code}>
            <button
              type="button"
              className={css.row}
              aria-pressed={row.code === chosen}
              onClick={() => onChoose(row.code === chosen ? '' : row.code)}
            >
              <span className={css.name}>{say(row.label)}</span>
              <b className="num">{formatCount(row.items)}</b>
              <span
                className={css.bar}
                style={{ width: `${sharePercent(String(row.items), most)}%` }}
                aria-hidden
              />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
