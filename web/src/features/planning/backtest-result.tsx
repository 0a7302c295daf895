import { Panel } from '@/components/page'
import { useChart } from '@/lib/chart'
import { useMe } from '@/lib/session'
import { useLabel, useLanguage, useText } from '@/lib/text'
import { figureRows } from './backtest-figures'
import { policiesText } from './policies-text'
import css from './policies.module.css'
import { tradeOffOption } from './trade-off-option'
import type { Backtest } from './types'

/** Today against the proposal, in figures and as the picture of the trade-off. */
export function BacktestResult({ result }: { result: Backtest }) {
  const t = useText(policiesText)
  const say = useLabel()
  const facts = [
    t('period', { from: result.from, to: result.to }),
    result.series < result.of_series
      ? t('sampled', { n: result.series, all: result.of_series })
      : t('complete', { n: result.series }),
  ]
  return (
    <Panel title={t.result} extra={<span className={css.elapsed}>{facts.join(' · ')}</span>}>
      <p className={css.reason}>{say(result.reason)}</p>
      <div className={css.result}>
        <Comparison result={result} />
        <TradeOff result={result} />
      </div>
    </Panel>
  )
}

function Comparison({ result }: { result: Backtest }) {
  const t = useText(policiesText)
  const { currency } = useMe().company
  return (
    <table className={css.comparison} aria-label={t.result}>
      <thead>
        <tr>
          <th scope="col">{t.figure}</th>
          <th scope="col">{t.today}</th>
          <th scope="col">{t.proposed}</th>
          <th scope="col">{t.difference}</th>
        </tr>
      </thead>
      <tbody>
        {figureRows(result, currency).map((row) => (
          <tr key={row.key}>
            <th scope="row">{t[row.key]}</th>
            <td className="num">{row.today}</td>
            <td className="num">
              <b>{row.proposed}</b>
            </td>
            <td className={css.difference} data-verdict={row.verdict}>
              <span className="num">
                {row.isPoints ? t('points', { n: row.difference }) : row.difference}
              </span>
              {row.relative && <small className="num">{row.relative}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function TradeOff({ result }: { result: Backtest }) {
  const t = useText(policiesText)
  const { language } = useLanguage()
  const ref = useChart((palette) => tradeOffOption(result, { palette, t }), [result, language])
  return (
    <figure className={css.curve}>
      <figcaption>
        <b>{t.curve}</b>
        <span>{t.curveHint}</span>
      </figcaption>
      <div ref={ref} className={css.chart} role="img" aria-label={t.curve} />
    </figure>
  )
}
