import { Tooltip } from 'antd'
import { useLabel, useText } from '@/lib/text'
import type { Import } from './import-model'
import { importText } from './import-text'
import css from './preview-table.module.css'

/** The first rows as they will be understood, with what is wrong where it is wrong. */
export function PreviewTable({ one }: { one: Import }) {
  const t = useText(importText)
  const say = useLabel()
  const targets = one.targets.filter((target) => target.column !== null)
  return (
    <div className={css.scroller}>
      <table className={css.preview} aria-label={t.preview}>
        <thead>
          <tr>
            <th scope="col">{t.row}</th>
            {targets.map((target) => (
              <th key={target.field} scope="col">
                {say(target.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {one.preview.map((row) => {
            const loose = row.problems.filter(
              (p) => !targets.some((target) => target.field === p.field),
            )
            return (
              <tr key={row.row} data-bad={row.problems.length > 0 || undefined}>
                <td className={`${css.number} num`}>
                  {row.row}
                  {loose.map((problem, index) => (
                    <div key={index} className={css.problem}>
                      {problem.message}
                    </div>
                  ))}
                </td>
                {targets.map((target) => {
                  const problem = row.problems.find((each) => each.field === target.field)
                  return (
                    <td
                      key={target.field}
                      title={row.cells[target.field]}
                      data-bad={problem ? true : undefined}
                    >
                      {row.cells[target.field] ?? ''}
                      {problem && (
                        <Tooltip title={problem.message}>
                          <div className={css.problem} tabIndex={0}>
                            {problem.message}
                          </div>
                        </Tooltip>
                      )}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
