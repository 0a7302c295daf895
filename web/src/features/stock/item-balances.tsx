import { Panel } from '@/components/page'
import { QuantityText } from '@/components/quantity-text'
import { relativeDay } from '@/lib/dates'
import { useLanguage, useText } from '@/lib/text'
import css from './item-balances.module.css'
import { StockComposition } from './stock-composition'
import { stockText } from './stock-text'
import type { ItemStock, Lot } from './use-item-stock'

/** Where it lies: each warehouse with what it is made of, and its lots by expiry. */
export function ItemBalances({
  balances,
  unit,
}: {
  balances: ItemStock['balances']
  unit: string
}) {
  const t = useText(stockText)
  return (
    <Panel title={t.balances} flush>
      {balances.length === 0 && <p className={css.none}>{t.noStock}</p>}
      <ul className={css.places}>
        {balances.map((one) => (
          <li key={one.warehouse} className={css.place}>
            <div className={css.line}>
              <b>{one.warehouse_name}</b>
              <span>
                {t.available} <QuantityText value={one.available} /> / {t.on_hand}{' '}
                <QuantityText value={one.on_hand} unit={unit} />
              </span>
            </div>
            <StockComposition balance={one} />
            {(one.lots ?? []).map((lot) => (
              <LotLine key={lot.lot ?? ''} lot={lot} unit={unit} />
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function LotLine({ lot, unit }: { lot: Lot; unit: string }) {
  const t = useText(stockText)
  const { language } = useLanguage()
  return (
    <div className={`${css.line} ${css.lot}`}>
      <span>
        {lot.lot ? `${t.lot} ${lot.lot}` : t.noLot}
        {lot.expiry && (
          <span className={css.expiry}>
            {t('expires', { day: lot.expiry, when: relativeDay(lot.expiry, language) })}
          </span>
        )}
      </span>
      <QuantityText value={lot.on_hand} unit={unit} />
    </div>
  )
}
