//! What channels that share one pool keep from each other, and what each is promised.

use crate::world::key;
use crate::{Error, Param, Row, Tx, json_sql, locks, params};
use ledger::{BalanceKey, ChannelChange, ChannelRule, ChannelStock, Ledger};
use std::collections::{BTreeMap, BTreeSet};
use values::{ChannelId, DocumentId, Instant, ItemId, Percent, Quantity};

const COLUMNS: &str =
    "c.item, c.warehouse, c.channel, c.protected, c.share, c.buffer, c.reserved, c.document";

fn stock(row: &Row) -> (BalanceKey, ChannelId, ChannelStock) {
    let rule = ChannelRule {
        protected: Quantity::from_raw(row.int(3)),
        share: row.opt_int(4).map(Percent::from_raw),
        buffer: Quantity::from_raw(row.int(5)),
        origin: DocumentId(row.int(7)),
    };
    let reserved = Quantity::from_raw(row.int(6));
    (key(row), ChannelId(row.int(2)), ChannelStock { rule: Some(rule), reserved })
}

/// Every channel with a rule at these balances, and those of `changing` that have none yet, with
/// the sum of their claims. The balances are locked.
pub(crate) fn load(
    tx: &mut dyn Tx,
    with_rules: &[BalanceKey],
    changing: &[(BalanceKey, ChannelId)],
    ledger: &mut Ledger,
) -> Result<(), Error> {
    let mut known: BTreeSet<(BalanceKey, ChannelId)> = BTreeSet::new();
    if !with_rules.is_empty() {
        let pairs = json_sql::pairs(tx.dialect());
        let select = format!(
            "select {COLUMNS} from {pairs} k cross join @.channel_stock c
             where c.item = k.item and c.warehouse = k.warehouse"
        );
        for row in tx.query(&select, params![&locks::pairs(with_rules)])? {
            let (key, channel, stock) = stock(&row);
            known.insert((key, channel));
            ledger.load_channel(key, channel, stock);
        }
    }
    for &(key, channel) in changing {
        if known.insert((key, channel)) {
            let reserved = promised(tx, key, channel)?;
            ledger.load_channel(key, channel, ChannelStock { rule: None, reserved });
        }
    }
    Ok(())
}

fn promised(tx: &mut dyn Tx, key: BalanceKey, channel: ChannelId) -> Result<Quantity, Error> {
    let rows = tx.query(
        &format!(
            "select coalesce(cast(sum(c.reserved) as bigint), 0) {} and c.channel = ?",
            crate::claims::at_balance()
        ),
        params![key.item, key.warehouse, channel],
    )?;
    Ok(Quantity::from_raw(rows[0].int(0)))
}

/// The balances count their rules themselves.
pub(crate) fn write(tx: &mut dyn Tx, changes: &[ChannelChange]) -> Result<(), Error> {
    let mut ruled: Vec<Param<'_>> = Vec::new();
    for change in changes {
        match change {
            ChannelChange::Ruled(key, channel, rule, reserved) => {
                ruled.extend_from_slice(params![key.item, key.warehouse, *channel, rule.protected]);
                ruled.extend_from_slice(params![rule.share, rule.buffer, *reserved, rule.origin]);
            }
            ChannelChange::Unruled(key, channel) => {
                let delete = "delete from @.channel_stock where item = ? and warehouse = ? and channel = ?";
                tx.execute(delete, params![key.item, key.warehouse, *channel])?;
            }
        }
    }
    let into = "insert into @.channel_stock
                (item, warehouse, channel, protected, share, buffer, reserved, document) values";
    let update = "on conflict (item, warehouse, channel) do update
                  set protected = excluded.protected, share = excluded.share, buffer = excluded.buffer,
                      reserved = excluded.reserved, document = excluded.document";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?)", &ruled, update).map(drop)
}

/// Every channel with a rule on the item, by warehouse and channel.
pub fn of_item(tx: &mut dyn Tx, item: ItemId) -> Result<Vec<(BalanceKey, ChannelId, ChannelStock)>, Error> {
    let select =
        format!("select {COLUMNS} from @.channel_stock c where c.item = ? order by c.warehouse, c.channel");
    Ok(tx.query(&select, params![item])?.iter().map(stock).collect())
}

/// Every channel with a rule on one of these items, by balance.
pub fn of_items(
    tx: &mut dyn Tx,
    items: &[ItemId],
) -> Result<BTreeMap<BalanceKey, Vec<(ChannelId, ChannelStock)>>, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!("select {COLUMNS} from @.channel_stock c where c.item in {among}");
    let mut found: BTreeMap<BalanceKey, Vec<(ChannelId, ChannelStock)>> = BTreeMap::new();
    for row in tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])? {
        let (key, channel, stock) = stock(&row);
        found.entry(key).or_default().push((channel, stock));
    }
    Ok(found)
}

/// Every channel that was ever told what there is, by its code, and when last.
pub fn syncs(tx: &mut dyn Tx) -> Result<Vec<(String, Instant)>, Error> {
    let select = "select d.number, c.synced_at from @.channel_sync c
                  join @.document d on d.seq = c.channel order by d.number";
    let rows = tx.query(select, &[])?;
    Ok(rows.iter().map(|it| (it.text(0).to_owned(), Instant::from_micros(it.int(1)))).collect())
}

/// The channel was told what there is.
pub fn synced(tx: &mut dyn Tx, channel: ChannelId, at: Instant) -> Result<(), Error> {
    tx.execute(
        "insert into @.channel_sync (channel, synced_at) values (?, ?)
         on conflict (channel) do update set synced_at = excluded.synced_at",
        params![channel, at],
    )
    .map(drop)
}
