//! What bounds a plan beyond each place itself: suppliers' terms, bills of materials, lots that expire.

use crate::json_sql::{self, Stored as Form};
use crate::situations::Pair;
use crate::{Error, Tx, ordered};
use planning::Arrival;
use planning::plan::{Bill, Break, Component, Freight, SupplierTerms, Truck};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use values::{Day, DocumentId, ItemId, Money, Number, Percent, Quantity, SupplierId, UnitPrice, WarehouseId};

/// Everything, for a plan of the whole company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanTerms {
    pub supplies: BTreeMap<(ItemId, SupplierId), SupplyTerms>,
    pub suppliers: Vec<SupplierTerms>,
    pub bills: Vec<Bill>,
    pub volumes: BTreeMap<ItemId, Quantity>,
    /// What lies in lots that expire, by the last day they can be sold.
    pub expiring: BTreeMap<Pair, Vec<Arrival>>,
}

/// What bounds orders of one item from one supplier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupplyTerms {
    pub breaks: Vec<Break>,
    pub capacity: Option<Quantity>,
    pub contract_left: Option<Quantity>,
    pub keep_warm_due: bool,
}

pub fn load(tx: &mut dyn Tx, today: Day) -> Result<PlanTerms, Error> {
    Ok(PlanTerms {
        supplies: supplies(tx, today)?,
        suppliers: suppliers(tx)?,
        bills: bills(tx)?,
        volumes: volumes(tx)?,
        expiring: expiring(tx, today)?,
    })
}

fn bodies(tx: &mut dyn Tx, kind: &str) -> Result<Vec<(i64, Json)>, Error> {
    let select = format!(
        "select seq, json_text(body) from @.document where type = '{kind}' and state = 'active' order by seq"
    );
    Ok(tx.query(&select, &[])?.iter().map(|it| (it.int(0), it.json(1))).collect())
}

fn quantity(body: &Json, name: &str) -> Option<Quantity> {
    body[name].as_i64().map(Quantity::from_raw).filter(|it| it.is_positive())
}

fn money(body: &Json, name: &str) -> Option<Money> {
    body[name].as_i64().map(Money::from_raw)
}

fn whole(body: &Json, name: &str) -> Option<u32> {
    u32::try_from(body[name].as_i64()? / Number::ONE_RAW).ok()
}

fn supplies(tx: &mut dyn Tx, today: Day) -> Result<BTreeMap<(ItemId, SupplierId), SupplyTerms>, Error> {
    let ordered =
        tx.query("select item, supplier, max(ordered) from @.lead_time group by item, supplier", &[])?;
    let ordered: BTreeMap<(i64, i64), i64> =
        ordered.iter().map(|it| ((it.int(0), it.int(1)), it.int(2))).collect();
    let contracts = left_of_contracts(tx)?;
    let mut found = BTreeMap::new();
    for (_, body) in bodies(tx, "supply")? {
        let (Some(item), Some(supplier)) = (body["item"].as_i64(), body["supplier"].as_i64()) else {
            continue;
        };
        let price = |it: &Json| {
            Some(Break {
                from: Quantity::from_raw(it["from"].as_i64()?),
                price: UnitPrice::from_raw(it["price"].as_i64()?),
            })
        };
        let breaks = body["breaks"].as_array().into_iter().flatten().filter_map(price).collect();
        let is_due = |days: u32| {
            let last = ordered.get(&(item, supplier)).map(|it| Day::from_number(*it as i32));
            last.is_none_or(|it| today.days_since(it) >= i32::try_from(days).unwrap_or(i32::MAX))
        };
        let terms = SupplyTerms {
            breaks,
            capacity: quantity(&body, "capacity"),
            contract_left: match contracts.get(&(ItemId(item), SupplierId(supplier))) {
                Some(counted) => Some(*counted).filter(|it| it.is_positive()),
                None => quantity(&body, "contract_left"),
            },
            keep_warm_due: whole(&body, "keep_warm_days").is_some_and(is_due),
        };
        if terms != SupplyTerms::default() {
            found.insert((ItemId(item), SupplierId(supplier)), terms);
        }
    }
    Ok(found)
}

/// What nobody called off yet of contracts in force, where they say how much was agreed.
fn left_of_contracts(tx: &mut dyn Tx) -> Result<BTreeMap<(ItemId, SupplierId), Quantity>, Error> {
    let contracts = bodies(tx, "purchase_contract")?;
    let ids: Vec<DocumentId> = contracts.iter().map(|(id, _)| DocumentId(*id)).collect();
    let called_off = ordered::called_off(tx, &ids, None)?;
    let mut found = BTreeMap::new();
    for (id, body) in &contracts {
        for line in body["lines"].as_array().into_iter().flatten() {
            let (item, supplier) = (line["item"].as_i64(), body["supplier"].as_i64());
            let (Some(item), Some(supplier)) = (item.map(ItemId), supplier.map(SupplierId)) else { continue };
            if let Some(agreed) = quantity(line, "quantity") {
                let gone = called_off.get(&(DocumentId(*id), item)).copied().unwrap_or_default().quantity;
                found.insert((item, supplier), agreed.minus(gone.min(agreed)));
            }
        }
    }
    Ok(found)
}

fn suppliers(tx: &mut dyn Tx) -> Result<Vec<SupplierTerms>, Error> {
    let terms = |(id, body): (i64, Json)| {
        let freight = money(&body, "freight").filter(|it| it.is_positive());
        let freight = freight.map(|cost| Freight {
            cost,
            free_from: money(&body, "freight_free_from").unwrap_or(Money::from_raw(i64::MAX)),
        });
        let truck = quantity(&body, "truck_volume").map(|volume| Truck {
            volume,
            fill_min: body["truck_fill"].as_i64().map_or(Percent::ZERO, Percent::from_raw),
        });
        let order_value_min = money(&body, "order_value_min").filter(|it| it.is_positive());
        let says = order_value_min.is_some() || freight.is_some() || truck.is_some();
        says.then_some(SupplierTerms { supplier: SupplierId(id), order_value_min, freight, truck })
    };
    Ok(bodies(tx, "supplier")?.into_iter().filter_map(terms).collect())
}

/// Of two bills of one product the later counts.
fn bills(tx: &mut dyn Tx) -> Result<Vec<Bill>, Error> {
    let mut found: BTreeMap<ItemId, Bill> = BTreeMap::new();
    for (_, body) in bodies(tx, "bill_of_materials")? {
        let Some(product) = body["product"].as_i64().map(ItemId) else { continue };
        let component = |it: &Json| {
            let per = quantity(it, "per").unwrap_or(Quantity::from_raw(Quantity::ONE_RAW));
            Some(Component { item: ItemId(it["item"].as_i64()?), quantity: quantity(it, "quantity")?, per })
        };
        let bill = Bill {
            product,
            components: body["lines"].as_array().into_iter().flatten().filter_map(component).collect(),
            lead_time_days: whole(&body, "lead_time_days").unwrap_or(0),
            lot_min: quantity(&body, "lot_min").unwrap_or_default(),
            lot: quantity(&body, "lot").unwrap_or_default(),
        };
        found.insert(product, bill);
    }
    Ok(found.into_values().collect())
}

fn volumes(tx: &mut dyn Tx) -> Result<BTreeMap<ItemId, Quantity>, Error> {
    let volume = json_sql::value(tx.dialect(), "d.body", "volume", Form::Int);
    let select = format!("select d.seq, {volume} from @.document d where d.type = 'item' and {volume} > 0");
    let rows = tx.query(&select, &[])?;
    Ok(rows.iter().map(|it| (ItemId(it.int(0)), Quantity::from_raw(it.int(1)))).collect())
}

fn expiring(tx: &mut dyn Tx, today: Day) -> Result<BTreeMap<Pair, Vec<Arrival>>, Error> {
    let rows = tx.query(
        "select item, warehouse, expiry, on_hand from @.lot_balance
         where expiry >= ? and on_hand > 0 and warehouse > 0 order by item, warehouse, expiry",
        crate::params![today],
    )?;
    let mut found: BTreeMap<Pair, Vec<Arrival>> = BTreeMap::new();
    for row in &rows {
        let key = (ItemId(row.int(0)), WarehouseId(row.int(1)));
        let (day, quantity) = (Day::from_number(row.int(2) as i32), Quantity::from_raw(row.int(3)));
        found.entry(key).or_default().push(Arrival { day, quantity });
    }
    Ok(found)
}
