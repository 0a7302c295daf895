//! One click from picked to shipped: a shipment for each order of the list, all of them or none.

use super::make_pick_list::nothing;
use crate::app::App;
use crate::failure::Failure;
use crate::once::{Answer, Key, once};
use crate::papers::{create, locked, make_system_transition};
use crate::turn::Turn;
use business::in_its_unit;
use business::sales::pick_list::{Line, Package, PickList};
use business::sales::sales_order::{self, SalesOrder};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use values::{DocumentId, Number};

impl App {
    pub async fn ship_picked(&self, turn: Turn, id: &str, key: Option<Key>) -> Result<Answer, Failure> {
        let lists = turn.definitions.require("pick_list")?.clone();
        let shipments = turn.definitions.require("shipment")?.clone();
        let id = id.to_owned();
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, record) = locked(tx, &turn, &lists, &id, None)?;
                let list = PickList::from_record(&record);
                let found: Vec<&Line> = list.lines.iter().filter(|it| it.found().is_positive()).collect();
                if stored.state != "picked" || found.is_empty() {
                    return Err(nothing(
                        "nothing_to_ship",
                        "没有拣好待发的货",
                        "Nothing is picked and waits to be shipped",
                    ));
                }
                let ids: BTreeSet<DocumentId> = found
                    .iter()
                    .flat_map(|it| [it.sales_order, it.item.into()])
                    .chain([list.warehouse.into()])
                    .chain(list.carrier)
                    .collect();
                let names = storage::documents::names(tx, &ids.into_iter().collect::<Vec<_>>())?;
                let names: BTreeMap<DocumentId, String> =
                    names.into_iter().map(|it| (it.id, it.number)).collect();
                let mut orders: Vec<DocumentId> = found.iter().map(|it| it.sales_order).collect();
                orders.sort_unstable();
                orders.dedup();
                let sold = turn.definitions.require("sales_order")?;
                let mut ordered: BTreeMap<DocumentId, SalesOrder> = BTreeMap::new();
                for it in storage::documents::load_many(tx, &orders)? {
                    let record = sold.from_stored(&it.body).map_err(storage::Error::Corrupt)?;
                    ordered.insert(it.id, SalesOrder::from_record(&record));
                }
                let mut made = Vec::with_capacity(orders.len());
                for order in orders {
                    let lines: Vec<&Line> =
                        found.iter().copied().filter(|it| it.sales_order == order).collect();
                    let fields = fields(&list, &stored.number, (order, ordered.get(&order)), &lines, &names);
                    let shipment = create(tx, &turn, &shipments, &fields, Some("confirm"))?.stored;
                    let order = &names[&order];
                    made.push(
                        json!({ "id": shipment.uuid, "number": shipment.number, "sales_order": order }),
                    );
                }
                make_system_transition(tx, &turn, stored.id, "ship")?;
                Ok(json!({ "number": stored.number, "shipments": made }))
            })
        })
        .await
    }
}

fn fields(
    list: &PickList,
    number: &str,
    (order, ordered): (DocumentId, Option<&SalesOrder>),
    lines: &[&Line],
    names: &BTreeMap<DocumentId, String>,
) -> Json {
    let first = Number::whole(1);
    let package = |it: &Line| it.package.unwrap_or(first);
    let own: BTreeSet<Number> = lines.iter().map(|it| package(it)).collect();
    let packages: Vec<&Package> = list.packages.iter().filter(|it| own.contains(&it.package)).collect();
    let tracking: Vec<&str> = packages.iter().filter_map(|it| it.tracking_number.as_deref()).collect();
    let told = lines.iter().map(|it| {
        let mut told = json!({
            "item": names[&it.item.into()], "quantity": it.found(), "lot": it.lot,
            "source_line": it.source_line, "package": package(it),
        });
        let of_line = |line: &&sales_order::Line| {
            it.source_line == Some(Number::whole(i64::from(line.line))) && line.item == it.item
        };
        if let Some(line) = ordered.and_then(|it| it.lines.iter().find(of_line)) {
            in_its_unit(&mut told, line.unit.as_deref(), line.unit_quantity, line.quantity, it.found());
        }
        told
    });
    json!({
        "sales_order": names[&order], "warehouse": names[&list.warehouse.into()],
        "carrier": list.carrier.map(|it| &names[&it]), "note": number,
        "tracking_number": tracking.join(" "),
        "lines": told.collect::<Vec<_>>(),
        "packages": packages.iter().map(|it| json!({
            "package": it.package, "weight_kg": it.weight_kg, "tracking_number": it.tracking_number,
        })).collect::<Vec<_>>(),
    })
}
