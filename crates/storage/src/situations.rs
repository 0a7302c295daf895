//! Everything planning needs to know, for many items at once.

use crate::arrivals::OPEN;
use crate::json_sql::{self, Stored as Form};
use crate::outlooks::pairs;
use crate::stockouts::{self, Stockout};
use crate::world::{CLAIM, CLAIM_COLUMNS, claim};
use crate::{Error, Tx, claims, demand, lead_times, params, query_one};
use planning::{Arrival, Elsewhere, OpenClaim, Supply, SupplyClass};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use values::{
    CustomerId, Day, Instant, ItemId, Number, Percent, Quantity, SupplierId, UnitPrice, WarehouseId,
};

/// One item in one warehouse as the books know it; the caller makes a `planning::Situation` of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawSituation {
    pub item: ItemId,
    pub warehouse: WarehouseId,
    /// What was wanted here before today, by day; days without demand are left out.
    pub demand: Vec<(Day, Quantity)>,
    /// The same of the item, where history does not say the warehouse. Who counts it is for the
    /// caller to decide.
    pub demand_nowhere: Vec<(Day, Quantity)>,
    /// Where the item is kept, expected or wanted, this warehouse among them, ascending.
    pub warehouses: Vec<WarehouseId>,
    /// When there was nothing to sell here, the oldest first.
    pub stockouts: Vec<Stockout>,
    pub on_hand: Quantity,
    pub available: Quantity,
    pub incoming: Vec<Arrival>,
    /// Who brings each of `incoming`; none is another warehouse.
    pub incoming_from: Vec<Option<SupplierId>>,
    /// That wait for something.
    pub claims: Vec<OpenClaim>,
    pub supplies: Vec<Supply>,
    pub elsewhere: Vec<Elsewhere>,
    /// What the item is sold for.
    pub unit_price: Option<UnitPrice>,
    pub category: Option<String>,
    pub material_type: Option<String>,
    /// The item's own service target.
    pub service: Option<Percent>,
    /// Whose demand this item's is thought to be like while it is new.
    pub twin: Option<ItemId>,
}

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;

pub type Pair = (ItemId, WarehouseId);

/// A fixed number of statements for up to some thousands of pairs; in the order of `keys`. Demand,
/// and what each supplier delivered, is read from `history_days` before `today` on.
pub fn load(
    tx: &mut dyn Tx,
    keys: &[Pair],
    today: Day,
    history_days: u32,
) -> Result<Vec<RawSituation>, Error> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let since = today.plus_days(-i32::try_from(history_days).unwrap_or(i32::MAX));
    let since_moment = Instant::from_micros(i64::from(since.number()) * DAY_MICROS);
    let items: BTreeSet<ItemId> = keys.iter().map(|it| it.0).collect();
    let items: Vec<ItemId> = items.into_iter().collect();
    let masters = masters(tx, &items)?;
    let places = places(tx, &items)?;
    let mut demands = demands(tx, &items, since, today)?;
    let arrivals = arrivals(tx, &items)?;
    let mut claims = open_claims(tx, keys)?;
    let mut stockouts = stockouts::of_items(tx, &items, since_moment)?;
    let supplies = supplies(tx, &items, since, &arrivals)?;

    let situation = |&(item, warehouse): &Pair| {
        let all = places.get(&item).map_or(&[][..], Vec::as_slice);
        let here = all.iter().find(|it| it.warehouse == warehouse);
        let elsewhere = all.iter().filter(|it| it.warehouse != warehouse);
        let mut warehouses: Vec<WarehouseId> = all.iter().map(|it| it.warehouse).collect();
        if here.is_none() {
            warehouses.push(warehouse);
            warehouses.sort_unstable();
        }
        let coming = arrivals.get(&item).map_or(&[][..], Vec::as_slice).iter();
        let coming = coming.filter(|it| it.warehouse == warehouse).map(|it| (it.arrival, it.supplier));
        let (incoming, incoming_from) = coming.unzip();
        let master = masters.get(&item).cloned().unwrap_or_default();
        RawSituation {
            item,
            warehouse,
            demand: demands.remove(&(item, Some(warehouse))).unwrap_or_default(),
            demand_nowhere: demands.get(&(item, None)).cloned().unwrap_or_default(),
            warehouses,
            stockouts: stockouts.remove(&(item, warehouse)).unwrap_or_default(),
            on_hand: here.map_or(Quantity::ZERO, |it| it.on_hand),
            available: here.map_or(Quantity::ZERO, |it| it.available),
            incoming,
            incoming_from,
            claims: claims.remove(&(item, warehouse)).unwrap_or_default(),
            supplies: supplies.get(&item).cloned().unwrap_or_default(),
            elsewhere: elsewhere.map(PlaceOf::elsewhere).collect(),
            unit_price: master.unit_price,
            category: master.category,
            material_type: master.material_type,
            service: master.service,
            twin: master.twin,
        }
    };
    Ok(keys.iter().map(situation).collect())
}

/// What an item is sold for, and who delivers it.
pub type Terms = (Option<UnitPrice>, Vec<Supply>);

/// [`Terms`] of these items.
pub fn terms(tx: &mut dyn Tx, items: &[ItemId], today: Day) -> Result<BTreeMap<ItemId, Terms>, Error> {
    let (masters, mut supplies) = (masters(tx, items)?, supplies(tx, items, today, &BTreeMap::new())?);
    let terms =
        |(item, it): (ItemId, Master)| (item, (it.unit_price, supplies.remove(&item).unwrap_or_default()));
    Ok(masters.into_iter().map(terms).collect())
}

/// What each item is sold for, and whether it was taken out of the range.
pub fn sold_for(tx: &mut dyn Tx) -> Result<BTreeMap<ItemId, (Option<UnitPrice>, bool)>, Error> {
    let price = json_sql::value(tx.dialect(), "d.body", "sale_price", Form::Int);
    let select = format!("select d.seq, {price}, d.state from @.document d where d.type = 'item'");
    let rows = tx.query(&select, &[])?;
    let of = |row: &crate::Row| (row.opt_int(1).map(UnitPrice::from_raw), row.text(2) == "archived");
    Ok(rows.iter().map(|it| (ItemId(it.int(0)), of(it))).collect())
}

/// The category of each item that has one.
pub fn categories(tx: &mut dyn Tx) -> Result<BTreeMap<ItemId, String>, Error> {
    let of = json_sql::value(tx.dialect(), "d.body", "category", Form::Text);
    let select = format!("select d.seq, {of} from @.document d where d.type = 'item' and {of} is not null");
    Ok(tx.query(&select, &[])?.iter().map(|it| (ItemId(it.int(0)), it.text(1).to_owned())).collect())
}

/// Items that a supplier delivers.
pub fn items_of_supplier(tx: &mut dyn Tx, supplier: SupplierId) -> Result<BTreeSet<ItemId>, Error> {
    let dialect = tx.dialect();
    let item = json_sql::value(dialect, "d.body", "item", Form::Int);
    let of = json_sql::value(dialect, "d.body", "supplier", Form::Int);
    let select = format!(
        "select {item} from @.document d where d.type = 'supply' and d.state = 'active' and {of} = ?"
    );
    let rows = tx.query(&select, params![supplier])?;
    Ok(rows.iter().filter_map(|it| it.opt_int(0)).map(ItemId).collect())
}

/// Items of a category.
pub fn items_of_category(tx: &mut dyn Tx, category: &str) -> Result<BTreeSet<ItemId>, Error> {
    let of = json_sql::value(tx.dialect(), "d.body", "category", Form::Text);
    let select = format!("select d.seq from @.document d where d.type = 'item' and {of} = ?");
    Ok(tx.query(&select, params![category])?.iter().map(|it| ItemId(it.int(0))).collect())
}

/// The first warehouse of each item: where demand counts that does not say its own.
pub fn homes(tx: &mut dyn Tx) -> Result<BTreeMap<ItemId, WarehouseId>, Error> {
    let rows =
        tx.query("select item, min(warehouse) from @.balance where warehouse > 0 group by item", &[])?;
    Ok(rows.iter().map(|it| (ItemId(it.int(0)), WarehouseId(it.int(1)))).collect())
}

fn among(tx: &mut dyn Tx) -> &'static str {
    json_sql::among(tx.dialect())
}

fn ids(items: &[ItemId]) -> String {
    json_sql::ids(items.iter().map(|it| it.0))
}

#[derive(Clone, Default)]
struct Master {
    unit_price: Option<UnitPrice>,
    category: Option<String>,
    material_type: Option<String>,
    service: Option<Percent>,
    twin: Option<ItemId>,
}

fn masters(tx: &mut dyn Tx, items: &[ItemId]) -> Result<BTreeMap<ItemId, Master>, Error> {
    let dialect = tx.dialect();
    let select = format!(
        "select i.seq, {}, {}, {}, {}, {} from @.document i where i.seq in {}",
        json_sql::value(dialect, "i.body", "category", Form::Text),
        json_sql::value(dialect, "i.body", "sale_price", Form::Int),
        json_sql::value(dialect, "i.body", "service_target", Form::Int),
        json_sql::value(dialect, "i.body", "twin", Form::Int),
        json_sql::value(dialect, "i.body", "material_type", Form::Text),
        among(tx)
    );
    let rows = tx.query(&select, params![&ids(items)])?;
    let master = |row: &crate::Row| Master {
        category: row.opt_text(1).map(str::to_owned),
        unit_price: row.opt_int(2).map(UnitPrice::from_raw),
        service: row.opt_int(3).map(Percent::from_raw),
        twin: row.opt_int(4).map(ItemId),
        material_type: row.opt_text(5).map(str::to_owned),
    };
    Ok(rows.iter().map(|row| (ItemId(row.int(0)), master(row))).collect())
}

/// An item at one warehouse, and how it was judged last.
struct PlaceOf {
    warehouse: WarehouseId,
    on_hand: Quantity,
    available: Quantity,
    demand_per_day: Quantity,
}

impl PlaceOf {
    fn elsewhere(&self) -> Elsewhere {
        let PlaceOf { warehouse, available, demand_per_day, .. } = *self;
        Elsewhere { warehouse, available, demand_per_day }
    }
}

fn places(tx: &mut dyn Tx, items: &[ItemId]) -> Result<BTreeMap<ItemId, Vec<PlaceOf>>, Error> {
    let select = format!(
        "select b.item, b.warehouse, b.on_hand, b.reserved, b.held, coalesce(o.demand_per_day, 0)
         from @.balance b left join @.outlook o on o.item = b.item and o.warehouse = b.warehouse
         where b.item in {} and b.warehouse > 0 order by b.item, b.warehouse",
        among(tx)
    );
    let mut found: BTreeMap<ItemId, Vec<PlaceOf>> = BTreeMap::new();
    for row in tx.query(&select, params![&ids(items)])? {
        let (key, balance) = (crate::world::key(&row), crate::world::balance(&row));
        found.entry(key.item).or_default().push(PlaceOf {
            warehouse: key.warehouse,
            on_hand: balance.on_hand,
            available: balance.available(),
            demand_per_day: Quantity::from_raw(row.int(5)),
        });
    }
    Ok(found)
}

type Demands = BTreeMap<(ItemId, Option<WarehouseId>), Vec<(Day, Quantity)>>;

fn demands(tx: &mut dyn Tx, items: &[ItemId], since: Day, today: Day) -> Result<Demands, Error> {
    let mut found = Demands::new();
    for (item, days) in demand::daily_many(tx, items, since)? {
        for it in days.into_iter().filter(|it| it.day < today) {
            found.entry((item, it.warehouse)).or_default().push((it.day, it.wanted));
        }
    }
    Ok(found)
}

struct ArrivalOf {
    warehouse: WarehouseId,
    supplier: Option<SupplierId>,
    arrival: Arrival,
}

fn arrivals(tx: &mut dyn Tx, items: &[ItemId]) -> Result<BTreeMap<ItemId, Vec<ArrivalOf>>, Error> {
    let select = format!(
        "select a.item, a.warehouse, a.supplier, a.due, {OPEN} from @.arrival a where a.item in {}
         order by a.item, a.due, a.document, a.line",
        among(tx)
    );
    let mut found: BTreeMap<ItemId, Vec<ArrivalOf>> = BTreeMap::new();
    for row in tx.query(&select, params![&ids(items)])? {
        let quantity = Quantity::from_raw(row.int(4));
        if quantity.is_positive() {
            found.entry(ItemId(row.int(0))).or_default().push(ArrivalOf {
                warehouse: WarehouseId(row.int(1)),
                supplier: row.opt_int(2).map(SupplierId),
                arrival: Arrival { day: Day::from_number(row.int(3) as i32), quantity },
            });
        }
    }
    Ok(found)
}

/// Claims that wait for something. Where one is wanted there is a balance, even of nothing.
fn open_claims(tx: &mut dyn Tx, keys: &[Pair]) -> Result<BTreeMap<Pair, Vec<OpenClaim>>, Error> {
    let (due, level) = (claims::due(tx), claims::level(tx));
    let select = format!(
        "select {CLAIM}, l.target, {due}, {level} from {} k
         cross join @.claim c
         left join @.document d on d.seq = c.document
         left join @.link l on l.document = c.document and l.role = 'customer' and l.line = 0
         left join @.document p on p.seq = l.target
         where c.item = k.item and c.warehouse = k.warehouse and c.reserved < c.wanted
         order by c.document, c.line",
        json_sql::pairs(tx.dialect())
    );
    let mut found: BTreeMap<Pair, Vec<OpenClaim>> = BTreeMap::new();
    for row in tx.query(&select, params![&pairs(keys)])? {
        let it = claim(&row);
        found.entry((it.key.item, it.key.warehouse)).or_default().push(OpenClaim {
            claim: it.id,
            customer: row.opt_int(CLAIM_COLUMNS).map(CustomerId),
            level: claims::rank(row.opt_text(CLAIM_COLUMNS + 2)),
            due: claims::day(row.opt_text(CLAIM_COLUMNS + 1))?,
            wanted: it.wanted,
            reserved: it.reserved,
            since: it.since,
        });
    }
    Ok(found)
}

/// Active supplies, with what their suppliers really did.
fn supplies(
    tx: &mut dyn Tx,
    items: &[ItemId],
    since: Day,
    arrivals: &BTreeMap<ItemId, Vec<ArrivalOf>>,
) -> Result<BTreeMap<ItemId, Vec<Supply>>, Error> {
    let observed = lead_times::observed(tx, items)?;
    let mut shares = delivered(tx, items, since)?;
    for (item, arrivals) in arrivals {
        for it in arrivals {
            let Some(supplier) = it.supplier else { continue };
            let share = shares.entry((supplier, *item)).or_default();
            *share = share.plus(it.arrival.quantity);
        }
    }
    let item = json_sql::value(tx.dialect(), "d.body", "item", Form::Int);
    let select = format!(
        "select json_text(d.body) from @.document d
         where d.type = 'supply' and d.state = 'active' and {item} in {} order by d.seq",
        among(tx)
    );
    let mut found: BTreeMap<ItemId, Vec<Supply>> = BTreeMap::new();
    for row in tx.query(&select, params![&ids(items)])? {
        let body = row.json(0);
        let id = |name: &str| body[name].as_i64().unwrap_or(0);
        let (item, supplier) = (ItemId(id("item")), SupplierId(id("supplier")));
        let observed = observed.get(&(supplier, item)).cloned().unwrap_or_default();
        let share = shares.get(&(supplier, item)).copied().unwrap_or_default();
        found.entry(item).or_default().push(supply(&body, supplier, observed, share));
    }
    Ok(found)
}

fn supply(body: &Json, supplier: SupplierId, observed: Vec<u32>, share_so_far: Quantity) -> Supply {
    let raw = |name: &str| body[name].as_i64();
    let days = raw("lead_time_days").unwrap_or(0) / Number::ONE_RAW;
    Supply {
        supplier,
        class: match body["class"].as_str() {
            Some("backup") => SupplyClass::Backup,
            Some("emergency") => SupplyClass::Emergency,
            _ => SupplyClass::Main,
        },
        ratio: Percent::from_raw(raw("ratio").unwrap_or(0)),
        price: raw("price").map(UnitPrice::from_raw),
        moq: Quantity::from_raw(raw("moq").unwrap_or(0)),
        pack: Quantity::from_raw(raw("pack").unwrap_or(0)),
        lead_time_days: u32::try_from(days).unwrap_or(0),
        observed,
        learned: None,
        share_so_far,
    }
}

fn delivered(
    tx: &mut dyn Tx,
    items: &[ItemId],
    since: Day,
) -> Result<BTreeMap<(SupplierId, ItemId), Quantity>, Error> {
    let select = format!(
        "select supplier, item, cast(sum(quantity) as bigint) from @.lead_time
         where item in {} and received >= ? group by supplier, item",
        among(tx)
    );
    let rows = tx.query(&select, params![&ids(items), since])?;
    let key = |row: &crate::Row| (SupplierId(row.int(0)), ItemId(row.int(1)));
    Ok(rows.iter().map(|row| (key(row), Quantity::from_raw(row.int(2)))).collect())
}

/// Every item that is not archived, wherever it is kept, expected, wanted or was wanted. An item
/// that is nowhere yet but has a supply or history counts at the company's first warehouse.
pub fn all_pairs(tx: &mut dyn Tx) -> Result<Vec<Pair>, Error> {
    let rows = tx.query(
        "select k.item, k.warehouse from (
           select item, warehouse from @.balance where warehouse > 0
           union select item, warehouse from @.demand where warehouse is not null
           union select item, warehouse from @.arrival
         ) k join @.document i on i.seq = k.item
         where i.type = 'item' and i.state <> 'archived'",
        &[],
    )?;
    let mut found: BTreeSet<Pair> =
        rows.iter().map(|it| (ItemId(it.int(0)), WarehouseId(it.int(1)))).collect();
    let known: BTreeSet<ItemId> = found.iter().map(|it| it.0).collect();

    let first = "select min(seq) from @.document where type = 'warehouse' and state <> 'archived'";
    let Some(first) = query_one(tx, first, &[])?.and_then(|it| it.opt_int(0)).map(WarehouseId) else {
        return Ok(found.into_iter().collect());
    };
    let supplied = json_sql::value(tx.dialect(), "d.body", "item", Form::Int);
    let rows = tx.query(
        &format!(
            "select i.seq from @.document i where i.type = 'item' and i.state <> 'archived'
               and (i.seq in (select {supplied} from @.document d where d.type = 'supply' and d.state = 'active')
                    or exists (select 1 from @.demand h where h.item = i.seq and h.warehouse is null))"
        ),
        &[],
    )?;
    let nowhere = rows.iter().map(|it| ItemId(it.int(0))).filter(|it| !known.contains(it));
    found.extend(nowhere.map(|it| (it, first)));
    Ok(found.into_iter().collect())
}

/// Every warehouse where the item is kept, expected or wanted; the company's first when nowhere.
pub fn pairs_of(tx: &mut dyn Tx, item: ItemId) -> Result<Vec<Pair>, Error> {
    let mut places: BTreeSet<WarehouseId> = BTreeSet::new();
    for table in ["balance", "arrival", "demand"] {
        let select = format!("select distinct warehouse from @.{table} where item = ? and warehouse > 0");
        places.extend(tx.query(&select, params![item])?.iter().map(|row| WarehouseId(row.int(0))));
    }
    if places.is_empty() {
        let first = "select min(seq) from @.document where type = 'warehouse' and state <> 'archived'";
        places.extend(query_one(tx, first, &[])?.and_then(|it| it.opt_int(0)).map(WarehouseId));
    }
    Ok(places.into_iter().map(|it| (item, it)).collect())
}
