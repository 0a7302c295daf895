//! How old what lies in each place is, without reading every move there ever was.
//!
//! The layers of each item are kept behind its moves: a posting writes nothing here. Each item knows how
//! many of its moves are in its layers, always its first ones; a read follows the rest itself, so it is
//! right whether or not anybody brought them up to date.

use crate::world::{MOVE, read_move};
use crate::{Error, Param, Row, Tx, json_sql, locks, params};
use ledger::{BalanceKey, Layers};
use std::collections::{BTreeMap, BTreeSet};
use values::{Day, ItemId, Quantity, WarehouseId};

/// Items whose layers are read together.
const ITEMS_AT_ONCE: usize = 500;

/// Brings more layers up to date: of at most `items` items, by at most `moves` moves of each. True when
/// there is more to do. Several processes may do it; one does it at a time.
pub fn catch_up(tx: &mut dyn Tx, items: i64, moves: i64) -> Result<bool, Error> {
    locks::alone(tx, "layers")?;
    let behind = tx.query(&format!("{} order by s.item limit ?", behind("")), params![items])?;
    let mut more = behind.len() as i64 == items;
    for row in &behind {
        let (item, done, there) = (ItemId(row.int(0)), row.int(1), row.int(2));
        let through = there.min(done.saturating_add(moves));
        more |= through < there;
        let mut layers = stored(tx, &json_sql::ids([item.0]))?.remove(&item).unwrap_or_default();
        follow(tx, item, done, through, &mut layers)?;
        write(tx, item, &layers)?;
        tx.execute(
            "insert into @.layer_through (item, moves) values (?, ?)
             on conflict (item) do update set moves = excluded.moves",
            params![item, through],
        )?;
    }
    Ok(more)
}

/// `item`, how many of its moves are in its layers, how many it has.
fn behind(which: &str) -> String {
    format!(
        "select s.item, coalesce(t.moves, 0), s.moves from @.stock s
         left join @.layer_through t on t.item = s.item where s.moves > coalesce(t.moves, 0){which}"
    )
}

fn follow(tx: &mut dyn Tx, item: ItemId, after: i64, through: i64, layers: &mut Layers) -> Result<(), Error> {
    let select =
        format!("select {MOVE} from @.move where item = ? and number > ? and number <= ? order by number");
    tx.each(&select, params![item, after, through], &mut |row| {
        layers.follow(&read_move(row)?);
        Ok(())
    })
}

fn write(tx: &mut dyn Tx, item: ItemId, layers: &Layers) -> Result<(), Error> {
    tx.execute("delete from @.layer where item = ?", params![item])?;
    let (mut rows, mut lying): (Vec<Param<'_>>, Vec<Param<'_>>) = (Vec::new(), Vec::new());
    for (place, it) in &layers.places {
        lying.extend_from_slice(params![item, *place, it.last_in, it.last_out]);
        for (day, quantity) in &it.layers {
            rows.extend_from_slice(params![item, *place, *day, *quantity]);
        }
    }
    let into = "insert into @.layer (item, warehouse, day, quantity) values";
    tx.insert_rows(into, "(?, ?, ?, ?)", &rows, "")?;
    let into = "insert into @.lying (item, warehouse, last_in, last_out) values";
    let update = "on conflict (item, warehouse) do update
                  set last_in = excluded.last_in, last_out = excluded.last_out";
    tx.insert_rows(into, "(?, ?, ?, ?)", &lying, update).map(drop)
}

/// As they were brought up to date last.
pub(crate) fn stored(tx: &mut dyn Tx, items: &str) -> Result<BTreeMap<ItemId, Layers>, Error> {
    let among = json_sql::among(tx.dialect());
    let mut found: BTreeMap<ItemId, Layers> = BTreeMap::new();
    let select = format!("select item, warehouse, day, quantity from @.layer where item in {among}");
    tx.each(&select, params![items], &mut |row| {
        let places = &mut found.entry(ItemId(row.int(0))).or_default().places;
        let lying = places.entry(WarehouseId(row.int(1))).or_default();
        lying.layers.insert(Day::from_number(row.int(2) as i32), Quantity::from_raw(row.int(3)));
        Ok(())
    })?;
    let select = format!("select item, warehouse, last_in, last_out from @.lying where item in {among}");
    tx.each(&select, params![items], &mut |row| {
        let places = &mut found.entry(ItemId(row.int(0))).or_default().places;
        let lying = places.entry(WarehouseId(row.int(1))).or_default();
        let day = |column| row.opt_int(column).map(|it| Day::from_number(it as i32));
        (lying.last_in, lying.last_out) = (day(2), day(3));
        Ok(())
    })?;
    Ok(found)
}

/// One item in one warehouse: how old it is, by buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aged {
    pub on_hand: Quantity,
    /// As many as there are limits, and one more for what is older than all of them.
    pub buckets: Vec<Quantity>,
    pub oldest: Option<Day>,
    /// Quantity times day of coming: what the mean age is made of.
    weight: i128,
    pub last_in: Option<Day>,
    pub last_out: Option<Day>,
}

impl Aged {
    fn new(limits: &[Day]) -> Aged {
        Aged { buckets: vec![Quantity::ZERO; limits.len() + 1], ..Aged::default() }
    }

    /// `limits` are the first days of each bucket, the youngest first.
    fn add(&mut self, limits: &[Day], day: Day, quantity: Quantity) {
        let bucket = limits.iter().position(|limit| day >= *limit).unwrap_or(limits.len());
        self.buckets[bucket] = self.buckets[bucket].plus(quantity);
        self.on_hand = self.on_hand.plus(quantity);
        self.weight += i128::from(quantity.raw()) * i128::from(day.number());
        self.oldest = Some(self.oldest.map_or(day, |it| it.min(day)));
    }

    /// How many days old it is, weighted by quantity.
    pub fn mean_age_days(&self, today: Day) -> i64 {
        if !self.on_hand.is_positive() {
            return 0;
        }
        let mean = self.weight.div_euclid(i128::from(self.on_hand.raw()));
        i64::from(today.number()) - mean as i64
    }
}

/// Everything that lies in a warehouse, or in all of them, by age: of these items, as JSON ids, or of all.
pub fn ages(
    tx: &mut dyn Tx,
    warehouse: Option<WarehouseId>,
    items: Option<&str>,
    limits: &[Day],
) -> Result<BTreeMap<BalanceKey, Aged>, Error> {
    let among = json_sql::among(tx.dialect());
    let these = items.map_or(String::new(), |_| format!(" and s.item in {among}"));
    let mut own: Vec<Param<'_>> = Vec::new();
    own.extend(items.map(Param::Text));
    let late: Vec<(ItemId, i64, i64)> = tx
        .query(&behind(&these), &own)?
        .iter()
        .map(|row| (ItemId(row.int(0)), row.int(1), row.int(2)))
        .collect();
    let late_items: BTreeSet<ItemId> = late.iter().map(|it| it.0).collect();

    let mut found: BTreeMap<BalanceKey, Aged> = BTreeMap::new();
    let mut which = String::from(" where s.warehouse > 0");
    let mut params: Vec<Param<'_>> = Vec::new();
    if let Some(it) = warehouse {
        which.push_str(" and s.warehouse = ?");
        params.push(it.into());
    }
    which.push_str(&these);
    params.extend(items.map(Param::Text));
    let select = format!("select s.item, s.warehouse, s.day, s.quantity from @.layer s{which}");
    tx.each(&select, &params, &mut |row| {
        let key = crate::world::key(row);
        if !late_items.contains(&key.item) {
            let aged = found.entry(key).or_insert_with(|| Aged::new(limits));
            aged.add(limits, day(row, 2).unwrap_or_default(), Quantity::from_raw(row.int(3)));
        }
        Ok(())
    })?;
    let select = format!("select s.item, s.warehouse, s.last_in, s.last_out from @.lying s{which}");
    tx.each(&select, &params, &mut |row| {
        if let Some(aged) = found.get_mut(&crate::world::key(row)) {
            (aged.last_in, aged.last_out) = (day(row, 2), day(row, 3));
        }
        Ok(())
    })?;
    for late in late.chunks(ITEMS_AT_ONCE) {
        let ids = json_sql::ids(late.iter().map(|it| it.0.0));
        let mut layers = stored(tx, &ids)?;
        for &(item, done, there) in late {
            let mut of_item = layers.remove(&item).unwrap_or_default();
            follow(tx, item, done, there, &mut of_item)?;
            for (place, lying) in of_item.places {
                if place.0 < 0 || warehouse.is_some_and(|it| it != place) || lying.layers.is_empty() {
                    continue;
                }
                let mut aged = Aged::new(limits);
                lying.layers.iter().for_each(|(day, quantity)| aged.add(limits, *day, *quantity));
                (aged.last_in, aged.last_out) = (lying.last_in, lying.last_out);
                found.insert(BalanceKey { item, warehouse: place }, aged);
            }
        }
    }
    Ok(found)
}

fn day(row: &Row, column: usize) -> Option<Day> {
    row.opt_int(column).map(|it| Day::from_number(it as i32))
}
