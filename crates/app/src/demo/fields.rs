//! What the simulator says, as the fields of our documents.

use crate::failure::Failure;
use serde_json::{Value as Json, json};
use simulator::{
    Channel, Contact, CountLine, Level, MovedLine, OpeningLine, PurchaseLine, Sale, SalesOrder, Shop,
    SupplyClass,
};
use std::collections::BTreeMap;
use storage::Tx;
use storage::demand::HistoryRow;
use values::{ChannelId, CustomerId, Day, DocumentId, Instant, ItemId, WarehouseId};

pub(super) struct Fields<'a> {
    pub(super) shop: &'a Shop,
}

/// Everything that must be there before the first paper.
pub(super) fn masters(shop: &Shop) -> Vec<(&'static str, Json)> {
    let mut all: Vec<(&'static str, Json)> = Vec::new();
    all.extend(shop.warehouses.iter().map(|it| ("warehouse", json!({ "code": it.code, "name": it.name }))));
    all.extend(Channel::ALL.iter().map(|it| ("channel", json!({ "code": it.code(), "name": it.name() }))));
    all.extend(shop.suppliers.iter().map(|it| {
        let fields = json!({ "code": it.code, "name": it.name });
        ("supplier", with_contact(fields, Some(&it.contact)))
    }));
    all.extend(shop.customers.iter().map(|it| {
        let level = match it.level {
            Level::Vip => "vip",
            Level::Gold => "gold",
            Level::Silver => "silver",
            Level::Normal => "normal",
        };
        let fields = json!({ "code": it.code, "name": it.name, "level": level });
        ("customer", with_contact(fields, it.contact.as_ref()))
    }));
    all.extend(shop.items.iter().map(|it| {
        let fields = json!({
            "code": it.code, "name": it.name, "unit": it.unit, "barcode": it.barcode,
            "category": it.category, "sale_price": it.price, "tracking": if it.by_lot { "lot" } else { "none" },
        });
        ("item", fields)
    }));
    all.extend(shop.supplies.iter().map(|it| {
        let class = match it.class {
            SupplyClass::Main => "main",
            SupplyClass::Backup => "backup",
            SupplyClass::Emergency => "emergency",
        };
        let fields = json!({
            "supplier": shop.suppliers[it.supplier].code, "item": shop.items[it.item].code, "class": class,
            "ratio": it.ratio, "price": it.price, "moq": it.moq, "pack": it.pack,
            "lead_time_days": it.lead_time_days.to_string(),
        });
        ("supply", fields)
    }));
    all
}

fn with_contact(mut fields: Json, contact: Option<&Contact>) -> Json {
    if let Some(Contact { person, phone, address }) = contact {
        fields["contact"] = json!(person);
        fields["phone"] = json!(phone);
        fields["address"] = json!(address);
    }
    fields
}

impl Fields<'_> {
    fn item(&self, at: usize) -> &str {
        &self.shop.items[at].code
    }

    fn warehouse(&self, at: usize) -> &str {
        &self.shop.warehouses[at].code
    }

    pub(super) fn opening_stock(&self, day: Day, warehouse: usize, lines: &[OpeningLine]) -> Json {
        let lines: Vec<Json> = lines
            .iter()
            .map(|it| {
                json!({
                    "item": self.item(it.item), "quantity": it.quantity, "unit_cost": it.unit_cost,
                    "lot": it.lot.as_ref().map(|it| &it.code), "expiry": it.lot.as_ref().map(|it| it.expiry),
                })
            })
            .collect();
        json!({ "warehouse": self.warehouse(warehouse), "day": day, "lines": lines })
    }

    pub(super) fn purchase_order(
        &self,
        day: Day,
        supplier: usize,
        deliver_to: usize,
        lines: &[PurchaseLine],
    ) -> Json {
        let due = lines.iter().map(|it| it.due).max();
        let lines: Vec<Json> = lines
            .iter()
            .map(|it| json!({ "item": self.item(it.item), "quantity": it.quantity, "price": it.price, "due": it.due }))
            .collect();
        json!({
            "supplier": self.shop.suppliers[supplier].code, "deliver_to": self.warehouse(deliver_to),
            "ordered_on": day, "due": due, "lines": lines,
        })
    }

    pub(super) fn receipt(&self, day: Day, order: &str, warehouse: usize, lines: &[MovedLine]) -> Json {
        json!({
            "purchase_order": order, "warehouse": self.warehouse(warehouse), "received_on": day,
            "lines": self.moved(lines, true),
        })
    }

    pub(super) fn sales_order(&self, order: &SalesOrder) -> Json {
        let lines: Vec<Json> = order
            .lines
            .iter()
            .map(|it| json!({ "item": self.item(it.item), "quantity": it.quantity, "price": it.price }))
            .collect();
        json!({
            "customer": self.shop.customers[order.customer].code, "channel": order.channel.code(),
            "ship_from": self.warehouse(order.ship_from), "ordered_on": order.day, "due": order.due,
            "partial_allowed": order.partial_allowed, "lines": lines,
        })
    }

    pub(super) fn shipment(&self, day: Day, order: &str, lines: &[MovedLine]) -> Json {
        json!({ "sales_order": order, "shipped_on": day, "lines": self.moved(lines, false) })
    }

    pub(super) fn transfer(&self, from: usize, to: usize, lines: &[MovedLine]) -> Json {
        let lines: Vec<Json> = lines
            .iter()
            .map(|it| {
                json!({ "item": self.item(it.item), "quantity": it.quantity, "lot": it.lot.as_ref().map(|it| &it.code) })
            })
            .collect();
        json!({ "from": self.warehouse(from), "to": self.warehouse(to), "lines": lines })
    }

    pub(super) fn stock_count(&self, now: Instant, warehouse: usize, lines: &[CountLine]) -> Json {
        let lines: Vec<Json> =
            lines.iter().map(|it| json!({ "item": self.item(it.item), "counted": it.counted })).collect();
        json!({ "warehouse": self.warehouse(warehouse), "counted_at": now, "lines": lines })
    }

    fn moved(&self, lines: &[MovedLine], with_expiry: bool) -> Vec<Json> {
        let line = |it: &MovedLine| {
            let mut line = json!({
                "item": self.item(it.item), "quantity": it.quantity, "source_line": it.line.to_string(),
                "lot": it.lot.as_ref().map(|it| &it.code),
            });
            if with_expiry {
                line["expiry"] = json!(it.lot.as_ref().map(|it| it.expiry));
            }
            line
        };
        lines.iter().map(line).collect()
    }
}

/// The ids of the masters, for rows that are no documents.
pub(super) struct Ids {
    items: Vec<ItemId>,
    warehouses: Vec<WarehouseId>,
    customers: Vec<CustomerId>,
    channels: BTreeMap<Channel, ChannelId>,
}

impl Ids {
    pub(super) fn load(tx: &mut dyn Tx, shop: &Shop) -> Result<Ids, Failure> {
        let mut ids = |kind: &str, codes: Vec<&str>| -> Result<Vec<DocumentId>, Failure> {
            let wanted: Vec<(&str, &str)> = codes.iter().map(|it| (kind, *it)).collect();
            let found = storage::documents::resolve(tx, &wanted)?;
            let by_code: BTreeMap<&str, DocumentId> =
                found.iter().map(|it| (it.text.as_str(), it.id)).collect();
            Ok(codes.iter().map(|it| by_code[it]).collect())
        };
        let items = ids("item", shop.items.iter().map(|it| it.code.as_str()).collect())?;
        let warehouses = ids("warehouse", shop.warehouses.iter().map(|it| it.code.as_str()).collect())?;
        let customers = ids("customer", shop.customers.iter().map(|it| it.code.as_str()).collect())?;
        let channels = ids("channel", Channel::ALL.iter().map(|it| it.code()).collect())?;
        Ok(Ids {
            items: items.into_iter().map(Into::into).collect(),
            warehouses: warehouses.into_iter().map(Into::into).collect(),
            customers: customers.into_iter().map(Into::into).collect(),
            channels: Channel::ALL.into_iter().zip(channels.into_iter().map(Into::into)).collect(),
        })
    }

    pub(super) fn history(&self, sale: &Sale) -> HistoryRow {
        HistoryRow {
            item: self.items[sale.item],
            warehouse: Some(self.warehouses[sale.warehouse]),
            channel: Some(self.channels[&sale.channel]),
            customer: Some(self.customers[sale.customer]),
            day: sale.day,
            wanted: sale.quantity,
            amount: sale.price.times(sale.quantity),
            is_return: false,
            source_number: Some(sale.number.clone()),
        }
    }
}
