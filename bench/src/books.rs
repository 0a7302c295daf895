//! A company of many years: what it takes to prove its books, to tell the stock of a past day, to read the
//! card of a busy item and to enter something late.
//!
//! `BOOKS_MOVES` (1,000,000) moves are written straight into the SQLite file, with honest hashes; a tenth of
//! them of one item, which also gets `BOOKS_CLAIMS` (100,000) open claims through the API.

use crate::company::{Client, Company};
use crate::figures::{percentiles, print};
use crate::{Setting, how_many};
use anyhow::{Context, Result, bail};
use ledger::{Move, Origin, Place, Stock};
use rusqlite::{Connection, params};
use serde_json::json;
use std::time::{Duration, Instant};
use values::{Day, DocumentId, ItemId, Money, Quantity, WarehouseId};

const ITEMS: usize = 10_000;
const YEARS_IN_DAYS: i64 = 3 * 365;
const BUSY: &str = "A00000";
const TURNS: usize = 9;

pub(crate) fn run(setting: &Setting) -> Result<()> {
    let (moves, claims) = (how_many("BOOKS_MOVES", 1_000_000), how_many("BOOKS_CLAIMS", 100_000));
    let company = Company::start(setting, None)?;
    let client = company.client();
    masters(&client)?;
    let today: Day = client.get("/api/stock/at?limit=1")?["day"].as_str().context("a day")?.parse()?;

    let begun = Instant::now();
    let connection = Connection::open(company.folder().join("changping.db"))?;
    connection.busy_timeout(Duration::from_secs(60))?;
    write_moves(&connection, moves, today)?;
    print(&format!("{moves} moves of {ITEMS} items written, by this program"), &seconds(begun));
    let begun = Instant::now();
    summed_up(&connection)?;
    print("until the server had summed them up per day", &seconds(begun));
    let begun = Instant::now();
    open_claims(&client, claims)?;
    print(&format!("{claims} orders that wait for one item, in bulk"), &seconds(begun));

    let past = today.plus_days(-400);
    times("stock and value of all items on a past day", || {
        client.get(&format!("/api/stock/at?day={past}&total=true&limit=1"))
    })?;
    times("a page of 50 of them", || client.get(&format!("/api/stock/at?day={past}&limit=50")))?;
    times("one item on a past day", || client.get(&format!("/api/stock/at?day={past}&item={BUSY}")))?;
    times("the card of the busy item, first page", || {
        client.get(&format!("/api/stock/{BUSY}/moves?limit=50"))
    })?;
    let mut after = String::new();
    times("the card, page after page", || {
        let page = client.get(&format!("/api/stock/{BUSY}/moves?limit=500&after={after}"))?;
        page["next"].as_str().unwrap_or_default().clone_into(&mut after);
        Ok(page)
    })?;
    times("availability of the item with the open claims", || client.get(&format!("/api/stock/{BUSY}")))?;
    let late = json!({ "warehouse": "W1", "day": past, "lines": [{ "item": BUSY, "quantity": "1", "unit_cost": "8" }] });
    let late = json!({ "fields": late, "transition": "confirm" });
    times("preview of a late entry", || client.post("/api/documents/opening_stock/preview", &late))?;
    times("a late entry", || client.post("/api/documents/opening_stock", &late))?;

    for words in [&["verify"][..], &["verify", "--deep"]] {
        let begun = Instant::now();
        let (said, peak) = company.measured(words)?;
        if !said.contains("the books agree") {
            bail!("{said}");
        }
        print(
            &format!("changping {}", words.join(" ")),
            &format!("{}, at most {} MiB", seconds(begun), peak >> 10),
        );
    }
    Ok(())
}

fn seconds(begun: Instant) -> String {
    format!("{:.1} s", begun.elapsed().as_secs_f64())
}

fn times(what: &str, mut ask: impl FnMut() -> Result<serde_json::Value>) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..TURNS {
        let begun = Instant::now();
        ask()?;
        times.push(begun.elapsed());
    }
    print(what, &percentiles(times));
    Ok(())
}

fn masters(client: &Client) -> Result<()> {
    for code in ["W1", "W2", "W3"] {
        client.post("/api/documents/warehouse", &json!({ "fields": { "code": code, "name": code } }))?;
    }
    client.post("/api/documents/customer", &json!({ "fields": { "code": "C1", "name": "客户" } }))?;
    let codes: Vec<String> = (0..ITEMS).map(|it| format!("A{it:05}")).collect();
    for some in codes.chunks(1000) {
        let item = |code: &String| json!({ "fields": { "code": code, "name": format!("商品 {code}"), "unit": "盒" } });
        let documents: Vec<_> = some.iter().map(item).collect();
        client.post("/api/documents/item/bulk", &json!({ "documents": documents }))?;
    }
    // The paper that every move names as its origin.
    let lines = json!([{ "item": BUSY, "quantity": "1000000", "unit_cost": "8" }]);
    client.post(
        "/api/documents/opening_stock",
        &json!({ "fields": { "warehouse": "W1", "lines": lines }, "transition": "confirm" }),
    )?;
    Ok(())
}

fn open_claims(client: &Client, claims: i64) -> Result<()> {
    let order = json!({
        "fields": { "customer": "C1", "ship_from": "W1", "lines": [{ "item": BUSY, "quantity": "1", "price": "12" }] },
        "transition": "confirm",
    });
    for _ in 0..claims / 1000 {
        let made =
            client.post("/api/documents/sales_order/bulk", &json!({ "documents": vec![&order; 1000] }))?;
        if made["failed"] != 0 {
            bail!("an order was refused: {}", made["rows"][0]);
        }
    }
    Ok(())
}

/// Each item's moves one after the other, as its chain is; late entries among them.
fn write_moves(connection: &Connection, moves: i64, today: Day) -> Result<()> {
    let seqs = |kind: &str| -> Result<Vec<i64>> {
        let mut select = connection.prepare("select seq from document where type = ? order by number")?;
        Ok(select.query_map([kind], |row| row.get(0))?.collect::<Result<_, _>>()?)
    };
    let (items, warehouses) = (seqs("item")?, seqs("warehouse")?);
    let paper = *seqs("opening_stock")?.first().context("the opening stock")?;
    let mut line = 1_000;
    for (nth, item) in items.iter().enumerate() {
        let count = if nth == 0 { moves / 10 } else { moves * 9 / 10 / (ITEMS as i64 - 1) };
        connection.execute_batch("begin immediate")?;
        let mut writer = Writer::open(connection, ItemId(*item), &warehouses)?;
        for it in 0..count {
            line += 1;
            let origin = Origin { document: DocumentId(paper), line };
            writer.write(it, count, today, origin)?;
        }
        writer.close()?;
        connection.execute_batch("commit")?;
    }
    Ok(())
}

struct Writer<'c> {
    connection: &'c Connection,
    insert: rusqlite::CachedStatement<'c>,
    item: ItemId,
    places: Vec<(WarehouseId, i64)>,
    stock: Stock,
}

impl<'c> Writer<'c> {
    fn open(connection: &'c Connection, item: ItemId, warehouses: &[i64]) -> Result<Writer<'c>> {
        let mut select =
            connection.prepare_cached("select on_hand, value, moves, last_hash from stock where item = ?")?;
        let read = |row: &rusqlite::Row<'_>| {
            let (on_hand, value) = (Quantity::from_raw(row.get(0)?), Money::from_raw(row.get(1)?));
            Ok(Stock { on_hand, value, moves: row.get(2)?, last_hash: row.get(3)?, by_place: false })
        };
        let stock = select.query_map([item.0], read)?.next().transpose()?.unwrap_or_default();
        let mut places: Vec<(WarehouseId, i64)> = warehouses.iter().map(|it| (WarehouseId(*it), 0)).collect();
        places[0].1 = stock.on_hand.raw();
        let insert = connection.prepare_cached(
            "insert into move (item, number, from_place, to_place, lot, quantity, value, day, at, document, line,
                               previous_hash, hash) values (?, ?, ?, ?, null, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        Ok(Writer { connection, insert, item, places, stock })
    }

    /// In, to another warehouse, out; one in fifty a month late.
    fn write(&mut self, nth: i64, of: i64, today: Day, origin: Origin) -> Result<()> {
        let ago = YEARS_IN_DAYS - 1 - nth * (YEARS_IN_DAYS - 1) / of;
        let recorded = today.plus_days(-(ago as i32));
        let day = if nth % 50 == 49 { recorded.plus_days(-30) } else { recorded };
        let at = values::Instant::from_micros((i64::from(recorded.number()) * 86_400 + 3600 * 4) * 1_000_000);
        let quantity = Quantity::whole(2 + nth % 3);
        let here = (nth / 4 % 3) as usize;
        let there = (here + 1) % self.places.len();
        let (from, to, value) = match nth % 4 {
            0 | 1 => (
                Place::Adjustment,
                Place::Storage(self.places[here].0),
                Money::from_raw(quantity.raw() / 100 * 8),
            ),
            2 if self.places[here].1 >= quantity.raw() => (
                Place::Storage(self.places[here].0),
                Place::Storage(self.places[there].0),
                self.worth(quantity)?,
            ),
            _ if self.places[there].1 >= quantity.raw() => {
                (Place::Storage(self.places[there].0), Place::Customer, self.worth(quantity)?)
            }
            _ => (
                Place::Adjustment,
                Place::Storage(self.places[here].0),
                Money::from_raw(quantity.raw() / 100 * 8),
            ),
        };
        for (place, by) in [(from, -quantity.raw()), (to, quantity.raw())] {
            for it in self.places.iter_mut().filter(|it| Place::Storage(it.0) == place) {
                it.1 += by;
            }
        }
        let net = i64::from(to.is_ours()) - i64::from(from.is_ours());
        self.stock.on_hand = Quantity::from_raw(self.stock.on_hand.raw() + net * quantity.raw());
        self.stock.value = Money::from_raw(self.stock.value.raw() + net * value.raw());
        self.stock.moves += 1;
        let previous = self.stock.last_hash;
        let mut it = Move {
            item: self.item,
            from,
            to,
            lot: None,
            quantity,
            value,
            day,
            at,
            origin,
            number: self.stock.moves,
            previous_hash: previous,
            hash: previous,
        };
        it.hash = it.hash_after(previous);
        self.stock.last_hash = it.hash;
        self.insert.execute(params![
            it.item.0,
            it.number,
            from.code(),
            to.code(),
            quantity.raw(),
            value.raw(),
            day.number(),
            at.micros(),
            origin.document.0,
            origin.line,
            it.previous_hash,
            it.hash
        ])?;
        Ok(())
    }

    fn worth(&self, quantity: Quantity) -> Result<Money> {
        self.stock.worth_of(quantity).context("a part of the stock has a value")
    }

    fn close(self) -> Result<()> {
        for (warehouse, on_hand) in &self.places {
            self.connection
                .prepare_cached(
                    "insert into balance (item, warehouse, on_hand, reserved, held) values (?, ?, ?, 0, 0)
                 on conflict (item, warehouse) do update set on_hand = excluded.on_hand",
                )?
                .execute(params![self.item.0, warehouse.0, on_hand])?;
        }
        let Stock { on_hand, value, moves, last_hash, .. } = self.stock;
        self.connection
            .prepare_cached(
                "insert into stock (item, on_hand, value, moves, last_hash) values (?, ?, ?, ?, ?)
             on conflict (item) do update set on_hand = excluded.on_hand, value = excluded.value,
             moves = excluded.moves, last_hash = excluded.last_hash",
            )?
            .execute(params![self.item.0, on_hand.raw(), value.raw(), moves, last_hash])?;
        Ok(())
    }
}

fn summed_up(connection: &Connection) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(1800);
    let behind = "select count(*) from stock s left join turnover_through t on t.item = s.item
                  where s.moves > coalesce(t.moves, 0)";
    while connection.query_row(behind, [], |row| row.get::<_, i64>(0))? > 0 {
        if Instant::now() > end {
            bail!("the server did not sum up what moved");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
