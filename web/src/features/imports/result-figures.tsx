import { formatCount, useText } from '@/lib/text'
import type { ImportResult } from './import-model'
import { importText } from './import-text'
import css from './result-figures.module.css'

export function ResultFigures({ result }: { result: ImportResult }) {
  const t = useText(importText)
  return (
    <dl className={css.figures}>
      {(['created', 'updated', 'unchanged', 'skipped', 'bad'] as const).map((key) => (
        <div
          key={key}
          className={css.figure}
          data-key={key}
          data-zero={result[key] === 0 || undefined}
        >
          <dt>{t[key]}</dt>
          <dd className="num">{formatCount(result[key])}</dd>
        </div>
      ))}
    </dl>
  )
}
