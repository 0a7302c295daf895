import { formatCount, useText } from '@/lib/text'
import { ABC, classCells, XYZ } from './class-cells'
import css from './class-matrix.module.css'
import { classesText } from './classes-text'
import type { Classes } from './types'
import type { ClassFilter } from './use-classes'

type Props = {
  matrix: Classes['matrix']
  filter: ClassFilter
  onChoose: (filter: ClassFilter) => void
}

/** Nine cells: how many items, and what part of the value. The deeper the colour the more value. */
export function ClassMatrix({ matrix, filter, onChoose }: Props) {
  const t = useText(classesText)
  const cells = classCells(matrix)
  return (
    <>
      <table className={css.matrix} aria-label={t.matrix}>
        <thead>
          <tr>
            <td />
            {XYZ.map((xyz) => (
              <th key={xyz} scope="col">
                {t[xyz]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ABC.map((abc) => (
            <tr key={abc}>
              <th scope="row">{t[abc]}</th>
              {cells
                .filter((cell) => cell.abc === abc)
                .map((cell) => {
                  const chosen = filter.abc === abc && filter.xyz === cell.xyz
                  return (
                    <td key={cell.xyz}>
                      <button
                        type="button"
                        className={css.cell}
                        aria-pressed={chosen}
                        onClick={() => onChoose(chosen ? {} : { abc, xyz: cell.xyz })}
                      >
                        <span
                          className={css.depth}
                          style={{ opacity: (cell.valueShare ?? 0) / 160 }}
                          aria-hidden
                        />
                        <span className={css.code}>
                          {abc}
                          {cell.xyz}
                        </span>
                        <b className="num">{formatCount(cell.items)}</b>
                        {cell.valueShare !== null && (
                          <span className={`num ${css.share}`}>{cell.valueShare}%</span>
                        )}
                      </button>
                    </td>
                  )
                })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.hint}>{t.matrixHint}</p>
    </>
  )
}
