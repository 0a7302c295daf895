//! What was there at the end of any past day, without reading every move since.
//!
//! The moves of each item are summed, between each two places per day and in each place per period of 32
//! days, behind their back: a posting writes nothing here. Each item knows how many of its moves are summed, always its first ones; a read
//! adds the rest from the moves themselves, so it is right whether or not anybody summed. A late entry
//! is one more move: it changes one day and one period, however much came after it.

use crate::{Dialect, Error, Param, Row, Tx, json_sql, locks, params, reports, worths};
use ledger::{BalanceKey, Place};
use std::collections::BTreeMap;
use values::{Day, ItemId, Money, Quantity, WarehouseId};

/// How much, and what it was worth by its moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub quantity: Quantity,
    pub value: Money,
}

/// Days in a period, as a shift: both engines shift integers alike, and no calendar is needed.
const PERIOD_SHIFT: i32 = 5;

fn period(day: Day) -> i64 {
    i64::from(day.number() >> PERIOD_SHIFT)
}

/// What moves, or the sums of days, did to places of ours: `item, warehouse, day, quantity, value`, a row for
/// each side. The parameters of `which` are wanted twice.
pub(crate) fn sides(which: &str) -> String {
    let (transit, loan) = (Place::Transit.code(), Place::Loan.code());
    format!(
        "select m.item, m.to_place as warehouse, m.day, m.quantity, m.value from {which}
           and (m.to_place > 0 or m.to_place in ({transit}, {loan}))
         union all
         select m.item, m.from_place, m.day, -m.quantity, -m.value from {which}
           and (m.from_place > 0 or m.from_place in ({transit}, {loan}))"
    )
}

/// Sums more moves: of at most `items` items, at most `moves` of each. True when there is more to do.
/// Several processes may do it; one does it at a time.
pub fn sum_up(tx: &mut dyn Tx, items: i64, moves: i64) -> Result<bool, Error> {
    locks::alone(tx, "turnover")?;
    let behind = tx.query(
        "select s.item, coalesce(t.moves, 0), s.moves from @.stock s
         left join @.turnover_through t on t.item = s.item
         where s.moves > coalesce(t.moves, 0) order by s.item limit ?",
        params![items],
    )?;
    let mut more = behind.len() as i64 == items;
    for row in &behind {
        let (item, done, there) = (row.int(0), row.int(1), row.int(2));
        let through = there.min(done.saturating_add(moves));
        more |= through < there;
        let which = "@.move m where m.item = ? and m.number > ? and m.number <= ?";
        let once = params![item, done, through];
        let twice = [once, once].concat();
        let days = format!(
            "insert into @.turnover_day (period, item, from_place, to_place, day, quantity, value)
             select m.day >> {PERIOD_SHIFT}, m.item, m.from_place, m.to_place, m.day,
                    cast(sum(m.quantity) as bigint), cast(sum(m.value) as bigint)
             from {which} group by m.item, m.from_place, m.to_place, m.day
             on conflict (period, item, from_place, to_place, day) do update
             set quantity = turnover_day.quantity + excluded.quantity, value = turnover_day.value + excluded.value"
        );
        tx.execute(&days, once)?;
        let periods = format!(
            "insert into @.turnover_period (item, warehouse, period, quantity, value)
             select item, warehouse, day >> {PERIOD_SHIFT}, cast(sum(quantity) as bigint), cast(sum(value) as bigint)
             from ({}) as sides where true group by item, warehouse, day >> {PERIOD_SHIFT}
             on conflict (item, warehouse, period) do update
             set quantity = turnover_period.quantity + excluded.quantity,
                 value = turnover_period.value + excluded.value",
            sides(which)
        );
        tx.execute(&periods, &twice)?;
        tx.execute(
            "insert into @.turnover_through (item, moves) values (?, ?)
             on conflict (item) do update set moves = excluded.moves",
            params![item, through],
        )?;
    }
    Ok(more)
}

/// Which items have moves that nobody summed yet, as JSON pairs of an item and how many of its first
/// moves are summed: of these items, as JSON ids, or of all.
fn behind(tx: &mut dyn Tx, items: Option<&str>) -> Result<String, Error> {
    let these = items.map_or(String::new(), |_| format!(" and s.item in {}", json_sql::among(tx.dialect())));
    let select = format!(
        "select s.item, coalesce(t.moves, 0) from @.stock s
         left join @.turnover_through t on t.item = s.item where s.moves > coalesce(t.moves, 0){these}"
    );
    let params: Vec<Param<'_>> = items.map(Param::Text).into_iter().collect();
    let rows = tx.query(&select, &params)?;
    let pairs: Vec<String> = rows.iter().map(|it| format!("[{},{}]", it.int(0), it.int(1))).collect();
    Ok(format!("[{}]", pairs.join(",")))
}

/// The moves of [`behind`], which is the first parameter. Looked up item by item: a planner that is free
/// to choose reads all moves there are.
fn unsummed(dialect: Dialect) -> String {
    let pairs = json_sql::pairs(dialect);
    format!("{pairs} as k cross join @.move m where m.item = k.item and m.number > k.warehouse")
}

/// Adds up, place by place, what there was at the end of `day`: of these items, as JSON ids, or of all.
/// Three statements, each of which reads its table in the order of its key: whole periods, the days of the
/// last one, and the moves that nobody summed yet.
fn add_up(tx: &mut dyn Tx, items: Option<&str>, day: Day) -> Result<BTreeMap<BalanceKey, Held>, Error> {
    let among = json_sql::among(tx.dialect());
    let these = |item: &str| items.map_or(String::new(), |_| format!(" and {item} in {among}"));
    let (last, number) = (Param::Int(period(day)), Param::from(day));
    const SUMS: &str =
        "select item, warehouse, cast(sum(quantity) as bigint), cast(sum(value) as bigint) from";
    const BY: &str = "group by item, warehouse";
    let periods = format!("{SUMS} @.turnover_period where period < ?{} {BY}", these("item"));
    let days = sides(&format!("@.turnover_day m where m.period = ? and m.day <= ?{}", these("m.item")));
    let days = format!("{SUMS} ({days}) as days {BY}");
    let of_days = with(&[last, number], items);
    let of_days = [of_days.as_slice(), of_days.as_slice()].concat();
    let rest = sides(&format!("{} and m.day <= ?", unsummed(tx.dialect())));
    let rest = format!("{SUMS} ({rest}) as unsummed {BY}");
    let behind = behind(tx, items)?;
    let of_rest = params![&behind, day, &behind, day].to_vec();

    let mut sums: BTreeMap<BalanceKey, Held> = BTreeMap::new();
    for (sql, params) in [(periods, with(&[last], items)), (days, of_days), (rest, of_rest)] {
        tx.each(&sql, &params, &mut |row| {
            let (key, it) = held(row);
            let sum = sums.entry(key).or_default();
            *sum = plus(*sum, it);
            Ok(())
        })?;
    }
    sums.retain(|_, it| *it != Held::default());
    Ok(sums)
}

/// The parameters of a statement over these items.
fn with<'a>(own: &[Param<'a>], items: Option<&'a str>) -> Vec<Param<'a>> {
    own.iter().copied().chain(items.map(Param::Text)).collect()
}

fn held(row: &Row) -> (BalanceKey, Held) {
    let key = BalanceKey { item: ItemId(row.int(0)), warehouse: WarehouseId(row.int(1)) };
    (key, Held { quantity: Quantity::from_raw(row.int(2)), value: Money::from_raw(row.int(3)) })
}

/// What was there at the end of `day`, of these items, in each place of ours; transit is −6, what is lent −7. Places where
/// nothing was are left out.
pub fn at(tx: &mut dyn Tx, items: &[ItemId], day: Day) -> Result<BTreeMap<BalanceKey, Held>, Error> {
    let ids = json_sql::ids(items.iter().map(|it| it.0));
    add_up(tx, Some(&ids), day)
}

/// [`at`] of these items, or of all.
pub fn all_at(
    tx: &mut dyn Tx,
    items: Option<&[ItemId]>,
    day: Day,
) -> Result<BTreeMap<BalanceKey, Held>, Error> {
    let ids = items.map(|it| json_sql::ids(it.iter().map(|it| it.0)));
    add_up(tx, ids.as_deref(), day)
}

/// Everything that was there at the end of `day`, in one warehouse or in all places of ours: the number of
/// items with stock, and the value. The value of a warehouse is its share, by quantity, of each item's, or its
/// own where places were valued for themselves then.
pub fn total_at(tx: &mut dyn Tx, warehouse: Option<WarehouseId>, day: Day) -> Result<(u64, Money), Error> {
    let places: Vec<(BalanceKey, Held)> = add_up(tx, None, day)?.into_iter().collect();
    let by_place = worths::since(tx)?.is_some_and(|since| day >= since);
    let own = if by_place { worths::of_items(tx, None)? } else { BTreeMap::new() };
    let (mut items, mut value) = (0, 0_i64);
    for of_item in places.chunk_by(|(one, _), (next, _)| one.item == next.item) {
        let all = of_item.iter().fold(Held::default(), |sum, (_, it)| plus(sum, *it));
        let places = of_item.iter().filter(|(key, _)| warehouse.is_none_or(|it| it == key.warehouse));
        let here = places.clone().fold(Quantity::ZERO, |sum, (_, it)| sum.plus(it.quantity));
        if !here.is_zero() {
            items += 1;
            let of_place = |(key, it): &(BalanceKey, Held)| own.get(key).map(|own| it.value.plus(own.opened));
            let own: Option<Money> =
                places.map(of_place).try_fold(Money::ZERO, |sum, it| Some(sum.plus(it?)));
            value = value.saturating_add(own.unwrap_or_else(|| share(all, here)).raw());
        }
    }
    Ok((items, Money::from_raw(value)))
}

fn plus(a: Held, b: Held) -> Held {
    Held {
        quantity: a.quantity.plus(b.quantity),
        value: Money::from_raw(a.value.raw().saturating_add(b.value.raw())),
    }
}

/// The part of an item's value that lies where `here` of it lies.
pub fn share(all: Held, here: Quantity) -> Money {
    if all.quantity == here {
        return all.value;
    }
    // Late entries may leave a past day with a value and nothing to share it among.
    if all.quantity.is_positive() { all.value.share(here, all.quantity) } else { Money::ZERO }
}

/// What places were worth for themselves when that began, beside what their moves say since; `None` when
/// they are not valued for themselves on that day.
pub fn opened_at(
    tx: &mut dyn Tx,
    items: Option<&[ItemId]>,
    day: Day,
) -> Result<Option<BTreeMap<BalanceKey, Money>>, Error> {
    if worths::since(tx)?.is_none_or(|since| day < since) {
        return Ok(None);
    }
    let ids = items.map(|it| json_sql::ids(it.iter().map(|it| it.0)));
    let opened = worths::of_items(tx, ids.as_deref())?;
    Ok(Some(opened.into_iter().map(|(key, it)| (key, it.opened)).collect()))
}

/// What each place of one item is worth: its share of the item's value, by quantity, or its own where
/// places are valued for themselves. They add up to the value of the item, to the last digit.
pub fn deal(places: &[(BalanceKey, Held)], opened: Option<&BTreeMap<BalanceKey, Money>>) -> Vec<Money> {
    if let Some(opened) = opened {
        let own =
            |(key, it): &(BalanceKey, Held)| it.value.plus(opened.get(key).copied().unwrap_or(Money::ZERO));
        return places.iter().map(own).collect();
    }
    let all = places.iter().fold(Held::default(), |sum, (_, it)| plus(sum, *it));
    if !all.quantity.is_positive() {
        return places.iter().map(|(_, it)| it.value).collect();
    }
    let mut dealt = Held::default();
    let share = |(_, it): &(BalanceKey, Held)| {
        let before = dealt.value;
        dealt.quantity = dealt.quantity.plus(it.quantity);
        dealt.value = all.value.share(dealt.quantity, all.quantity);
        dealt.value.minus(before)
    };
    places.iter().map(share).collect()
}

/// What moved between two places in some days, in parts: item, place it left, place it reached, quantity,
/// value. Sums of days where there are some, moves where there are none yet.
pub fn moved(
    tx: &mut dyn Tx,
    [from, through]: [Day; 2],
    items: Option<&[ItemId]>,
    f: &mut dyn FnMut(&[Option<i64>]),
) -> Result<(), Error> {
    let ids = items.map(|it| json_sql::ids(it.iter().map(|it| it.0)));
    let these =
        ids.as_ref().map_or(String::new(), |_| format!(" and m.item in {}", json_sql::among(tx.dialect())));
    let days = format!(
        "@.turnover_day m where m.period >= ? and m.period <= ? and m.day >= ? and m.day <= ?{these}"
    );
    let ends = [Param::Int(period(from)), Param::Int(period(through)), from.into(), through.into()];
    const KEYS: &[&str] = &["m.item", "m.from_place", "m.to_place"];
    const SUMS: &[&str] = &["m.quantity", "m.value"];
    reports::tally(tx, KEYS, SUMS, &days, &with(&ends, ids.as_deref()), f)?;
    let rest = format!("{} and m.day >= ? and m.day <= ?", unsummed(tx.dialect()));
    let behind = behind(tx, ids.as_deref())?;
    reports::tally(tx, KEYS, SUMS, &rest, params![&behind, from, through], f)
}

/// What a place had at the end of the day before `from`, and what each day since changed, days without
/// change left out.
pub fn since(
    tx: &mut dyn Tx,
    key: BalanceKey,
    from: Day,
    through: Day,
) -> Result<(Quantity, BTreeMap<Day, Quantity>), Error> {
    let before = at(tx, &[key.item], from.plus_days(-1))?;
    let before = before.get(&key).map_or(Quantity::ZERO, |it| it.quantity);
    let periods = json_sql::ids(period(from)..=period(through));
    let behind = behind(tx, Some(&json_sql::ids([key.item.0])))?;
    let select = format!(
        "select day, cast(sum(quantity) as bigint) from (
           select day, quantity from ({}) as days where warehouse = ?
           union all
           select day, quantity from ({}) as unsummed where warehouse = ?) as parts
         group by day order by day",
        sides(&format!(
            "@.turnover_day m where m.period in {} and m.item = ? and m.day >= ? and m.day <= ?",
            json_sql::among(tx.dialect())
        )),
        sides(&format!("{} and m.day >= ? and m.day <= ?", unsummed(tx.dialect())))
    );
    let of_days = params![&periods, key.item, from, through];
    let of_rest = params![&behind, from, through];
    let here = Param::from(key.warehouse);
    let params = [of_days, of_days, &[here], of_rest, of_rest, &[here]].concat();
    let rows = tx.query(&select, &params)?;
    let day = |row: &Row| (Day::from_number(row.int(0) as i32), Quantity::from_raw(row.int(1)));
    Ok((before, rows.iter().map(day).filter(|(_, it)| !it.is_zero()).collect()))
}
