//! What one posting may touch, loaded for the ledger and the rules, and written back after them.
//!
//! **Invariant:** everything is locked before it is read: balances by key, then stocks by item. A
//! claim, a hold or a lot changes only under the lock of its balance, so those need none.

mod write;

pub(crate) use write::update_balances;
pub use write::write;

use crate::claims::ITEM_LINK;
use crate::{
    Error, Param, Row, Tx, bins, channels, credits, fulfilments, json_sql, locks, ordered, params, picking,
    purchasing, returns, worths,
};
use business::{Needs, World};
use ledger::{Balance, BalanceKey, Claim, Hold, Ledger, LotBalance};
use ledger::{Move, Origin, Place, Stock, Tracking};
use std::collections::{BTreeMap, BTreeSet};
use values::{ChannelId, ClaimId, Day, DocumentId, Instant, ItemId, Money, Quantity, UserId, WarehouseId};

/// Locks and loads what `needs` names, in a fixed number of statements however many lines a paper
/// has.
pub fn load(tx: &mut dyn Tx, needs: &Needs, world: &mut World) -> Result<(), Error> {
    let keys: BTreeSet<BalanceKey> = needs.balances.iter().chain(&needs.claims_at).copied().collect();
    let keys: Vec<BalanceKey> = keys.into_iter().collect();
    let items: BTreeSet<ItemId> = needs.items.iter().copied().collect();
    let items: Vec<ItemId> = items.into_iter().collect();

    let Found { with_holds, with_rules, with_bins } = load_balances(tx, &keys, &mut world.ledger)?;
    load_stocks(tx, &items, &keys, &mut world.ledger)?;
    load_lots(tx, &keys, &items, &mut world.ledger)?;
    load_holds(tx, &with_holds, &mut world.ledger)?;
    // A promise does not care where goods lie.
    let moving = |it: &&BalanceKey| items.binary_search(&it.item).is_ok();
    let with_bins: Vec<BalanceKey> = with_bins.iter().filter(moving).copied().collect();
    bins::load(tx, &with_bins, &mut world.ledger)?;
    channels::load(tx, &with_rules, &needs.channels, &mut world.ledger)?;
    load_claims(tx, needs, &mut world.ledger)?;
    world.fulfilled.extend(fulfilments::done_of_many(tx, &needs.fulfilled_of)?);
    world.returned.extend(returns::done_of(tx, &needs.returned_of)?);
    world.credited.extend(credits::of_returns(tx, &needs.credited_of)?);
    world.returned_by.extend(credits::returned_by(tx, &needs.credited_of)?);
    world.replaced.extend(purchasing::replaced_of(tx, &needs.replaced_of)?);
    if let Some(document) = needs.own_fulfilments {
        world.own_fulfilments = fulfilments::done_by(tx, document)?;
    }
    if let Some((contracts, but)) = &needs.called_off_of {
        world.called_off = ordered::called_off(tx, contracts, Some(*but))?;
    }
    if let Some((supplier, items)) = &needs.terms_of {
        world.terms = purchasing::terms(tx, *supplier, items)?;
    }
    world.picking.extend(picking::picked_of(tx, &needs.picking_of)?);
    if let Some((order, shipment)) = needs.left_with {
        world.left_with = returns::left_with(tx, order, shipment)?;
    }
    load_moved_since(tx, needs, world)?;
    load_bins_moved_since(tx, needs, world)
}

/// Balances of which there is more to load.
#[derive(Default)]
struct Found {
    with_holds: Vec<BalanceKey>,
    with_rules: Vec<BalanceKey>,
    with_bins: Vec<BalanceKey>,
}

fn load_balances(tx: &mut dyn Tx, keys: &[BalanceKey], ledger: &mut Ledger) -> Result<Found, Error> {
    let mut more = Found::default();
    if keys.is_empty() {
        return Ok(more);
    }
    let found = locks::balances(tx, keys)?;
    let found: BTreeMap<BalanceKey, Balance> = found.iter().map(|it| (key(it), locked(it))).collect();
    for key in keys {
        let balance = found.get(key).copied().unwrap_or_default();
        ledger.load_balance(*key, balance);
        if balance.held.is_positive() {
            more.with_holds.push(*key);
        }
        if balance.channel_rules > 0 {
            more.with_rules.push(*key);
        }
        if balance.binned.is_positive() {
            more.with_bins.push(*key);
        }
    }
    Ok(more)
}

/// From a row of [`locks::balances`].
fn locked(row: &Row) -> Balance {
    Balance { channel_rules: row.int(5) as u32, binned: Quantity::from_raw(row.int(6)), ..balance(row) }
}

/// From a row that starts with `item, warehouse`.
pub(crate) fn key(row: &Row) -> BalanceKey {
    BalanceKey { item: ItemId(row.int(0)), warehouse: WarehouseId(row.int(1)) }
}

/// From a row `item, warehouse, on_hand, reserved, held`.
pub(crate) fn balance(row: &Row) -> Balance {
    let quantity = |column| Quantity::from_raw(row.int(column));
    Balance { on_hand: quantity(2), reserved: quantity(3), held: quantity(4), ..Balance::default() }
}

fn load_stocks(
    tx: &mut dyn Tx,
    items: &[ItemId],
    keys: &[BalanceKey],
    ledger: &mut Ledger,
) -> Result<(), Error> {
    if items.is_empty() {
        return Ok(());
    }
    let mut stocks: BTreeMap<ItemId, Stock> = BTreeMap::new();
    for row in locks::stocks(tx, items)? {
        let by_place = row.bool(5);
        stocks.insert(ItemId(row.int(0)), Stock { by_place, ..stock(&row)? });
    }
    // An item that never moved is valued as the company values now.
    let new = items.iter().filter(|it| stocks.get(it).is_none_or(|it| it.moves == 0));
    let new: Vec<ItemId> = new.copied().collect();
    if !new.is_empty() && worths::since(tx)?.is_some() {
        for item in new {
            stocks.entry(item).or_default().by_place = true;
        }
    }
    let by_place = |key: &&BalanceKey| stocks.get(&key.item).is_some_and(|it| it.by_place);
    let valued: Vec<BalanceKey> = keys.iter().filter(by_place).copied().collect();
    worths::load(tx, &valued, ledger)?;
    let trackings = trackings(tx, items)?;
    for item in items {
        let stock = stocks.get(item).copied().unwrap_or_default();
        ledger.load_stock(*item, stock, trackings.get(item).copied().unwrap_or_default());
    }
    Ok(())
}

/// From a row `item, on_hand, value, moves, last_hash`.
pub(crate) fn stock(row: &Row) -> Result<Stock, Error> {
    Ok(Stock {
        on_hand: Quantity::from_raw(row.int(1)),
        value: Money::from_raw(row.int(2)),
        moves: row.int(3),
        last_hash: hash(row, 4)?,
        by_place: false,
    })
}

fn hash(row: &Row, column: usize) -> Result<[u8; 32], Error> {
    let length = || Error::Corrupt(format!("a hash of {} bytes", row.bytes(column).len()));
    row.bytes(column).try_into().map_err(|_| length())
}

pub(crate) fn trackings(tx: &mut dyn Tx, items: &[ItemId]) -> Result<BTreeMap<ItemId, Tracking>, Error> {
    let tracking = json_sql::value(tx.dialect(), "d.body", "tracking", json_sql::Stored::Text);
    let among = json_sql::among(tx.dialect());
    let select = format!("select d.seq, {tracking} from @.document d where d.seq in {among}");
    let rows = tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])?;
    let tracking = |row: &Row| match row.opt_text(1) {
        Some("lot") => Tracking::Lot,
        Some("serial") => Tracking::Serial,
        _ => Tracking::None,
    };
    Ok(rows.iter().map(|row| (ItemId(row.int(0)), tracking(row))).collect())
}

/// All lots with stock, at every balance of an item that moves. A serial number that comes in must
/// be nowhere else, so serial numbers are loaded wherever they are.
fn load_lots(
    tx: &mut dyn Tx,
    keys: &[BalanceKey],
    items: &[ItemId],
    ledger: &mut Ledger,
) -> Result<(), Error> {
    if items.is_empty() {
        return Ok(());
    }
    let moving: BTreeSet<ItemId> = items.iter().copied().collect();
    let mut lots: BTreeMap<BalanceKey, Vec<(String, LotBalance)>> =
        keys.iter().filter(|it| moving.contains(&it.item)).map(|it| (*it, Vec::new())).collect();
    let among = json_sql::among(tx.dialect());
    let rows = tx.query(
        &format!(
            "select item, warehouse, lot, on_hand, expiry from @.lot_balance
             where item in {among} and on_hand > 0"
        ),
        params![&json_sql::ids(items.iter().map(|it| it.0))],
    )?;
    for row in &rows {
        let (key, lot) = (key(row), row.text(2).to_owned());
        let balance = LotBalance {
            on_hand: Quantity::from_raw(row.int(3)),
            expiry: row.opt_int(4).map(|it| Day::from_number(it as i32)),
        };
        match lots.get_mut(&key) {
            Some(of_key) => of_key.push((lot, balance)),
            None if ledger.tracking(key.item) == Tracking::Serial => ledger.load_lot(key, lot, balance),
            None => (),
        }
    }
    for (key, of_key) in lots {
        ledger.load_lots(key, of_key);
    }
    Ok(())
}

fn load_holds(tx: &mut dyn Tx, keys: &[BalanceKey], ledger: &mut Ledger) -> Result<(), Error> {
    if keys.is_empty() {
        return Ok(());
    }
    let pairs = json_sql::pairs(tx.dialect());
    let rows = tx.query(
        &format!(
            "select h.item, h.warehouse, h.seq, h.lot, h.quantity, h.reason, h.owner, h.expires, h.document,
                    h.line
             from {pairs} k cross join @.hold h where h.item = k.item and h.warehouse = k.warehouse"
        ),
        params![&locks::pairs(keys)],
    )?;
    for row in &rows {
        ledger.load_hold(Hold {
            id: row.int(2),
            key: key(row),
            lot: row.opt_text(3).map(str::to_owned),
            quantity: Quantity::from_raw(row.int(4)),
            reason: row.text(5).to_owned(),
            owner: UserId(row.int(6)),
            expires: row.opt_int(7).map(Instant::from_micros),
            origin: Origin { document: DocumentId(row.int(8)), line: row.int(9) as u32 },
        });
    }
    Ok(())
}

pub(crate) const CLAIM: &str =
    "c.item, c.warehouse, c.document, c.line, c.wanted, c.reserved, c.since, c.channel";
/// How many columns [`CLAIM`] has.
pub(crate) const CLAIM_COLUMNS: usize = 8;

/// From a row that starts with [`CLAIM`].
pub(crate) fn claim(row: &Row) -> Claim {
    Claim {
        id: ClaimId { document: DocumentId(row.int(2)), line: row.int(3) as u32 },
        key: key(row),
        wanted: Quantity::from_raw(row.int(4)),
        reserved: Quantity::from_raw(row.int(5)),
        since: Instant::from_micros(row.int(6)),
        channel: row.opt_int(7).map(ChannelId),
    }
}

fn load_claims(tx: &mut dyn Tx, needs: &Needs, ledger: &mut Ledger) -> Result<(), Error> {
    let mut rows = Vec::new();
    if !needs.claims_of.is_empty() {
        let among = json_sql::among(tx.dialect());
        let select = format!("select {CLAIM} from @.claim c where c.document in {among}");
        rows.extend(tx.query(&select, params![&json_sql::ids(needs.claims_of.iter().map(|it| it.0))])?);
    }
    if !needs.claims_at.is_empty() {
        let pairs = json_sql::pairs(tx.dialect());
        let select = format!(
            "select {CLAIM} from {pairs} k cross join @.link i
             join @.claim c on c.document = i.document and c.line = i.line
             where i.target = k.item and i.role = '{ITEM_LINK}' and c.item = k.item
               and c.warehouse = k.warehouse"
        );
        rows.extend(tx.query(&select, params![&locks::pairs(&needs.claims_at)])?);
    }
    rows.iter().for_each(|row| ledger.load_claim(claim(row)));
    Ok(())
}

/// What went into each bin less what went out of it, since a moment.
pub fn load_bins_moved_since(tx: &mut dyn Tx, needs: &Needs, world: &mut World) -> Result<(), Error> {
    let mut by_moment: BTreeMap<Instant, BTreeSet<BalanceKey>> = BTreeMap::new();
    for (key, moment) in &needs.bins_moved_since {
        by_moment.entry(*moment).or_default().insert(*key);
    }
    for (moment, keys) in by_moment {
        let keys: Vec<BalanceKey> = keys.into_iter().collect();
        for (key, net) in bins::moved_since(tx, &keys, moment)? {
            world.bins_moved_since.insert(key, net);
        }
    }
    Ok(())
}

/// What moved after a moment is what follows the item's last move up to it, so this costs what
/// moved since and not what ever moved.
pub fn load_moved_since(tx: &mut dyn Tx, needs: &Needs, world: &mut World) -> Result<(), Error> {
    let mut by_moment: BTreeMap<Instant, BTreeSet<BalanceKey>> = BTreeMap::new();
    for (key, _, moment) in &needs.moved_since {
        by_moment.entry(*moment).or_default().insert(*key);
    }
    let select = format!(
        "select k.item, k.warehouse, m.lot,
                cast(sum(case when m.to_place = k.warehouse then m.quantity else -m.quantity end) as bigint)
         from {} k cross join @.move m
         where m.item = k.item and (m.from_place = k.warehouse or m.to_place = k.warehouse)
           and m.number > coalesce((select b.number from @.move b where b.item = k.item and b.at <= ?
                                    order by b.number desc limit 1), 0)
         group by k.item, k.warehouse, m.lot",
        json_sql::pairs(tx.dialect())
    );
    for (moment, keys) in by_moment {
        let keys: Vec<BalanceKey> = keys.into_iter().collect();
        for row in tx.query(&select, params![&locks::pairs(&keys), moment])? {
            let (key, net) = (key(&row), Quantity::from_raw(row.int(3)));
            if let Some(lot) = row.opt_text(2) {
                world.moved_since.insert((key, Some(lot.to_owned())), net);
            }
            let all = world.moved_since.entry((key, None)).or_default();
            *all = all.plus(net);
        }
    }
    Ok(())
}

/// Makes balances of nothing where there are none.
pub(crate) fn expect_balances(
    tx: &mut dyn Tx,
    keys: impl IntoIterator<Item = BalanceKey>,
) -> Result<(), Error> {
    let params: Vec<Param<'_>> =
        keys.into_iter().flat_map(|key| [key.item.into(), key.warehouse.into()]).collect();
    let into = "insert into @.balance (item, warehouse, on_hand, reserved, held) values";
    tx.insert_rows(into, "(?, ?, 0, 0, 0)", &params, "on conflict do nothing").map(drop)
}

pub(crate) const MOVE: &str = "item, number, from_place, to_place, lot, quantity, value, day, at, document, \
     line, previous_hash, hash";

/// From a row of [`MOVE`].
pub(crate) fn read_move(row: &Row) -> Result<Move, Error> {
    let place = |column: usize| {
        let code = row.int(column);
        Place::from_code(code).ok_or_else(|| Error::Corrupt(format!("{code} is no place")))
    };
    Ok(Move {
        item: ItemId(row.int(0)),
        number: row.int(1),
        from: place(2)?,
        to: place(3)?,
        lot: row.opt_text(4).map(str::to_owned),
        quantity: Quantity::from_raw(row.int(5)),
        value: Money::from_raw(row.int(6)),
        day: Day::from_number(row.int(7) as i32),
        at: Instant::from_micros(row.int(8)),
        origin: Origin { document: DocumentId(row.int(9)), line: row.int(10) as u32 },
        previous_hash: hash(row, 11)?,
        hash: hash(row, 12)?,
    })
}
