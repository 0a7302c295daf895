import { CardOfColumns, ResponsiveTable, type TableProps } from '@/components/responsive-table'
import { usePhone } from '@/lib/use-media'
import { Checkbox } from 'antd'
import css from './card-grid.module.css'

/** Rows as cards side by side; on a phone the list shows cards anyway. */
export function CardGrid<R>(props: TableProps<R>) {
  const phone = usePhone()
  const { rows, rowKey, columns, label, onOpen, selection, rowTone, footer, loading } = props
  if (phone || rows.length === 0) return <ResponsiveTable {...props} />
  const chosen = new Set(selection?.selected)
  return (
    <div aria-busy={loading ?? false}>
      <ul className={css.grid} aria-label={label}>
        {rows.map((row) => {
          const key = rowKey(row)
          return (
            <li
              key={key}
              className={css.card}
              data-tone={rowTone?.(row)}
              onClick={(event) => {
                const inner = (event.target as Element).closest('a, button, input, label')
                if (!inner && !getSelection()?.toString()) onOpen?.(row)
              }}
            >
              {selection && (
                <label className={css.check}>
                  <Checkbox
                    aria-label={key}
                    checked={chosen.has(key)}
                    onChange={() =>
                      selection.onChange(
                        chosen.has(key)
                          ? selection.selected.filter((it) => it !== key)
                          : [...selection.selected, key],
                      )
                    }
                  />
                </label>
              )}
              <CardOfColumns row={row} columns={columns} />
            </li>
          )
        })}
      </ul>
      {footer && <div className={css.footer}>{footer}</div>}
    </div>
  )
}
