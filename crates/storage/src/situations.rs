//! Everything planning needs to know, for many items at once, in a handful of queries.

use crate::json_sql::{self, Stored as Form};
use crate::{Error, Row, Tx, params};
use planning::{Arrival, DemandHistory, Elsewhere, OpenClaim, Policy, Situation, Supply, SupplyClass};
use std::collections::{BTreeMap, BTreeSet};
use values::{
    ClaimId, CustomerId, Day, DocumentId, Instant, ItemId, Percent, Quantity, SupplierId, UnitPrice,
    WarehouseId,
};

/// One item in one warehouse.
pub type Pair = (ItemId, WarehouseId);

/// A situation, and what a list is filtered by.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub item: ItemId,
    pub warehouse: WarehouseId,
    pub category: Option<String>,
    pub situation: Situation,
}

/// How far back demand is read, in days.
const HISTORY_DAYS: i32 = 365;
/// Over which suppliers get their share, in days.
const SHARE_DAYS: i32 = 90;

/// The situations of these pairs; items that are archived or gone have none.
pub fn load(tx: &mut dyn Tx, pairs: &[Pair], today: Day) -> Result<Vec<Found>, Error> {
    let items: BTreeSet<ItemId> = pairs.iter().map(|it| it.0).collect();
    let ids = json_sql::ids(items.iter().map(|it| it.0));
    let masters = masters(tx, &ids)?;
    let balances = balances(tx, &ids)?;
    let homes = homes(tx, &items, &balances)?;
    let mut demand = demand(tx, &ids, today, &homes)?;
    let mut arrivals = arrivals(tx, &ids)?;
    let mut claims = claims(tx, &ids)?;
    let supplies = supplies(tx, &ids, today)?;
    let paces = paces(tx, &ids)?;
    let wanted: BTreeSet<Pair> = pairs.iter().copied().collect();
    let mut found = Vec::with_capacity(wanted.len());
    for (item, warehouse) in wanted {
        let Some(master) = masters.get(&item) else { continue };
        let [on_hand, reserved, held] = balances.get(&(item, warehouse)).copied().unwrap_or_default();
        let elsewhere = balances.range((item, WarehouseId(0))..=(item, WarehouseId(i64::MAX)));
        let elsewhere = elsewhere.filter(|((_, place), _)| *place != warehouse && place.0 > 0);
        let situation = Situation {
            today,
            history: demand.remove(&(item, warehouse)).unwrap_or_default(),
            on_hand,
            available: on_hand.minus(reserved).minus(held),
            incoming: arrivals.remove(&(item, warehouse)).unwrap_or_default(),
            claims: claims.remove(&(item, warehouse)).unwrap_or_default(),
            supplies: supplies.get(&item).cloned().unwrap_or_default(),
            elsewhere: elsewhere
                .map(|((_, place), [on_hand, reserved, held])| Elsewhere {
                    warehouse: *place,
                    available: on_hand.minus(*reserved).minus(*held),
                    demand_per_day: paces.get(&(item, *place)).copied().unwrap_or_default(),
                })
                .collect(),
            unit_price: master.sale_price,
            policy: Policy { service: master.service.unwrap_or(Policy::default().service), ..Policy::default() },
        };
        found.push(Found { item, warehouse, category: master.category.clone(), situation });
    }
    Ok(found)
}

/// Every pair that has stock, demand, a claim or an arrival, or could have.
pub fn all_pairs(tx: &mut dyn Tx) -> Result<Vec<Pair>, Error> {
    let mut pairs: BTreeSet<Pair> = BTreeSet::new();
    for table in ["balance", "claim", "arrival", "demand"] {
        let rows = tx.query(
            &format!("select distinct item, warehouse from @.{table} where warehouse > 0"),
            &[],
        )?;
        pairs.extend(rows.iter().map(|row| (ItemId(row.int(0)), WarehouseId(row.int(1)))));
    }
    let unplaced = tx.query("select distinct item from @.demand where warehouse is null", &[])?;
    let items: BTreeSet<ItemId> = unplaced.iter().map(|row| ItemId(row.int(0))).collect();
    let ids = json_sql::ids(items.iter().map(|it| it.0));
    let balances = balances(tx, &ids)?;
    pairs.extend(homes(tx, &items, &balances)?);
    Ok(pairs.into_iter().collect())
}

struct Master {
    category: Option<String>,
    sale_price: Option<UnitPrice>,
    service: Option<Percent>,
}

fn masters(tx: &mut dyn Tx, items: &str) -> Result<BTreeMap<ItemId, Master>, Error> {
    let dialect = tx.dialect();
    let value = |name: &str, form: Form| json_sql::value(dialect, "d.body", name, form);
    let select = format!(
        "select d.seq, {}, {}, {} from @.document d where d.type = 'item' and d.state = 'active' and d.seq in {}",
        value("category", Form::Text),
        value("sale_price", Form::Int),
        value("service_target", Form::Int),
        json_sql::among(dialect)
    );
    let rows = tx.query(&select, params![items])?;
    let master = |row: &Row| Master {
        category: row.opt_text(1).map(str::to_owned),
        sale_price: row.opt_int(2).map(UnitPrice::from_raw),
        service: row.opt_int(3).map(Percent::from_raw),
    };
    Ok(rows.iter().map(|row| (ItemId(row.int(0)), master(row))).collect())
}

/// On hand, reserved, held.
type Balances = BTreeMap<Pair, [Quantity; 3]>;

fn balances(tx: &mut dyn Tx, items: &str) -> Result<Balances, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!("select item, warehouse, on_hand, reserved, held from @.balance where item in {among}");
    let rows = tx.query(&select, params![items])?;
    Ok(rows.iter().map(|row| (pair(row), [2, 3, 4].map(|at| Quantity::from_raw(row.int(at))))).collect())
}

fn pair(row: &Row) -> Pair {
    (ItemId(row.int(0)), WarehouseId(row.int(1)))
}

/// Where demand belongs that does not say its warehouse: the first that ever had the item, else the
/// company's first. Imported history often knows no warehouse.
fn homes(
    tx: &mut dyn Tx,
    items: &BTreeSet<ItemId>,
    balances: &Balances,
) -> Result<BTreeMap<ItemId, WarehouseId>, Error> {
    let first = tx.query(
        "select min(seq) from @.document where type = 'warehouse' and state = 'active'",
        &[],
    )?;
    let first = first.first().and_then(|row| row.opt_int(0)).map(WarehouseId);
    let home = |item: &ItemId| {
        let own = balances.range((*item, WarehouseId(1))..=(*item, WarehouseId(i64::MAX)));
        let own = own.map(|((_, place), _)| *place).next().or(first);
        own.map(|it| (*item, it))
    };
    Ok(items.iter().filter_map(home).collect())
}

fn demand(
    tx: &mut dyn Tx,
    items: &str,
    today: Day,
    homes: &BTreeMap<ItemId, WarehouseId>,
) -> Result<BTreeMap<Pair, DemandHistory>, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!(
        "select item, warehouse, day, cast(sum(wanted) as bigint) from @.demand
         where item in {among} and day >= ? and day < ? and kind <> 'return'
         group by item, warehouse, day"
    );
    let since = today.plus_days(-HISTORY_DAYS);
    let mut days: BTreeMap<Pair, BTreeMap<i32, Quantity>> = BTreeMap::new();
    tx.each(&select, params![items, since, today], &mut |row| {
        let item = ItemId(row.int(0));
        let Some(place) = row.opt_int(1).map(WarehouseId).or_else(|| homes.get(&item).copied()) else {
            return Ok(());
        };
        let day = days.entry((item, place)).or_default().entry(row.int(2) as i32).or_default();
        *day = day.plus(Quantity::from_raw(row.int(3)));
        Ok(())
    })?;
    let dense = |days: BTreeMap<i32, Quantity>| {
        let start = days.keys().next().copied().unwrap_or(today.number());
        let on = |day: i32| days.get(&day).copied().unwrap_or_default();
        DemandHistory { start: Day::from_number(start), days: (start..today.number()).map(on).collect() }
    };
    Ok(days.into_iter().map(|(pair, days)| (pair, dense(days))).collect())
}

fn arrivals(tx: &mut dyn Tx, items: &str) -> Result<BTreeMap<Pair, Vec<Arrival>>, Error> {
    let among = json_sql::among(tx.dialect());
    let open = crate::arrivals::OPEN;
    let select = format!("select a.item, a.warehouse, a.due, {open} from @.arrival a where a.item in {among}");
    let mut found: BTreeMap<Pair, Vec<Arrival>> = BTreeMap::new();
    for row in tx.query(&select, params![items])? {
        let quantity = Quantity::from_raw(row.int(3));
        if quantity.is_positive() {
            let day = Day::from_number(row.int(2) as i32);
            found.entry(pair(&row)).or_default().push(Arrival { day, quantity });
        }
    }
    Ok(found)
}

fn claims(tx: &mut dyn Tx, items: &str) -> Result<BTreeMap<Pair, Vec<OpenClaim>>, Error> {
    let dialect = tx.dialect();
    let select = format!(
        "select c.item, c.warehouse, c.document, c.line, c.wanted, c.reserved, c.since, l.target, {}, {}
         from @.claim c join @.document d on d.seq = c.document
         left join @.link l on l.document = c.document and l.role = 'customer'
         left join @.document k on k.seq = l.target
         where c.item in {} order by c.document, c.line",
        json_sql::value(dialect, "k.body", "level", Form::Text),
        json_sql::value(dialect, "d.body", "due", Form::Text),
        json_sql::among(dialect)
    );
    let mut found: BTreeMap<Pair, Vec<OpenClaim>> = BTreeMap::new();
    for row in tx.query(&select, params![items])? {
        found.entry(pair(&row)).or_default().push(OpenClaim {
            claim: ClaimId { document: DocumentId(row.int(2)), line: row.int(3) as u32 },
            customer: row.opt_int(7).map(CustomerId),
            level: level(row.opt_text(8)),
            due: row.opt_text(9).and_then(|it| it.parse().ok()),
            wanted: Quantity::from_raw(row.int(4)),
            reserved: Quantity::from_raw(row.int(5)),
            since: Instant::from_micros(row.int(6)),
        });
    }
    Ok(found)
}

/// 0 is the best customer.
fn level(name: Option<&str>) -> u8 {
    match name {
        Some("vip") => 0,
        Some("gold") => 1,
        Some("silver") => 2,
        _ => 3,
    }
}

fn supplies(tx: &mut dyn Tx, items: &str, today: Day) -> Result<BTreeMap<ItemId, Vec<Supply>>, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!(
        "select l.target, json_text(d.body) from @.link l join @.document d on d.seq = l.document
         where l.target in {among} and l.role = 'item' and d.type = 'supply' and d.state = 'active'
         order by d.seq"
    );
    let observed = observed(tx, items)?;
    let shares = shares(tx, items, today)?;
    let mut found: BTreeMap<ItemId, Vec<Supply>> = BTreeMap::new();
    for row in tx.query(&select, params![items])? {
        let (item, body) = (ItemId(row.int(0)), row.json(1));
        let int = |name: &str| body[name].as_i64();
        let Some(supplier) = int("supplier").map(SupplierId) else { continue };
        let class = match body["class"].as_str() {
            Some("backup") => SupplyClass::Backup,
            Some("emergency") => SupplyClass::Emergency,
            _ => SupplyClass::Main,
        };
        let days = int("lead_time_days").map_or(0, |it| it / values::Number::ONE_RAW);
        found.entry(item).or_default().push(Supply {
            supplier,
            class,
            ratio: Percent::from_raw(int("ratio").unwrap_or(0)),
            price: int("price").map(UnitPrice::from_raw),
            moq: Quantity::from_raw(int("moq").unwrap_or(0)),
            pack: Quantity::from_raw(int("pack").unwrap_or(0)),
            lead_time_days: u32::try_from(days).unwrap_or(0),
            observed: observed.get(&(item, supplier)).cloned().unwrap_or_default(),
            share_so_far: shares.get(&(item, supplier)).copied().unwrap_or_default(),
        });
    }
    Ok(found)
}

/// Days from order to receipt, the newest last.
fn observed(tx: &mut dyn Tx, items: &str) -> Result<BTreeMap<(ItemId, SupplierId), Vec<u32>>, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!(
        "select item, supplier, received - ordered from @.lead_time where item in {among} order by received, seq"
    );
    let mut found: BTreeMap<(ItemId, SupplierId), Vec<u32>> = BTreeMap::new();
    for row in tx.query(&select, params![items])? {
        let days = u32::try_from(row.int(2)).unwrap_or(0);
        found.entry((ItemId(row.int(0)), SupplierId(row.int(1)))).or_default().push(days);
    }
    Ok(found)
}

/// What each supplier got of late: received with a price, or still on the way.
fn shares(tx: &mut dyn Tx, items: &str, today: Day) -> Result<BTreeMap<(ItemId, SupplierId), Quantity>, Error> {
    let among = json_sql::among(tx.dialect());
    let since = today.plus_days(-SHARE_DAYS);
    let received = format!(
        "select item, supplier, cast(sum(quantity) as bigint) from @.price_paid
         where item in {among} and day >= ? group by item, supplier"
    );
    let ordered = format!(
        "select a.item, a.supplier, cast(sum({}) as bigint) from @.arrival a
         where a.item in {among} and a.supplier is not null group by a.item, a.supplier",
        crate::arrivals::OPEN
    );
    let mut found: BTreeMap<(ItemId, SupplierId), Quantity> = BTreeMap::new();
    let mut add = |rows: Vec<Row>| {
        for row in rows {
            let share = found.entry((ItemId(row.int(0)), SupplierId(row.int(1)))).or_default();
            *share = share.plus(Quantity::from_raw(row.int(2).max(0)));
        }
    };
    add(tx.query(&received, params![items, since])?);
    add(tx.query(&ordered, params![items])?);
    Ok(found)
}

/// Demand per day as last judged: what other warehouses need for themselves.
fn paces(tx: &mut dyn Tx, items: &str) -> Result<BTreeMap<Pair, Quantity>, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!("select item, warehouse, demand_per_day from @.outlook where item in {among}");
    let rows = tx.query(&select, params![items])?;
    Ok(rows.iter().map(|row| (pair(row), Quantity::from_raw(row.int(2)))).collect())
}
