import { Panel } from '@/components/page'
import { QuantityText } from '@/components/quantity-text'
import { DocumentLink } from '@/documents/document-link'
import { relativeDay } from '@/lib/dates'
import { useLanguage, useText } from '@/lib/text'
import css from './item-balances.module.css'
import { StockComposition } from './stock-composition'
import { stockText } from './stock-text'
import type { ChannelStock, ItemStock, Lot } from './use-item-stock'

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
            {(one.channels ?? []).map((channel) => (
              <ChannelLine key={channel.channel ?? ''} channel={channel} unit={unit} />
            ))}
            {(one.lots ?? []).map((lot) => (
              <LotLine key={lot.lot ?? ''} lot={lot} unit={unit} />
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What one channel may still sell, and the rule that says so. */
function ChannelLine({ channel, unit }: { channel: ChannelStock; unit: string }) {
  const t = useText(stockText)
  const facts = [
    isMore(channel.protected) && t('channelProtected', { n: channel.protected }),
    channel.share_percent != null && t('channelShare', { n: channel.share_percent }),
    isMore(channel.buffer) && t('channelBuffer', { n: channel.buffer }),
    isMore(channel.reserved) && `${t.reserved} ${channel.reserved}`,
  ].filter(Boolean)
  return (
    <div className={`${css.line} ${css.lot}`}>
      <span>
        {channel.channel_name ?? t.otherChannels}
        {facts.length > 0 && <span className={css.expiry}>{facts.join(' · ')}</span>}{' '}
        {channel.document && <DocumentLink {...channel.document} />}
      </span>
      <span>
        {t.available} <QuantityText value={channel.available} unit={unit} />
      </span>
    </div>
  )
}

function isMore(quantity: string | undefined): quantity is string {
  return quantity !== undefined && quantity !== '0'
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
