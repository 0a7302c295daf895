import { Modal } from 'antd'
import { ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import { asRows, scalarText } from '@/documents/fields'
import type { Asked, PriceAnswer, PriceRule, Prices } from '@/features/sales/line-prices'
import { salesText } from '@/features/sales/sales-text'
import type { Fields } from '@/lib/api-types'
import { compare, formatQuantity, formatUnitPrice, isPositive } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import css from './price-facts.module.css'

type PriceFactsProps = {
  fields: Fields
  asked: Asked[]
  prices: Prices
  available: Map<string, string>
  onClose: () => void
}

/** Line by line: where its price comes from, what else would have fitted, and whether it is too low. */
export function PriceFacts({ fields, asked, prices, available, onClose }: PriceFactsProps) {
  const t = useText(salesText)
  return (
    <Modal open centered width={680} title={t.prices} footer={null} onCancel={onClose}>
      <p className={css.hint}>{t.pricesHint}</p>
      <ol className={css.lines}>
        {asked.map((one, at) => {
          const answer = prices.lines[at]
          if (!answer) return null
          const row = asRows(fields.lines)[one.index]
          return (
            <LineFacts
              key={one.index}
              asked={one}
              answer={answer}
              by={scalarText(row?.price_by)}
              available={available.get(one.item)}
            />
          )
        })}
      </ol>
    </Modal>
  )
}

type LineFactsProps = {
  asked: Asked
  answer: PriceAnswer
  by: string
  available: string | undefined
}

function LineFacts({ asked, answer, by, available }: LineFactsProps) {
  const t = useText(salesText)
  const { company } = useMe()
  const money = (price: string | null) => formatUnitPrice(price, company.currency)
  const price = asked.price || answer.price
  const [first, ...beaten] = answer.rules
  const differs = answer.price !== null && price !== null && compare(price, answer.price) !== 0
  const isShort =
    available !== undefined && isPositive(asked.quantity) && compare(asked.quantity, available) > 0
  const source = by === 'quotation' || by === 'manual' ? by : answer.by
  return (
    <li className={css.line}>
      <div className={css.head}>
        <span className={css.item}>
          {asked.index + 1}. {asked.item}
        </span>
        <b className="num">{price ? money(price) : t.noPrice}</b>
        {source && (
          <ToneTag tone={source === 'manual' ? 'caution' : 'info'}>{t[`by_${source}`]}</ToneTag>
        )}
        {answer.below_floor && (
          <ToneTag tone="danger">{t('floor', { price: money(answer.floor) })}</ToneTag>
        )}
        {answer.below_cost && (
          <ToneTag tone="danger">{t('cost', { price: money(answer.cost ?? null) })}</ToneTag>
        )}
        {available !== undefined && (
          <ToneTag tone={isShort ? 'warning' : 'muted'}>
            {t('available', { n: formatQuantity(available) })}
          </ToneTag>
        )}
      </div>
      {differs && <p className={css.rule}>{t('listPrice', { price: money(answer.price) })}</p>}
      {first && <Rule rule={first} money={money} />}
      {beaten.length > 0 && (
        <div className={css.beaten}>
          <span>{t.rulesBeaten}</span>
          {beaten.map((rule) => (
            <Rule key={`${rule.list} ${rule.line}`} rule={rule} money={money} />
          ))}
        </div>
      )}
    </li>
  )
}

function Rule({ rule, money }: { rule: PriceRule; money: (price: string | null) => string }) {
  const t = useText(salesText)
  const who = rule.who === 'level' ? `${t.who_level} ${rule.level}` : t[`who_${rule.who}`]
  const what = t(`what_${rule.what}`, { category: rule.category ?? '' })
  const told = [
    who,
    what,
    isPositive(rule.from) && t('from', { n: formatQuantity(rule.from) }),
    rule.priority > 0 && t('priority', { n: rule.priority }),
    rule.ends && t('until', { day: rule.ends }),
  ]
  return (
    <p className={css.rule}>
      <span className="num">{money(rule.price)}</span>
      {rule.list && (
        <DocumentLink type="price_list" id={rule.list} number={rule.name || rule.list} />
      )}
      <span>{told.filter(Boolean).join(' · ')}</span>
    </p>
  )
}
