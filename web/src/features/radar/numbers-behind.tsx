import { Link } from '@tanstack/react-router'
import { DocumentLink } from '@/documents/document-link'
import type { Shortage } from './shortage'
import { formatQuantity } from '@/lib/decimal'
import { useLabel, useText } from '@/lib/text'
import css from './numbers-behind.module.css'
import { radarText } from './radar-text'
import { LevelTag } from './level-tag'
import { customersHurt, hurtCount } from './urgency'

/** Everything a doubter asks for: the inputs of the suggestion and every customer waiting. */
export function NumbersBehind({ shortage }: { shortage: Shortage }) {
  const t = useText(radarText)
  const say = useLabel()
  const customers = customersHurt(shortage.hurts)
  const unlisted = hurtCount(shortage) - customers.length
  return (
    <div className={css.behind}>
      <section className={css.part}>
        <h3 className={css.title}>{t.numbers}</h3>
        <dl className={css.numbers}>
          {shortage.numbers.map((number, index) => (
            <div key={index} className={css.number}>
              <dt>{say(number.label)}</dt>
              <dd className="num">{number.value}</dd>
            </div>
          ))}
        </dl>
        <Link to="/stock/$item" params={{ item: shortage.item }}>
          {t.outlook} →
        </Link>
      </section>
      {customers.length > 0 && (
        <section className={css.part}>
          <h3 className={css.title}>{t.waiting}</h3>
          <ul className={css.customers}>
            {customers.map((one, index) => (
              <li key={one.customer ?? index}>
                <span className={css.name}>
                  <LevelTag level={one.level} />
                  {one.name ?? t.someCustomer}
                </span>
                {one.orders.map((order, at) => (
                  <span key={at} className={css.order}>
                    {order.document && <DocumentLink {...order.document} />}
                    <span className="num">
                      {formatQuantity(order.quantity)} {shortage.unit}
                    </span>
                    {order.due && <span>{t('due', { day: order.due })}</span>}
                  </span>
                ))}
              </li>
            ))}
            {unlisted > 0 && <li className={css.rest}>{t('more', { n: unlisted })}</li>}
          </ul>
        </section>
      )}
    </div>
  )
}
