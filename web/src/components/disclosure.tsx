import { DownOutlined } from '@ant-design/icons'
import { useState, type ReactNode } from 'react'
import type { Term } from '@/lib/api-types'
import { formatDecimal } from '@/lib/decimal'
import { useLabel } from '@/lib/text'
import css from './disclosure.module.css'

/** A question that opens its answer. */
export function Disclosure({ label, children }: { label: string; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <div>
      <button
        type="button"
        className={`thumb ${css.button}`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {label} <DownOutlined rotate={open ? 180 : 0} />
      </button>
      {open && <div className={css.content}>{children}</div>}
    </div>
  )
}

/** The inputs of a number, for a doubter. */
export function Terms({ terms }: { terms: Term[] }) {
  const say = useLabel()
  return (
    <dl className={css.terms}>
      {terms.map((term, index) => (
        <div key={`${term.key} ${index}`} className={css.term}>
          <dt>{say(term.label)}</dt>
          <dd className="num">{formatDecimal(term.value) || term.value}</dd>
        </div>
      ))}
    </dl>
  )
}
