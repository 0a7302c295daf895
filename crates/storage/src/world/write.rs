//! What a decision changed, written back.

use super::{MOVE, expect_balances};
use crate::{Error, Param, Tx, bins, channels, json_sql, params, waiting, worths};
use ledger::{Balance, BalanceKey, Changes, Claim, ClaimChange, HoldChange, Move};
use std::collections::{BTreeMap, BTreeSet};
use values::DocumentId;

/// Writes what a decision changed. Its rows were locked by [`load`].
pub fn write(tx: &mut dyn Tx, changes: &Changes) -> Result<(), Error> {
    write_balances(tx, changes)?;
    write_lots(tx, changes)?;
    write_stocks(tx, changes)?;
    write_moves(tx, &changes.moves)?;
    write_claims(tx, &changes.claims)?;
    write_holds(tx, &changes.holds)?;
    worths::write(tx, &changes.worths)?;
    bins::write(tx, changes)?;
    channels::write(tx, &changes.channels)
}

fn write_balances(tx: &mut dyn Tx, changes: &Changes) -> Result<(), Error> {
    let balances: Vec<(BalanceKey, Balance)> = changes.balances.iter().map(|it| (it.0, it.2)).collect();
    let is_shared = |tx: &mut dyn Tx, it: &(BalanceKey, Balance)| {
        tx.group().is_some_and(|group| group.set_balance(it.0, it.1))
    };
    let alone: Vec<_> = balances.iter().filter(|it| !is_shared(tx, it)).copied().collect();
    // What lies in bins is never more than what is on hand, nor between two statements.
    const BINNED: &str = "update @.balance set binned = ? where item = ? and warehouse = ?";
    for (key, _, now) in changes.balances.iter().filter(|(_, before, now)| now.binned < before.binned) {
        tx.execute(BINNED, params![now.binned, key.item, key.warehouse])?;
    }
    update_balances(tx, &alone)?;
    for (key, _, now) in changes.balances.iter().filter(|(_, before, now)| now.binned > before.binned) {
        tx.execute(BINNED, params![now.binned, key.item, key.warehouse])?;
    }
    for (key, before, now) in &changes.balances {
        if before.channel_rules != now.channel_rules {
            let count = "update @.balance set channel_rules = ? where item = ? and warehouse = ?";
            tx.execute(count, params![now.channel_rules, key.item, key.warehouse])?;
        }
    }

    // What is wanted has a balance, even of nothing, so that it is on the lists.
    let written: BTreeSet<BalanceKey> = balances.iter().map(|it| it.0).collect();
    let opened = changes.claims.iter().filter_map(|it| match it {
        ClaimChange::Opened(claim) => Some(claim.key),
        _ => None,
    });
    let opened: BTreeSet<BalanceKey> = opened.filter(|it| !written.contains(it)).collect();
    expect_balances(tx, opened)
}

pub(crate) fn update_balances(tx: &mut dyn Tx, balances: &[(BalanceKey, Balance)]) -> Result<(), Error> {
    let mut params: Vec<Param<'_>> = Vec::with_capacity(balances.len() * 5);
    for (key, now) in balances {
        params.extend_from_slice(params![key.item, key.warehouse, now.on_hand, now.reserved, now.held]);
    }
    let into = "insert into @.balance (item, warehouse, on_hand, reserved, held) values";
    let update = "on conflict (item, warehouse) do update
                  set on_hand = excluded.on_hand, reserved = excluded.reserved, held = excluded.held";
    tx.insert_rows(into, "(?, ?, ?, ?, ?)", &params, update).map(drop)
}

/// A lot that comes back without its expiry keeps the one it had.
fn write_lots(tx: &mut dyn Tx, changes: &Changes) -> Result<(), Error> {
    let mut params: Vec<Param<'_>> = Vec::with_capacity(changes.lots.len() * 5);
    for (key, lot, now) in &changes.lots {
        params.extend_from_slice(params![key.item, key.warehouse, lot, now.on_hand, now.expiry]);
    }
    let into = "insert into @.lot_balance (item, warehouse, lot, on_hand, expiry) values";
    let update = "on conflict (item, warehouse, lot) do update
                  set on_hand = excluded.on_hand, expiry = coalesce(excluded.expiry, lot_balance.expiry)";
    tx.insert_rows(into, "(?, ?, ?, ?, ?)", &params, update).map(drop)
}

fn write_stocks(tx: &mut dyn Tx, changes: &Changes) -> Result<(), Error> {
    let mut params: Vec<Param<'_>> = Vec::with_capacity(changes.stocks.len() * 6);
    for (item, now) in &changes.stocks {
        params.extend_from_slice(params![*item, now.on_hand, now.value, now.moves, &now.last_hash]);
        params.push(now.by_place.into());
    }
    let into = "insert into @.stock (item, on_hand, value, moves, last_hash, by_place) values";
    let update = "on conflict (item) do update set on_hand = excluded.on_hand, value = excluded.value,
                  moves = excluded.moves, last_hash = excluded.last_hash, by_place = excluded.by_place";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?)", &params, update).map(drop)
}

fn write_moves(tx: &mut dyn Tx, moves: &[Move]) -> Result<(), Error> {
    let mut params: Vec<Param<'_>> = Vec::with_capacity(moves.len() * 13);
    for it in moves {
        let (from, to, origin) = (it.from.code(), it.to.code(), it.origin);
        params.extend_from_slice(params![it.item, it.number, from, to, it.lot.as_ref(), it.quantity]);
        params.extend_from_slice(params![it.value, it.day, it.at, origin.document, origin.line]);
        params.extend_from_slice(params![&it.previous_hash, &it.hash]);
    }
    let into = format!("insert into @.move ({MOVE}) values");
    tx.insert_rows(&into, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &params, "").map(drop)
}

fn write_claims(tx: &mut dyn Tx, changes: &[ClaimChange]) -> Result<(), Error> {
    let short: Vec<Claim> = changes.iter().filter_map(still_short).cloned().collect();
    let ranks = waiting::ranks(tx, &short)?;
    let (mut opened, mut changed): (Vec<Param<'_>>, Vec<Param<'_>>) = (Vec::new(), Vec::new());
    let mut short: Vec<Param<'_>> = Vec::new();
    let mut closed: BTreeMap<DocumentId, Vec<i64>> = BTreeMap::new();
    for change in changes {
        let (rows, it) = match change {
            ClaimChange::Opened(it) => (&mut opened, it),
            ClaimChange::Changed(it) => (&mut changed, it),
            ClaimChange::Closed(id) => {
                closed.entry(id.document).or_default().push(id.line.into());
                continue;
            }
        };
        let rank = ranks.get(&it.id);
        let rows = if rank.is_some() { &mut short } else { rows };
        rows.extend_from_slice(params![it.id.document, it.id.line, it.key.item, it.key.warehouse]);
        rows.extend_from_slice(params![it.wanted, it.reserved, it.since, it.channel]);
        if let Some(rank) = rank {
            rows.extend_from_slice(params![rank.level, rank.due, rank.margin]);
        }
    }
    let into =
        "insert into @.claim (document, line, item, warehouse, wanted, reserved, since, channel) values";
    let update = "on conflict (document, line) do update
                  set item = excluded.item, warehouse = excluded.warehouse, channel = excluded.channel,
                      wanted = excluded.wanted, reserved = excluded.reserved";
    tx.insert_later(into, "(?, ?, ?, ?, ?, ?, ?, ?)", &opened)?;
    if !changed.is_empty() {
        tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?)", &changed, update)?;
    }
    let into = "insert into @.claim (document, line, item, warehouse, wanted, reserved, since, channel,
                                     level, due, margin) values";
    let update = "on conflict (document, line) do update
                  set item = excluded.item, warehouse = excluded.warehouse, channel = excluded.channel,
                      wanted = excluded.wanted, reserved = excluded.reserved, level = excluded.level,
                      due = excluded.due, margin = excluded.margin";
    if !short.is_empty() {
        tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &short, update)?;
    }
    let among = json_sql::among(tx.dialect());
    for (document, lines) in closed {
        let delete = format!("delete from @.claim where document = ? and line in {among}");
        tx.execute(&delete, params![document, &json_sql::ids(lines)])?;
    }
    Ok(())
}

/// What waits is written with what it is served by.
fn still_short(change: &ClaimChange) -> Option<&Claim> {
    match change {
        ClaimChange::Opened(it) | ClaimChange::Changed(it) if it.short().is_positive() => Some(it),
        _ => None,
    }
}

fn write_holds(tx: &mut dyn Tx, changes: &[HoldChange]) -> Result<(), Error> {
    let mut opened: Vec<Param<'_>> = Vec::new();
    let mut released: Vec<i64> = Vec::new();
    for change in changes {
        match change {
            HoldChange::Released(id) => released.push(*id),
            HoldChange::Changed(it) => {
                // Everything, though only its quantity should differ: what was released and held anew, too.
                let update = "update @.hold set item = ?, warehouse = ?, lot = ?, quantity = ?, reason = ?,
                              owner = ?, expires = ?, document = ?, line = ? where seq = ?";
                let what = params![it.key.item, it.key.warehouse, it.lot.as_ref(), it.quantity, &it.reason];
                let whose = params![it.owner, it.expires, it.origin.document, it.origin.line, it.id];
                tx.execute(update, &[what, whose].concat())?;
            }
            HoldChange::Opened(it) => {
                opened.extend_from_slice(params![it.id, it.key.item, it.key.warehouse, it.lot.as_ref()]);
                opened.extend_from_slice(params![it.quantity, &it.reason, it.owner, it.expires]);
                opened.extend_from_slice(params![it.origin.document, it.origin.line]);
            }
        }
    }
    let into = "insert into @.hold (seq, item, warehouse, lot, quantity, reason, owner, expires, document, line) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &opened, "")?;
    if released.is_empty() {
        return Ok(());
    }
    let delete = format!("delete from @.hold where seq in {}", json_sql::among(tx.dialect()));
    tx.execute(&delete, params![&json_sql::ids(released)]).map(drop)
}
