import { Link } from '@tanstack/react-router'
import { Page } from '@/components/page'
import { QueryState } from '@/components/states'
import { useLabel, useText } from '@/lib/text'
import { reportText } from './report-text'
import css from './reports.module.css'
import type { Report } from './types'
import { useReports } from './use-reports'

/** Which reports stand together. */
const GROUPS = [
  { title: 'stock', names: ['stock', 'stock_summary', 'turnover'] },
  { title: 'selling', names: ['sales', 'profit', 'sales_fulfilment'] },
  { title: 'buying', names: ['purchases', 'supplier_prices', 'purchase_fulfilment'] },
] as const

export default function ReportsHomePage() {
  const t = useText(reportText)
  const query = useReports()
  return (
    <Page title={t.title} subtitle={t.subtitle} wide>
      <QueryState query={query}>{(reports) => <Groups reports={reports} />}</QueryState>
    </Page>
  )
}

function Groups({ reports }: { reports: Report[] }) {
  const t = useText(reportText)
  const say = useLabel()
  return (
    <div className={css.groups}>
      {GROUPS.map((group) => {
        const found = reports.filter((it) => (group.names as readonly string[]).includes(it.name))
        if (found.length === 0) return null
        return (
          <section key={group.title} aria-label={t[group.title]}>
            <h2 className={css.groupTitle}>{t[group.title]}</h2>
            <ul className={css.cards}>
              {found.map((it) => (
                <li key={it.name}>
                  <Link to="/reports/$report" params={{ report: it.name }} className={css.card}>
                    <b>{say(it.label)}</b>
                    <span>{say(it.answers)}</span>
                  </Link>
                </li>
              ))}
              {group.title === 'stock' && (
                <li>
                  <Link to="/reports/stock-ledger" className={css.card}>
                    <b>{t.ledger}</b>
                    <span>{t.ledgerAnswers}</span>
                  </Link>
                </li>
              )}
            </ul>
          </section>
        )
      })}
    </div>
  )
}
