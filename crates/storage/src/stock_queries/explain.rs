//! Why what is available is not what is on hand: every promise, hold and arrival.

use crate::arrivals::OPEN;
use crate::{Error, Param, Row, Tx, claims, world};
use ledger::Balance;
use uuid::Uuid;
use values::{Day, DocumentId, Instant, ItemId, Quantity, WarehouseId};

/// Why what is available is not what is on hand, and what is still to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explained {
    pub on_hand: Quantity,
    pub reserved: Quantity,
    pub held: Quantity,
    pub available: Quantity,
    pub parts: Vec<Part>,
}

/// One document line that keeps or brings stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `reservation`, `hold`, `arrival`, or `transit` for what comes from another warehouse.
    pub kind: &'static str,
    pub warehouse: WarehouseId,
    pub warehouse_number: String,
    pub quantity: Quantity,
    /// When it was promised, held, ordered or sent.
    pub since: Option<Instant>,
    /// Who did it.
    pub owner: String,
    pub due: Option<Day>,
    /// When a hold ends by itself.
    pub until: Option<Instant>,
    pub reason: Option<String>,
    pub document: DocumentId,
    pub document_type: String,
    pub document_uuid: Uuid,
    pub document_number: String,
    pub customer_title: Option<String>,
}

/// The parts of one warehouse, or of all; promises first, the oldest of each kind first.
pub fn explain(tx: &mut dyn Tx, item: ItemId, warehouse: Option<WarehouseId>) -> Result<Explained, Error> {
    let here = if warehouse.is_some() { "warehouse = ?" } else { "warehouse > 0" };
    let mut params: Vec<Param<'_>> = vec![item.into()];
    params.extend(warehouse.map(Param::from));
    let select =
        format!("select item, warehouse, on_hand, reserved, held from @.balance where item = ? and {here}");
    let mut all = Balance::default();
    for it in tx.query(&select, &params)?.iter().map(world::balance) {
        all.on_hand = all.on_hand.plus(it.on_hand);
        all.reserved = all.reserved.plus(it.reserved);
        all.held = all.held.plus(it.held);
    }
    let mut parts = reservations(tx, here, &params)?;
    parts.extend(holds(tx, here, &params)?);
    parts.extend(incoming(tx, here, &params)?);
    let available = all.available();
    Ok(Explained { on_hand: all.on_hand, reserved: all.reserved, held: all.held, available, parts })
}

/// What every kind of part selects first, of the table with this alias and its document `d`.
fn part_columns(alias: &str) -> String {
    format!("{alias}.warehouse, w.number, d.type, d.id, d.number, coalesce(u.name, ''), d.seq")
}

/// Where it comes from, given what says who did it.
fn part_from(table: &str, alias: &str, owner: &str) -> String {
    format!(
        "@.{table} {alias} join @.document w on w.seq = {alias}.warehouse
         join @.document d on d.seq = {alias}.document left join @.member u on u.seq = {owner}"
    )
}

fn part(kind: &'static str, row: &Row, quantity: i64) -> Part {
    Part {
        kind,
        warehouse: WarehouseId(row.int(0)),
        warehouse_number: row.text(1).to_owned(),
        quantity: Quantity::from_raw(quantity),
        since: None,
        owner: row.text(5).to_owned(),
        due: None,
        until: None,
        reason: None,
        document: DocumentId(row.int(6)),
        document_type: row.text(2).to_owned(),
        document_uuid: row.uuid(3),
        document_number: row.text(4).to_owned(),
        customer_title: None,
    }
}

fn reservations(tx: &mut dyn Tx, here: &str, params: &[Param<'_>]) -> Result<Vec<Part>, Error> {
    let due = claims::due(tx);
    let select = format!(
        "select {}, c.reserved, c.since, {due}, p.title from {}
         left join @.link l on l.document = c.document and l.role = 'customer' and l.line = 0
         left join @.document p on p.seq = l.target
         where c.item = ? and c.{here} and c.reserved > 0 order by c.since, c.document, c.line",
        part_columns("c"),
        part_from("claim", "c", "d.created_by")
    );
    let read = |row: &Row| {
        Ok(Part {
            since: Some(Instant::from_micros(row.int(8))),
            due: claims::day(row.opt_text(9))?,
            customer_title: row.opt_text(10).map(str::to_owned),
            ..part("reservation", row, row.int(7))
        })
    };
    tx.query(&select, params)?.iter().map(read).collect()
}

fn holds(tx: &mut dyn Tx, here: &str, params: &[Param<'_>]) -> Result<Vec<Part>, Error> {
    let select = format!(
        "select {}, h.quantity, d.created_at, h.reason, h.expires from {}
         where h.item = ? and h.{here} order by h.seq",
        part_columns("h"),
        part_from("hold", "h", "h.owner")
    );
    let read = |row: &Row| Part {
        since: Some(Instant::from_micros(row.int(8))),
        reason: Some(row.text(9).to_owned()),
        until: row.opt_int(10).map(Instant::from_micros),
        ..part("hold", row, row.int(7))
    };
    Ok(tx.query(&select, params)?.iter().map(read).collect())
}

fn incoming(tx: &mut dyn Tx, here: &str, params: &[Param<'_>]) -> Result<Vec<Part>, Error> {
    let select = format!(
        "select {}, {OPEN}, d.created_at, a.due, a.kind from {}
         where a.item = ? and a.{here} and {OPEN} > 0 order by a.due, a.document, a.line",
        part_columns("a"),
        part_from("arrival", "a", "d.created_by")
    );
    let read = |row: &Row| Part {
        since: Some(Instant::from_micros(row.int(8))),
        due: Some(Day::from_number(row.int(9) as i32)),
        ..part(if row.text(10) == "transfer" { "transit" } else { "arrival" }, row, row.int(7))
    };
    Ok(tx.query(&select, params)?.iter().map(read).collect())
}
