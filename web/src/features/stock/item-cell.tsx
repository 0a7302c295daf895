import { Link } from '@tanstack/react-router'
import css from './stock-page.module.css'

/** An item by name and code, on the way to its own page. */
export function ItemCell({ row }: { row: { item: string; item_name: string } }) {
  return (
    <div className={css.item}>
      <Link to="/stock/$item" params={{ item: row.item }}>
        {row.item_name}
      </Link>
      <span className={css.code}>{row.item}</span>
    </div>
  )
}
