import type { ReactNode } from 'react'
import { itemAt, type Family, type FamilyItem } from '@/features/sales/variant-lines'
import css from './variant-grid.module.css'

type VariantGridProps = {
  family: Family
  /** What stands in each place. */
  cell: (item: FamilyItem, label: string) => ReactNode
  /** At the end of each row, and below each column. */
  sum?: (items: FamilyItem[]) => ReactNode
  sumTitle?: string
}

/** The items of a family, the first axis down and the second across. */
export function VariantGrid({ family, cell, sum, sumTitle }: VariantGridProps) {
  const across = family.values_two.length > 0 ? family.values_two : [{ code: null, name: '' }]
  const of = (ones: string[], twos: (string | null)[]) =>
    ones.flatMap((one) => twos.flatMap((two) => itemAt(family, one, two) ?? []))
  const ones = family.values_one.map((value) => value.code)
  const twos = across.map((value) => value.code)
  return (
    <div className={css.scroller}>
      <table className={css.grid} aria-label={family.title}>
        <thead>
          <tr>
            <th scope="col">
              {[family.axis_one, family.values_two.length > 0 && family.axis_two]
                .filter(Boolean)
                .join(' \\ ')}
            </th>
            {across.map((two) => (
              <th key={two.code ?? ''} scope="col">
                {two.name}
              </th>
            ))}
            {sum && <th scope="col">{sumTitle}</th>}
          </tr>
        </thead>
        <tbody>
          {family.values_one.map((one) => (
            <tr key={one.code}>
              <th scope="row">{one.name}</th>
              {across.map((two) => {
                const item = itemAt(family, one.code, two.code)
                const label = [one.name, two.name].filter(Boolean).join(' ')
                return <td key={two.code ?? ''}>{item ? cell(item, label) : '—'}</td>
              })}
              {sum && <td className={css.sum}>{sum(of([one.code], twos))}</td>}
            </tr>
          ))}
        </tbody>
        {sum && (
          <tfoot>
            <tr>
              <th scope="row">{sumTitle}</th>
              {across.map((two) => (
                <td key={two.code ?? ''} className={css.sum}>
                  {sum(of(ones, [two.code]))}
                </td>
              ))}
              <td className={css.sum}>{sum(of(ones, twos))}</td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}
