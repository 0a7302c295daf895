import { formatDecimal } from '@/lib/decimal'
import { useText } from '@/lib/text'
import css from './item-outlook.module.css'
import { outlookText } from './outlook-text'
import type { DemandWindow } from './use-outlook'

const QUANTILES = ['q50', 'q75', 'q90', 'q95', 'q99'] as const

/** Demand of the coming days together, by how sure one wants to be. */
export function DemandWindows({ windows }: { windows: DemandWindow[] }) {
  const t = useText(outlookText)
  const number = (value: string) => formatDecimal(value, { max: 1 })
  return (
    <>
      <table className={css.windows} aria-label={t.windowsLabel}>
        <thead>
          <tr>
            <th scope="col">{t.next}</th>
            <th scope="col">{t.mean}</th>
            {QUANTILES.map((quantile) => (
              <th key={quantile} scope="col">
                {quantile.slice(1)}%
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {windows.map((one) => (
            <tr key={one.days}>
              <th scope="row">{t('days', { n: one.days })}</th>
              <td className="num">{number(one.mean)}</td>
              {QUANTILES.map((quantile) => (
                <td key={quantile} className="num">
                  {number(one[quantile])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.note}>{t.windowsNote}</p>
    </>
  )
}
