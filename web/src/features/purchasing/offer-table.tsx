import { CheckOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import { formatDay } from '@/lib/dates'
import { formatMoney, formatQuantity, formatUnitPrice, isPositive } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import { allTo, offerOf } from './comparison'
import type { AskedLine, Choice, Comparison, Quotation } from './comparison'
import { comparisonText } from './comparison-text'
import css from './offer-table.module.css'

type OfferTableProps = {
  comparison: Comparison
  choice: Choice
  /** Without it nothing can be chosen any more. */
  onChoose: ((choice: Choice) => void) | undefined
}

/** A row for each line asked, a column for each quotation; on a phone the offers stand below the line. */
export function OfferTable({ comparison, choice, onChoose }: OfferTableProps) {
  const t = useText(comparisonText)
  const phone = usePhone()
  const { lines, quotations } = comparison
  const cell = (line: AskedLine, quotation: Quotation) => (
    <Offered
      line={line}
      quotation={quotation}
      chosen={choice[line.line] === quotation.number}
      onChoose={onChoose && (() => onChoose({ ...choice, [line.line]: quotation.number }))}
    />
  )
  const head = (quotation: Quotation) => (
    <Head quotation={quotation} onAll={onChoose && (() => onChoose(allTo(quotation, choice)))} />
  )
  if (phone) {
    return (
      <div className={css.cards}>
        {quotations.map((quotation) => (
          <div key={quotation.id}>{head(quotation)}</div>
        ))}
        {lines.map((line) => (
          <section key={line.line} className={css.card}>
            <Asked line={line} />
            <LastPaid line={line} />
            {quotations.map((quotation) => (
              <div key={quotation.id}>
                <div className={css.from}>{quotation.supplier?.title}</div>
                {cell(line, quotation)}
              </div>
            ))}
          </section>
        ))}
      </div>
    )
  }
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t.line}</th>
            <th scope="col">{t.lastPaid}</th>
            {quotations.map((quotation) => (
              <th key={quotation.id} scope="col">
                {head(quotation)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line}>
              <th scope="row">
                <Asked line={line} />
              </th>
              <td>
                <LastPaid line={line} />
              </td>
              {quotations.map((quotation) => (
                <td key={quotation.id}>{cell(line, quotation)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Head({ quotation, onAll }: { quotation: Quotation; onAll: (() => void) | undefined }) {
  const t = useText(comparisonText)
  const { company } = useMe()
  const money = (value: string) => formatMoney(value, company.currency)
  return (
    <div className={css.head}>
      <div className={css.supplier}>
        {quotation.supplier?.title ?? quotation.number}
        {quotation.best && <ToneTag tone="ok">{t.bestWhole}</ToneTag>}
        {quotation.expired && <ToneTag tone="danger">{t.expired}</ToneTag>}
      </div>
      <div className={css.quiet}>
        <DocumentLink type="supplier_quotation" id={quotation.id} number={quotation.number} quiet />
        {quotation.valid_until && !quotation.expired && (
          <> · {t('until', { day: formatDay(quotation.valid_until) })}</>
        )}
      </div>
      <div className={css.sum}>
        <b className="num">{money(quotation.landed_total)}</b>
        {isPositive(quotation.freight) && (
          <span className={css.quiet}>
            {t('freight', { money: money(quotation.freight ?? '') })}
          </span>
        )}
      </div>
      {onAll && (
        <Button size="small" onClick={onAll}>
          {t.allTo}
        </Button>
      )}
    </div>
  )
}

function Asked({ line }: { line: AskedLine }) {
  const counted = line.unit
    ? `${formatQuantity(line.unit_quantity)} ${line.unit}`
    : formatQuantity(line.quantity)
  return (
    <div className={css.asked}>
      <span>{line.item?.title}</span>
      <span className={css.quiet}>
        {line.item?.number} · <span className="num">{counted}</span>
        {line.unit && <span className="num"> = {formatQuantity(line.quantity)}</span>}
      </span>
    </div>
  )
}

function LastPaid({ line: { last_paid: paid } }: { line: AskedLine }) {
  const t = useText(comparisonText)
  const { company } = useMe()
  if (!paid) return <span className={css.quiet}>{t.never}</span>
  return (
    <div className={css.asked}>
      <span className="num">{formatUnitPrice(paid.price, company.currency)}</span>
      <span className={css.quiet}>
        {paid.supplier?.title} · {formatDay(paid.day)}
      </span>
    </div>
  )
}

type OfferedProps = {
  line: AskedLine
  quotation: Quotation
  chosen: boolean
  onChoose: (() => void) | undefined
}

function Offered({ line, quotation, chosen, onChoose }: OfferedProps) {
  const t = useText(comparisonText)
  const { company } = useMe()
  const offer = offerOf(quotation, line.line)
  if (!offer) return <span className={css.quiet}>{t.notQuoted}</span>
  const price = (value: string) => formatUnitPrice(value, company.currency, 4)
  const landed = offer.landed_price ?? offer.price
  return (
    <button
      type="button"
      className={`${css.offer} ${chosen ? css.chosen : ''}`}
      aria-pressed={chosen}
      aria-label={t('choose', { n: line.line, supplier: quotation.supplier?.title ?? '' })}
      disabled={!onChoose}
      onClick={onChoose}
    >
      <span className={css.price}>
        <b className="num">{price(landed)}</b>
        {offer.best && <ToneTag tone="ok">{t.best}</ToneTag>}
        {chosen && <CheckOutlined className={css.check} />}
      </span>
      <span className={css.quiet}>
        {landed !== offer.price && <>{t('quoted', { price: price(offer.price) })} · </>}
        {t('total', { money: formatMoney(offer.landed_total, company.currency) })}
      </span>
      <span className={css.quiet}>
        {offer.lead_time_days && t('days', { n: offer.lead_time_days })}
        {offer.lead_time_days && offer.moq && ' · '}
        {offer.moq && (
          <span className={offer.below_moq ? css.warn : undefined}>
            {t('moq', { n: formatQuantity(offer.moq) })}
          </span>
        )}
      </span>
    </button>
  )
}
