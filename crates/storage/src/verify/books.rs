//! Balances, lots, stocks, promises and holds against the moves, claims and holds they are made of.

use super::Found;
use crate::world::{self, CLAIM, MOVE};
use crate::{Error, Tx, json_sql, layers, params, query_one, turnover, worths};
use ledger::{Balance, BalanceKey, Layers, Lot, Lying, Move, Stock, Tracking};
use std::collections::{BTreeMap, BTreeSet};
use values::{ChannelId, Day, ItemId, Money, Quantity};

/// What moves, claims and holds say that there is, in raw amounts: what was tampered with need not
/// be sound.
#[derive(Default)]
struct Books {
    balances: BTreeMap<BalanceKey, [i64; 3]>,
    channels: BTreeMap<(BalanceKey, ChannelId), i64>,
    lots: BTreeMap<(BalanceKey, Lot), i64>,
    stocks: BTreeMap<ItemId, Stock>,
    /// How many moves of each item are in the sums of past days, and what these moves add up to.
    summed_through: BTreeMap<ItemId, i64>,
    summed: BTreeMap<BalanceKey, [i64; 2]>,
    /// How many moves of each item are in its layers, and what these moves leave lying.
    layered_through: BTreeMap<ItemId, i64>,
    layers: BTreeMap<ItemId, Layers>,
    /// What the moves of each place are worth.
    worths: BTreeMap<BalanceKey, i64>,
}

const ON_HAND: usize = 0;
const RESERVED: usize = 1;
const HELD: usize = 2;
const PARTS: [&str; 3] = ["on hand", "reserved", "held"];

pub(super) fn check(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    let mut books = Books::default();
    tx.each("select item, moves from @.turnover_through", &[], &mut |row| {
        books.summed_through.insert(ItemId(row.int(0)), row.int(1));
        Ok(())
    })?;
    tx.each("select item, moves from @.layer_through", &[], &mut |row| {
        books.layered_through.insert(ItemId(row.int(0)), row.int(1));
        Ok(())
    })?;
    tx.each(&format!("select {MOVE} from @.move order by item, number"), &[], &mut |row| {
        found.report.moves += 1;
        found.progress.step();
        books.follow(&world::read_move(row)?, found);
        Ok(())
    })?;
    tx.each(&format!("select {CLAIM} from @.claim c"), &[], &mut |row| {
        let it = world::claim(row);
        found.report.claims += 1;
        add(&mut books.balances.entry(it.key).or_default()[RESERVED], it.reserved.raw());
        if let Some(channel) = it.channel {
            add(books.channels.entry((it.key, channel)).or_default(), it.reserved.raw());
        }
        if !it.wanted.is_positive() || it.reserved.is_negative() || it.reserved > it.wanted {
            let about = format!("promised to line {}", it.id.line);
            found.differs("S6", it.id.document, about, format!("0 to {}", it.wanted), it.reserved);
        }
        Ok(())
    })?;
    let held_lots = holds(tx, &mut books, found)?;
    check_balances(tx, &books, found)?;
    check_channels(tx, &books, found)?;
    check_lots(tx, &books, &held_lots, found)?;
    check_stocks(tx, &books, found)?;
    check_turnover(tx, &books, found)?;
    check_layers(tx, &books, found)?;
    check_worths(tx, &books, found)?;
    check_bins(tx, found)
}

fn add(sum: &mut i64, by: i64) {
    *sum = sum.saturating_add(by);
}

fn amount(raw: i64) -> Quantity {
    Quantity::from_raw(raw)
}

impl Books {
    fn follow(&mut self, it: &Move, found: &mut Found) {
        let stock = self.stocks.entry(it.item).or_default();
        found.same("S5", it.item, "number of its next move", stock.moves + 1, it.number);
        let which = format!("move {}", it.number);
        if it.previous_hash != stock.last_hash {
            found.differs(
                "S5",
                it.item,
                format!("{which}, hash before it"),
                hex(&stock.last_hash),
                hex(&it.previous_hash),
            );
        }
        let hash = it.hash_after(stock.last_hash);
        if it.hash != hash {
            found.differs("S5", it.item, format!("{which}, hash"), hex(&hash), hex(&it.hash));
        }
        (stock.moves, stock.last_hash) = (it.number, it.hash);
        if !it.moves_something() || it.from == it.to {
            found.differs("S4", it.item, which.clone(), "some of it from one place to another", it.quantity);
        }
        // The earth turns: it may be a day later elsewhere, but not two.
        let latest = it.at.day(14 * 3600);
        if it.day > latest {
            found.differs("S8", it.item, format!("{which}, day"), format!("at most {latest}"), it.day);
        }

        if self.layered_through.get(&it.item).is_some_and(|through| it.number <= *through) {
            self.layers.entry(it.item).or_default().follow(it);
        }
        let net = i64::from(it.to.is_ours()) - i64::from(it.from.is_ours());
        stock.on_hand = amount(stock.on_hand.raw().saturating_add(net * it.quantity.raw()));
        stock.value = Money::from_raw(stock.value.raw().saturating_add(net * it.value.raw()));
        for (place, by) in [(it.from, -it.quantity.raw()), (it.to, it.quantity.raw())] {
            let Some(key) = place.key(it.item) else { continue };
            if self.summed_through.get(&it.item).is_some_and(|through| it.number <= *through) {
                let sums = self.summed.entry(key).or_default();
                add(&mut sums[0], by);
                add(&mut sums[1], if by < 0 { -it.value.raw() } else { it.value.raw() });
            }
            let worth = if by < 0 { -it.value.raw() } else { it.value.raw() };
            add(self.worths.entry(key).or_default(), worth);
            let on_hand = &mut self.balances.entry(key).or_default()[ON_HAND];
            add(on_hand, by);
            if *on_hand < 0 {
                found.differs("S1", key, format!("on hand after {which}"), "at least 0", amount(*on_hand));
            }
            if let Some(lot) = &it.lot {
                add(self.lots.entry((key, lot.clone())).or_default(), by);
            }
        }
    }
}

/// Enough of a hash to tell it from another.
fn hex(hash: &[u8; 32]) -> String {
    let mut text: String = hash[..6].iter().map(|it| format!("{it:02x}")).collect();
    text.push('…');
    text
}

/// Returns how much of each lot is held.
fn holds(
    tx: &mut dyn Tx,
    books: &mut Books,
    found: &mut Found,
) -> Result<BTreeMap<(BalanceKey, Lot), i64>, Error> {
    let mut lots: BTreeMap<(BalanceKey, Lot), i64> = BTreeMap::new();
    for row in tx.query("select item, warehouse, quantity, lot from @.hold", &[])? {
        let (key, quantity) = (world::key(&row), row.int(2));
        found.report.holds += 1;
        add(&mut books.balances.entry(key).or_default()[HELD], quantity);
        if let Some(lot) = row.opt_text(3) {
            add(lots.entry((key, lot.to_owned())).or_default(), quantity);
        }
    }
    Ok(lots)
}

fn check_balances(tx: &mut dyn Tx, books: &Books, found: &mut Found) -> Result<(), Error> {
    let mut stored: BTreeMap<BalanceKey, [i64; 3]> = BTreeMap::new();
    tx.each("select item, warehouse, on_hand, reserved, held from @.balance", &[], &mut |row| {
        stored.insert(world::key(row), [row.int(2), row.int(3), row.int(4)]);
        Ok(())
    })?;
    found.report.balances = stored.len() as u64;
    for (key, [on_hand, reserved, held]) in &stored {
        let (on_hand_now, reserved_now, held_now) = (amount(*on_hand), amount(*reserved), amount(*held));
        let balance =
            Balance { on_hand: on_hand_now, reserved: reserved_now, held: held_now, ..Balance::default() };
        if *on_hand < 0 {
            found.differs("S1", *key, "on hand", "at least 0", balance.on_hand);
        }
        if *reserved < 0 || *held < 0 || reserved.saturating_add(*held) > *on_hand {
            let spoken_for = format!("{} reserved and {} held", balance.reserved, balance.held);
            found.differs("S2", *key, "spoken for", format!("at most {}", balance.on_hand), spoken_for);
        }
    }
    let all = stored.keys().chain(books.balances.keys()).collect::<BTreeSet<_>>();
    for key in all {
        let (want, is) = (books.balances.get(key), stored.get(key));
        let (want, is) = (want.copied().unwrap_or_default(), is.copied().unwrap_or_default());
        for (part, name) in PARTS.into_iter().enumerate() {
            found.same("S3", *key, name, amount(want[part]), amount(is[part]));
        }
    }
    Ok(())
}

/// What each channel with a rule is promised, and how many there are at each balance.
fn check_channels(tx: &mut dyn Tx, books: &Books, found: &mut Found) -> Result<(), Error> {
    let mut rules: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    tx.each("select item, warehouse, channel, reserved from @.channel_stock", &[], &mut |row| {
        let (key, channel) = (world::key(row), ChannelId(row.int(2)));
        add(rules.entry(key).or_default(), 1);
        let promised = books.channels.get(&(key, channel)).copied().unwrap_or_default();
        found.same(
            "S3",
            key,
            &format!("promised to channel {channel}"),
            amount(promised),
            amount(row.int(3)),
        );
        Ok(())
    })?;
    tx.each("select item, warehouse, channel_rules from @.balance", &[], &mut |row| {
        let key = world::key(row);
        let want = rules.remove(&key).unwrap_or_default();
        found.same("S3", key, "channels with a rule", want, row.int(2));
        Ok(())
    })?;
    for (key, want) in rules {
        found.differs("S3", key, "channels with a rule", want, 0);
    }
    Ok(())
}

fn check_lots(
    tx: &mut dyn Tx,
    books: &Books,
    held: &BTreeMap<(BalanceKey, Lot), i64>,
    found: &mut Found,
) -> Result<(), Error> {
    let mut stored: BTreeMap<(BalanceKey, Lot), i64> = BTreeMap::new();
    tx.each("select item, warehouse, lot, on_hand from @.lot_balance", &[], &mut |row| {
        stored.insert((world::key(row), row.text(2).to_owned()), row.int(3));
        Ok(())
    })?;
    found.report.lots = stored.len() as u64;
    let mut of_keys: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    let all = stored.keys().chain(books.lots.keys()).collect::<BTreeSet<_>>();
    for at in all {
        let of = |map: &BTreeMap<(BalanceKey, Lot), i64>| map.get(at).copied().unwrap_or_default();
        let (key, lot) = at;
        found.same("S3", *key, &format!("lot {lot}, on hand"), amount(of(&books.lots)), amount(of(&stored)));
        if of(held) > of(&stored) {
            let about = format!("lot {lot}, held");
            found.differs("S2", *key, about, format!("at most {}", amount(of(&stored))), amount(of(held)));
        }
        add(of_keys.entry(*key).or_default(), of(&stored));
    }
    for (key, in_lots) in of_keys {
        let on_hand = books.balances.get(&key).map_or(0, |it| it[ON_HAND]);
        if in_lots > on_hand {
            found.differs(
                "S3",
                key,
                "in all its lots",
                format!("at most {}", amount(on_hand)),
                amount(in_lots),
            );
        }
    }
    check_serials(tx, &stored, found)
}

/// A serial number is one piece, at one place.
fn check_serials(
    tx: &mut dyn Tx,
    stored: &BTreeMap<(BalanceKey, Lot), i64>,
    found: &mut Found,
) -> Result<(), Error> {
    let mut items: Vec<ItemId> = stored.keys().map(|(key, _)| key.item).collect();
    items.dedup();
    let trackings = world::trackings(tx, &items)?;
    let mut pieces: BTreeMap<(ItemId, &Lot), i64> = BTreeMap::new();
    for ((key, lot), on_hand) in stored {
        if trackings.get(&key.item) == Some(&Tracking::Serial) {
            add(pieces.entry((key.item, lot)).or_default(), *on_hand);
        }
    }
    for ((item, serial), on_hand) in pieces {
        if on_hand != 0 && on_hand != Quantity::ONE_RAW {
            found.differs("S3", item, format!("serial number {serial}"), "0 or 1", amount(on_hand));
        }
    }
    Ok(())
}

fn check_stocks(tx: &mut dyn Tx, books: &Books, found: &mut Found) -> Result<(), Error> {
    let mut stored: BTreeMap<ItemId, Stock> = BTreeMap::new();
    tx.each("select item, on_hand, value, moves, last_hash from @.stock", &[], &mut |row| {
        stored.insert(ItemId(row.int(0)), world::stock(row)?);
        Ok(())
    })?;
    let all = stored.keys().chain(books.stocks.keys()).collect::<BTreeSet<_>>();
    for item in all {
        let (want, is) = (books.stocks.get(item), stored.get(item));
        let (want, is) = (want.copied().unwrap_or_default(), is.copied().unwrap_or_default());
        found.same("S3", *item, "on hand everywhere", want.on_hand, is.on_hand);
        found.same("S7", *item, "value", want.value, is.value);
        found.same("S5", *item, "moves", want.moves, is.moves);
        found.same("S5", *item, "end of its chain", hex(&want.last_hash), hex(&is.last_hash));
        if is.value.is_negative() || (is.on_hand.is_zero() && !is.value.is_zero()) {
            found.differs("S7", *item, format!("value of {}", is.on_hand), "nothing for nothing", is.value);
        }
    }
    Ok(())
}

/// The sums of past days against the moves that are in them, and days against periods.
fn check_turnover(tx: &mut dyn Tx, books: &Books, found: &mut Found) -> Result<(), Error> {
    let mut stored: BTreeMap<BalanceKey, [i64; 2]> = BTreeMap::new();
    tx.each(
        "select item, warehouse, cast(sum(quantity) as bigint), cast(sum(value) as bigint)
         from @.turnover_period group by item, warehouse",
        &[],
        &mut |row| {
            stored.insert(world::key(row), [row.int(2), row.int(3)]);
            Ok(())
        },
    )?;
    for key in stored.keys().chain(books.summed.keys()).collect::<BTreeSet<_>>() {
        let of = |map: &BTreeMap<BalanceKey, [i64; 2]>| map.get(key).copied().unwrap_or_default();
        let (want, is) = (of(&books.summed), of(&stored));
        found.same("T1", *key, "summed over all days", amount(want[0]), amount(is[0]));
        found.same(
            "T1",
            *key,
            "value summed over all days",
            Money::from_raw(want[1]),
            Money::from_raw(is[1]),
        );
    }
    // One period after the other, so that memory does not grow with the days. A period that has no days would
    // show above.
    let apart = format!(
        "select days.item, days.warehouse, days.quantity, days.value,
                coalesce(p.quantity, 0), coalesce(p.value, 0)
         from (select item, warehouse, cast(sum(quantity) as bigint) as quantity,
                      cast(sum(value) as bigint) as value
               from ({}) as sides group by item, warehouse) as days
         left join @.turnover_period p
           on p.item = days.item and p.warehouse = days.warehouse and p.period = ?
         where coalesce(p.quantity, 0) <> days.quantity or coalesce(p.value, 0) <> days.value limit 100",
        turnover::sides("@.turnover_day m where m.period = ?")
    );
    let ends = query_one(tx, "select min(period), max(period) from @.turnover_day", &[])?;
    let ends = ends.and_then(|it| Some(it.opt_int(0)?..=it.opt_int(1)?));
    for period in ends.into_iter().flatten() {
        for row in tx.query(&apart, params![period, period, period])? {
            let worth =
                |at: usize| format!("{} worth {}", amount(row.int(at)), Money::from_raw(row.int(at + 1)));
            found.differs("T1", world::key(&row), format!("days of period {period}"), worth(2), worth(4));
        }
    }
    Ok(())
}

/// What places are worth that have averages of their own: what was opened and their moves, and together
/// the item.
fn check_worths(tx: &mut dyn Tx, books: &Books, found: &mut Found) -> Result<(), Error> {
    let by_place = tx.query("select item, value from @.stock where by_place = 1", &[])?;
    let mut of_items: BTreeMap<ItemId, Money> = BTreeMap::new();
    for (key, it) in worths::of_items(tx, None)? {
        let moved = Money::from_raw(books.worths.get(&key).copied().unwrap_or_default());
        found.same("S7", key, "value of the place", moved.plus(it.opened), it.value);
        let on_hand = books.balances.get(&key).map_or(0, |it| it[ON_HAND]);
        if on_hand == 0 && !it.value.is_zero() {
            found.differs("S7", key, "value of nothing", "nothing", it.value);
        }
        let sum = of_items.entry(key.item).or_default();
        *sum = sum.plus(it.value);
    }
    for row in by_place {
        let (item, value) = (ItemId(row.int(0)), Money::from_raw(row.int(1)));
        let places = of_items.remove(&item).unwrap_or_default();
        found.same("S7", item, "value of its places together", value, places);
    }
    for (item, value) in of_items {
        found.differs("S7", item, "places valued", "none", value);
    }
    Ok(())
}

/// What bins hold is what was put into them, at most what is there, and balances know it.
fn check_bins(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    type At = (BalanceKey, String, i64);
    let mut held: BTreeMap<At, i64> = BTreeMap::new();
    tx.each(
        "select item, warehouse, lot, from_bin, to_bin, quantity from @.bin_move order by seq",
        &[],
        &mut |row| {
            for (column, by) in [(3, -row.int(5)), (4, row.int(5))] {
                let Some(bin) = row.opt_int(column) else { continue };
                add(held.entry((world::key(row), row.text(2).to_owned(), bin)).or_default(), by);
            }
            Ok(())
        },
    )?;
    let mut stored: BTreeMap<At, i64> = BTreeMap::new();
    tx.each("select item, warehouse, lot, bin, quantity from @.bin_balance", &[], &mut |row| {
        stored.insert((world::key(row), row.text(2).to_owned(), row.int(3)), row.int(4));
        Ok(())
    })?;
    let mut of_keys: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    let mut of_lots: BTreeMap<(BalanceKey, String), i64> = BTreeMap::new();
    for at in stored.keys().chain(held.keys()).collect::<BTreeSet<_>>() {
        let of = |map: &BTreeMap<At, i64>| map.get(at).copied().unwrap_or_default();
        let (key, lot, bin) = at;
        found.same("B2", *key, &format!("lot {lot} in bin {bin}"), amount(of(&held)), amount(of(&stored)));
        add(of_keys.entry(*key).or_default(), of(&stored));
        add(of_lots.entry((*key, lot.clone())).or_default(), of(&stored));
    }
    for row in tx.query("select item, warehouse, on_hand, binned from @.balance where binned <> 0", &[])? {
        let (key, on_hand, binned) = (world::key(&row), row.int(2), row.int(3));
        found.same("B1", key, "in bins", amount(of_keys.remove(&key).unwrap_or_default()), amount(binned));
        if binned > on_hand {
            found.differs("B1", key, "in bins", format!("at most {}", amount(on_hand)), amount(binned));
        }
    }
    for (key, binned) in of_keys.into_iter().filter(|it| it.1 != 0) {
        found.differs("B1", key, "in bins", amount(binned), amount(0));
    }
    for ((key, lot), binned) in of_lots.into_iter().filter(|((_, lot), _)| !lot.is_empty()) {
        let there = "select on_hand from @.lot_balance where item = ? and warehouse = ? and lot = ?";
        let on_hand = query_one(tx, there, params![key.item, key.warehouse, &lot])?.map_or(0, |it| it.int(0));
        if binned > on_hand {
            let about = format!("lot {lot} in bins");
            found.differs("B1", key, about, format!("at most {}", amount(on_hand)), amount(binned));
        }
    }
    Ok(())
}

/// The layers of what lies in each place against the moves that are in them.
fn check_layers(tx: &mut dyn Tx, books: &Books, found: &mut Found) -> Result<(), Error> {
    let items: Vec<ItemId> = books.layered_through.keys().copied().collect();
    for items in items.chunks(ITEMS_AT_ONCE as usize) {
        let stored = layers::stored(tx, &json_sql::ids(items.iter().map(|it| it.0)))?;
        for item in items {
            let (want, is) = (books.layers.get(item), stored.get(item));
            let places = |it: Option<&Layers>| it.map(|it| it.places.clone()).unwrap_or_default();
            let (want, is) = (places(want), places(is));
            for warehouse in want.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
                let key = BalanceKey { item: *item, warehouse: *warehouse };
                let (want, is) = (want.get(warehouse), is.get(warehouse));
                let (want, is) = (want.cloned().unwrap_or_default(), is.cloned().unwrap_or_default());
                if want != is {
                    found.differs("T2", key, "its layers", lying(&want), lying(&is));
                }
            }
        }
    }
    Ok(())
}

fn lying(it: &Lying) -> String {
    let layers = it.layers.iter().map(|(day, quantity)| format!("{quantity} of {day}"));
    let layers: Vec<String> = layers.collect();
    let day = |it: Option<Day>| it.map_or("never".to_owned(), |it| it.to_string());
    format!("{}, last in {}, last out {}", layers.join(" and "), day(it.last_in), day(it.last_out))
}

/// Items whose days are compared together.
const ITEMS_AT_ONCE: i64 = 500;

/// The sums of each day against the moves of that day: reads every move again, some items at a time, so
/// that memory does not grow with the moves.
pub(super) fn check_days(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    let ends = "select (select min(period) from @.turnover_day), (select max(period) from @.turnover_day),
                       (select max(item) from @.turnover_through)";
    let Some(row) = query_one(tx, ends, &[])? else { return Ok(()) };
    let (Some(first), Some(last), Some(end)) = (row.opt_int(0), row.opt_int(1), row.opt_int(2)) else {
        return Ok(());
    };
    let periods = json_sql::ids(first..=last);
    let wrong = format!(
        "select item, case when to_place > 0 then to_place else from_place end, day,
                cast(sum(quantity) as bigint), cast(sum(value) as bigint) from (
           select item, from_place, to_place, day, quantity, value from @.turnover_day
           where period in {} and item >= ? and item < ?
           union all
           select m.item, m.from_place, m.to_place, m.day, -m.quantity, -m.value
           from @.turnover_through t join @.move m on m.item = t.item
           where t.item >= ? and t.item < ? and m.number <= t.moves) as sums
         group by item, from_place, to_place, day having sum(quantity) <> 0 or sum(value) <> 0 limit 100",
        json_sql::among(tx.dialect())
    );
    let mut from = 0;
    while from <= end {
        let below = from + ITEMS_AT_ONCE;
        for row in tx.query(&wrong, params![&periods, from, below, from, below])? {
            let about = format!("sum of {} less its moves", Day::from_number(row.int(2) as i32));
            let off = format!("{} worth {}", amount(row.int(3)), Money::from_raw(row.int(4)));
            found.differs("T1", world::key(&row), about, "0 worth 0", off);
        }
        from = below;
    }
    Ok(())
}
