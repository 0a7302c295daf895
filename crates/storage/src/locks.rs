//! The only place that locks rows, so that the order of locks can be read in one file.
//!
//! **Order:** the document and the documents it points at, by id; then balances by (item,
//! warehouse); then stocks by item; then counters. Two operations that keep it cannot deadlock. On
//! SQLite the one writer has everything locked anyway.

use crate::{Dialect, Error, Row, Tx, json_sql, params};
use ledger::BalanceKey;
use values::ItemId;

/// What a `select` by key ends with to lock the rows it finds.
pub(crate) fn suffix(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => " for update",
    }
}

/// The rows `item, warehouse, on_hand, reserved, held, channel_rules, binned` of these keys, locked in their order. A key
/// that had no row has one afterwards on PostgreSQL: what does not exist cannot be locked.
pub(crate) fn balances(tx: &mut dyn Tx, keys: &[BalanceKey]) -> Result<Vec<Row>, Error> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    if let Some(shared) = tx.group().and_then(|it| it.balances(&keys)) {
        return Ok(shared);
    }
    if tx.dialect() == Dialect::Sqlite {
        let select = "select item, warehouse, on_hand, reserved, held, channel_rules, binned from @.balance
             where item = ? and warehouse = ?";
        let found = keys.iter().map(|it| tx.query(select, params![it.item, it.warehouse]));
        return Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect());
    }
    let wanted = pairs(&keys);
    let found = lock_balances(tx, &wanted)?;
    if found.len() == keys.len() {
        return Ok(found);
    }
    tx.execute(
        "insert into @.balance (item, warehouse, on_hand, reserved, held)
         select (k ->> 0)::bigint, (k ->> 1)::bigint, 0, 0, 0
         from jsonb_array_elements(?::jsonb) as k order by 1, 2
         on conflict do nothing",
        params![&wanted],
    )?;
    lock_balances(tx, &wanted)
}

/// Locks, for all operations of a group, the balances they will ask for. One that is not there yet is
/// made by the operation that asks for it, so that a refused one leaves none behind.
pub(crate) fn fetch_balances(tx: &mut dyn Tx, keys: &[BalanceKey]) -> Result<(), Error> {
    if keys.is_empty() {
        return Ok(());
    }
    let rows = lock_balances(tx, &pairs(keys))?;
    if let Some(group) = tx.group() {
        group.keep_balances(rows);
    }
    Ok(())
}

fn lock_balances(tx: &mut dyn Tx, wanted: &str) -> Result<Vec<Row>, Error> {
    tx.query(
        "select b.item, b.warehouse, b.on_hand, b.reserved, b.held, b.channel_rules, b.binned
         from jsonb_array_elements(?::jsonb) as k
         join @.balance b on b.item = (k ->> 0)::bigint and b.warehouse = (k ->> 1)::bigint
         order by b.item, b.warehouse for update of b",
        params![wanted],
    )
}

/// Keys as JSON: `[[7,1],[8,1]]`.
pub(crate) fn pairs(keys: &[BalanceKey]) -> String {
    let pairs: Vec<String> = keys.iter().map(|it| format!("[{},{}]", it.item, it.warehouse)).collect();
    format!("[{}]", pairs.join(","))
}

/// The rows `item, on_hand, value, moves, last_hash, by_place` of these items, locked in their order. An item
/// that never moved has a row of zeros afterwards on PostgreSQL.
pub(crate) fn stocks(tx: &mut dyn Tx, items: &[ItemId]) -> Result<Vec<Row>, Error> {
    let mut items: Vec<i64> = items.iter().map(|it| it.0).collect();
    items.sort_unstable();
    items.dedup();
    let select = format!(
        "select item, on_hand, value, moves, last_hash, by_place from @.stock where item in {} order by item{}",
        json_sql::among(tx.dialect()),
        suffix(tx.dialect())
    );
    let wanted = json_sql::ids(items.iter().copied());
    let found = tx.query(&select, params![&wanted])?;
    if tx.dialect() == Dialect::Sqlite || found.len() == items.len() {
        return Ok(found);
    }
    tx.execute(
        "insert into @.stock (item, on_hand, value, moves, last_hash)
         select t.value::bigint, 0, 0, 0, ?
         from jsonb_array_elements_text(?::jsonb) as t(value) order by 1
         on conflict do nothing",
        params![&[0_u8; 32], &wanted],
    )?;
    tx.query(&select, params![&wanted])
}

/// One transaction at a time past this point, of all that name the same and of one company. It is
/// taken alone, or before everything else.
pub(crate) fn alone(tx: &mut dyn Tx, name: &str) -> Result<(), Error> {
    if tx.dialect() == Dialect::Postgres {
        let lock = "select pg_advisory_xact_lock(hashtextextended({schema} || ?, 0))::text";
        tx.query(lock, params![name])?;
    }
    Ok(())
}
