import { formatMoney, formatQuantity, isZero, sharePercent } from '@/lib/decimal'
import { useText } from '@/lib/text'
import css from './age-bar.module.css'
import { agesText } from './ages-text'

/** From fresh to old; the eye finds what is red. */
const COLOURS = [
  'var(--ok)',
  'color-mix(in srgb, var(--ok) 55%, var(--caution))',
  'var(--caution)',
  'color-mix(in srgb, var(--caution) 45%, var(--warning))',
  'var(--warning)',
  'var(--danger)',
]

/** What each bucket is called: "30 天内", "31–60 天", "超过 365 天". */
export function useBucketNames(limits: number[]): string[] {
  const t = useText(agesText)
  return [...limits, null].map((to, at) => {
    const before = limits[at - 1]
    if (to === null) return t('over', { from: before ?? 0 })
    return before === undefined ? t('upTo', { to }) : t('between', { from: before + 1, to })
  })
}

type AgeBarProps = { buckets: string[]; whole: string; limits: number[] }

/** What is on hand as one bar, the youngest first. */
export function AgeBar({ buckets, whole, limits }: AgeBarProps) {
  const names = useBucketNames(limits)
  const label = buckets
    .flatMap((part, at) => (isZero(part) ? [] : [`${names[at] ?? ''} ${formatQuantity(part)}`]))
    .join('，')
  return (
    <div className={css.bar} role="img" aria-label={label} title={label}>
      {buckets.map((part, at) => (
        <span
          key={names[at]}
          style={{ width: `${sharePercent(part, whole)}%`, background: COLOURS[at] }}
        />
      ))}
    </div>
  )
}

type AgeLegendProps = { limits: number[]; values?: string[]; currency?: string }

/** What the colours mean, and what lies in each of them. */
export function AgeLegend({ limits, values, currency }: AgeLegendProps) {
  const names = useBucketNames(limits)
  return (
    <ul className={css.legend}>
      {names.map((name, at) => (
        <li key={name}>
          <i style={{ background: COLOURS[at] }} aria-hidden />
          {name}
          {values?.[at] !== undefined && <b className="num">{formatMoney(values[at], currency)}</b>}
        </li>
      ))}
    </ul>
  )
}
