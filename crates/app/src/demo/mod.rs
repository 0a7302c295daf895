//! The demo company: two years of a wholesaler's life, through the same doors as everybody's.

mod day;
mod desk;
mod fields;
mod people;
#[cfg(test)]
mod tests;

use crate::app::App;
use crate::company::Company;
use crate::failure::Failure;
use crate::papers::{create, found, make_transition};
use crate::turn::Turn;
use desk::Desk;
use fields::Fields;
use people::People;
use serde_json::Value as Json;
use simulator::{Event, Shop, ShopSize};
use std::collections::BTreeMap;
use std::sync::Arc;
use storage::Tx;
use storage::demand::HistoryRow;
use values::{Day, Instant};

/// How much of a demo company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoSize {
    /// Two years, 800 items.
    Full,
    /// Enough for a test.
    Small,
}

impl DemoSize {
    fn shop(self) -> ShopSize {
        match self {
            DemoSize::Full => ShopSize::DEMO,
            DemoSize::Small => ShopSize { items: 40, warehouses: 2, suppliers: 6, customers: 12, days: 120 },
        }
    }
}

const SEED: u64 = 2026;
/// Papers and sales per transaction: long enough to be fast, short enough to let others write.
const PAPERS_AT_ONCE: usize = 200;
const SALES_AT_ONCE: usize = 20_000;

/// Numbers of the orders made so far, by the simulator's own counting.
#[derive(Clone, Default)]
struct Made {
    purchase_orders: BTreeMap<u32, String>,
    sales_orders: BTreeMap<u32, String>,
    transfers: BTreeMap<u32, String>,
}

impl App {
    /// Fills an empty company; one that has items already is left alone. Blocks.
    pub fn fill_demo(&self, size: DemoSize, password: &str) -> Result<bool, Failure> {
        if !self.read_blocking(|tx| Ok(storage::documents::is_empty(tx)?))? {
            return Ok(false);
        }
        let company =
            Company { name: "江南百货商贸（演示）".to_owned(), ..(*self.company()).clone() };
        let now = App::now();
        self.write_blocking(move |tx| {
            company.save(tx)?;
            Ok(storage::events::append(tx, now, "definitions", None, &Json::Object(serde_json::Map::new()))?)
        })?;
        self.reload_blocking()?;
        let today = self.company().day_at(App::now());
        let shop = Arc::new(Shop::new(SEED, size.shop(), today));
        let people = Arc::new(People::make(self, password)?);
        self.fill_masters(&shop, &people)?;
        self.fill_history(&shop)?;
        self.fill_papers(&shop, &people)?;
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.map_err(|err| storage::Error::Fault(err.to_string()))?;
        runtime.block_on(day::write(&Desk::new(self, &people, &shop)))?;
        let now = App::now();
        self.write_blocking(move |tx| {
            Ok(storage::events::append(tx, now, "demand", None, &Json::Object(serde_json::Map::new()))?)
        })?;
        Ok(true)
    }

    fn fill_masters(&self, shop: &Arc<Shop>, people: &Arc<People>) -> Result<(), Failure> {
        let start = shop.first_event_day().plus_days(-1);
        let masters: Vec<(&'static str, Json)> = fields::masters(shop);
        for chunk in masters.chunks(PAPERS_AT_ONCE) {
            let (chunk, turn) = (chunk.to_vec(), self.turn_on(people.administrator.clone(), start, 0));
            self.write_blocking(move |tx| {
                for (kind, fields) in &chunk {
                    create(tx, &turn, &turn.definitions.require(kind)?.clone(), fields, None)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn fill_history(&self, shop: &Arc<Shop>) -> Result<(), Failure> {
        let ids = self.read_blocking({
            let shop = Arc::clone(shop);
            move |tx| fields::Ids::load(tx, &shop)
        })?;
        let mut rows: Vec<HistoryRow> = Vec::with_capacity(SALES_AT_ONCE);
        let mut sales = shop.past_sales().peekable();
        while let Some(sale) = sales.next() {
            rows.push(ids.history(&sale));
            if rows.len() == SALES_AT_ONCE || sales.peek().is_none() {
                let batch = std::mem::take(&mut rows);
                self.write_blocking(move |tx| Ok(storage::demand::add_history(tx, &batch)?))?;
            }
        }
        Ok(())
    }

    fn fill_papers(&self, shop: &Arc<Shop>, people: &Arc<People>) -> Result<(), Failure> {
        let events = shop.events();
        let mut made = Made::default();
        for (nth, chunk) in events.chunks(PAPERS_AT_ONCE).enumerate() {
            let (chunk, shop, people) = (chunk.to_vec(), Arc::clone(shop), Arc::clone(people));
            let (app, before, first) = (self.clone(), made.clone(), nth * PAPERS_AT_ONCE);
            made = self.write_blocking(move |tx| {
                let mut made = before.clone();
                for (offset, event) in chunk.iter().enumerate() {
                    let turn = app.turn_on(people.doing(event).clone(), event.day(), first + offset);
                    happen(tx, &turn, &Fields { shop: &shop }, event, &mut made)?;
                }
                Ok(made)
            })?;
        }
        Ok(())
    }

    /// A turn on a day of the past; the `nth` event gets the `nth` moment, so that none is before
    /// the one it follows.
    fn turn_on(&self, caller: crate::caller::Caller, day: Day, nth: usize) -> Turn {
        const MORNING_SECONDS: i64 = 3600;
        let turn = self.turn(caller);
        let moment = Instant::from_micros(i64::from(day.number()) * 86_400_000_000);
        let moment = moment.plus_seconds(MORNING_SECONDS + (nth % 20_000) as i64);
        Turn { now: moment.min(turn.now), today: day, ..turn }
    }
}

fn happen(
    tx: &mut dyn Tx,
    turn: &Turn,
    fields: &Fields<'_>,
    event: &Event,
    made: &mut Made,
) -> Result<(), Failure> {
    let mut make = |kind: &str, fields: Json| -> Result<String, Failure> {
        let definition = turn.definitions.require(kind)?.clone();
        Ok(create(tx, turn, &definition, &fields, Some("confirm"))?.stored.number)
    };
    match event {
        Event::OpeningStock { day, warehouse, lines } => {
            for lines in lines.chunks(LINES_MAX) {
                make("opening_stock", fields.opening_stock(*day, *warehouse, lines))?;
            }
        }
        Event::PurchaseOrder { number, day, supplier, deliver_to, lines } => {
            let made_as = make("purchase_order", fields.purchase_order(*day, *supplier, *deliver_to, lines))?;
            made.purchase_orders.insert(*number, made_as);
        }
        Event::Receipt { day, purchase_order, warehouse, lines } => {
            make("receipt", fields.receipt(*day, &made.purchase_orders[purchase_order], *warehouse, lines))?;
        }
        Event::SalesOrder(order) => {
            let made_as = make("sales_order", fields.sales_order(order))?;
            made.sales_orders.insert(order.number, made_as);
        }
        Event::Shipment { day, sales_order, lines } => {
            make("shipment", fields.shipment(*day, &made.sales_orders[sales_order], lines))?;
        }
        Event::Transfer { number, from, to, lines, .. } => {
            let made_as = make("transfer", fields.transfer(*from, *to, lines))?;
            made.transfers.insert(*number, made_as);
        }
        Event::TransferArrival { transfer, .. } => {
            let definition = turn.definitions.require("transfer")?.clone();
            let (stored, mut record) = found(tx, turn, &definition, &made.transfers[transfer])?;
            make_transition(tx, turn, &definition, stored, &mut record, "receive")?;
        }
        Event::Count { warehouse, lines, .. } => {
            make("stock_count", fields.stock_count(turn.now, *warehouse, lines))?;
        }
    }
    Ok(())
}

/// As many lines as a document takes.
const LINES_MAX: usize = 1000;
