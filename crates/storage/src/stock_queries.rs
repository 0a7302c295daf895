//! Stock read for people: lists, explanations, moves.

use crate::arrivals::OPEN;
use crate::documents::Stored;
use crate::json_sql::{self, Stored as Form};
use crate::{Error, Param, Row, Tx, claims, params, query_one, situations, world};
use ledger::{Balance, Lot, Place, Stock};
use uuid::Uuid;
use values::{Day, DocumentId, Instant, ItemId, Money, Quantity, WarehouseId};

/// Some rows, and where the next ones begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<String>,
}

/// What a list of balances asks for.
#[derive(Clone, Debug, Default)]
pub struct StockQuery {
    pub item: Option<ItemId>,
    pub warehouse: Option<WarehouseId>,
    /// Lower-case words that the item is found by, all of them.
    pub words: Vec<String>,
    pub limit: usize,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// One item in one warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceRow {
    pub item: ItemId,
    pub item_uuid: Uuid,
    pub item_number: String,
    pub item_title: String,
    pub unit: String,
    pub warehouse: WarehouseId,
    pub warehouse_number: String,
    pub warehouse_title: String,
    pub on_hand: Quantity,
    pub reserved: Quantity,
    pub held: Quantity,
    pub available: Quantity,
    /// Ordered or on its way here, and not yet arrived.
    pub incoming: Quantity,
    /// Its share of the value of all of the item.
    pub value: Money,
}

fn balance_rows(tx: &mut dyn Tx) -> String {
    let unit = json_sql::value(tx.dialect(), "i.body", "unit", Form::Text);
    format!(
        "select b.item, b.warehouse, b.on_hand, b.reserved, b.held, i.id, i.number, i.title, {unit},
                w.number, w.title, coalesce(s.on_hand, 0), coalesce(s.value, 0),
                (select coalesce(cast(sum({OPEN}) as bigint), 0) from @.arrival a
                 where a.item = b.item and a.warehouse = b.warehouse)
         from @.document i
         cross join @.balance b
         join @.document w on w.seq = b.warehouse
         left join @.stock s on s.item = i.seq"
    )
}

fn balance_row(row: &Row) -> BalanceRow {
    let (key, balance) = (world::key(row), world::balance(row));
    let (total, value) = (Quantity::from_raw(row.int(11)), Money::from_raw(row.int(12)));
    let share = if total.is_positive() { value.share(balance.on_hand, total) } else { Money::ZERO };
    BalanceRow {
        item: key.item,
        item_uuid: row.uuid(5),
        item_number: row.text(6).to_owned(),
        item_title: row.text(7).to_owned(),
        unit: row.opt_text(8).unwrap_or_default().to_owned(),
        warehouse: key.warehouse,
        warehouse_number: row.text(9).to_owned(),
        warehouse_title: row.text(10).to_owned(),
        on_hand: balance.on_hand,
        reserved: balance.reserved,
        held: balance.held,
        available: balance.available(),
        incoming: Quantity::from_raw(row.int(13)),
        value: share,
    }
}

/// By item number, then warehouse: every place that an item was ever at, or is expected or wanted.
pub fn list(tx: &mut dyn Tx, query: &StockQuery) -> Result<Page<BalanceRow>, Error> {
    let mut sql = balance_rows(tx);
    let mut params: Vec<Param<'_>> = Vec::new();
    sql.push_str(" where i.type = 'item' and b.item = i.seq");
    if let Some(item) = query.item {
        sql.push_str(" and i.seq = ?");
        params.push(item.into());
    }
    if let Some(warehouse) = query.warehouse {
        sql.push_str(" and b.warehouse = ?");
        params.push(warehouse.into());
    }
    push_words(tx, &mut sql, &mut params, "i.seq", &query.words);
    let after = query.after.as_deref().and_then(read_cursor);
    if let Some((warehouse, number)) = &after {
        sql.push_str(" and i.number >= ? and (i.number > ? or b.warehouse > ?)");
        params.extend_from_slice(params![*number, *number, *warehouse]);
    }
    sql.push_str(" order by i.number, b.warehouse limit ?");
    params.push(limit(query.limit));
    let rows = tx.query(&sql, &params)?.iter().map(balance_row).collect();
    Ok(page(rows, query.limit, |it| format!("{}:{}", it.warehouse, it.item_number)))
}

fn read_cursor(text: &str) -> Option<(WarehouseId, &str)> {
    let (warehouse, number) = text.split_once(':')?;
    Some((WarehouseId(warehouse.parse().ok()?), number))
}

/// One more than asked for: whether there is a next page.
pub(crate) fn limit(limit: usize) -> Param<'static> {
    Param::Int(i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1)
}

/// From up to `limit` + 1 rows.
pub(crate) fn page<T>(mut rows: Vec<T>, limit: usize, cursor: impl Fn(&T) -> String) -> Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(cursor);
    Page { rows, next }
}

/// Adds the condition that `item` is found by all words.
pub(crate) fn push_words<'p>(
    tx: &mut dyn Tx,
    sql: &mut String,
    params: &mut Vec<Param<'p>>,
    item: &str,
    words: &'p [String],
) {
    if words.is_empty() {
        return;
    }
    let contains = json_sql::contains(tx.dialect(), "q.text");
    let all = vec![contains; words.len()].join(" and ");
    sql.push_str(&format!(
        " and exists (select 1 from @.document_search q where q.type = 'item' and q.seq = {item} and {all})"
    ));
    params.extend(words.iter().map(Param::from));
}

/// By warehouse.
pub fn of_item(tx: &mut dyn Tx, item: ItemId) -> Result<Vec<BalanceRow>, Error> {
    let select = format!("{} where i.seq = ? and b.item = i.seq order by b.warehouse", balance_rows(tx));
    Ok(tx.query(&select, params![item])?.iter().map(balance_row).collect())
}

/// How much of the item is ours, its value, its cost.
pub fn stock(tx: &mut dyn Tx, item: ItemId) -> Result<Stock, Error> {
    let select = "select item, on_hand, value, moves, last_hash from @.stock where item = ?";
    query_one(tx, select, params![item])?.map_or_else(|| Ok(Stock::default()), |row| world::stock(&row))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotRow {
    pub warehouse: WarehouseId,
    pub lot: Lot,
    pub expiry: Option<Day>,
    pub on_hand: Quantity,
}

/// The lots with stock, by warehouse; what expires first, first.
pub fn lots_of(tx: &mut dyn Tx, item: ItemId) -> Result<Vec<LotRow>, Error> {
    let rows = tx.query(
        "select warehouse, lot, expiry, on_hand from @.lot_balance
         where item = ? and warehouse > 0 and on_hand > 0
         order by warehouse, expiry is null, expiry, lot",
        params![item],
    )?;
    let lot = |row: &Row| LotRow {
        warehouse: WarehouseId(row.int(0)),
        lot: row.text(1).to_owned(),
        expiry: row.opt_int(2).map(|it| Day::from_number(it as i32)),
        on_hand: Quantity::from_raw(row.int(3)),
    };
    Ok(rows.iter().map(lot).collect())
}

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
    pub reason: Option<String>,
    pub document_type: String,
    pub document_uuid: Uuid,
    pub document_number: String,
    pub customer_number: Option<String>,
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
    format!("{alias}.warehouse, w.number, d.type, d.id, d.number, coalesce(u.name, '')")
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
        reason: None,
        document_type: row.text(2).to_owned(),
        document_uuid: row.uuid(3),
        document_number: row.text(4).to_owned(),
        customer_number: None,
        customer_title: None,
    }
}

fn reservations(tx: &mut dyn Tx, here: &str, params: &[Param<'_>]) -> Result<Vec<Part>, Error> {
    let due = claims::due(tx);
    let select = format!(
        "select {}, c.reserved, c.since, {due}, p.number, p.title from {}
         left join @.link l on l.document = c.document and l.role = 'customer' and l.line = 0
         left join @.document p on p.seq = l.target
         where c.item = ? and c.{here} and c.reserved > 0 order by c.since, c.document, c.line",
        part_columns("c"),
        part_from("claim", "c", "d.created_by")
    );
    let read = |row: &Row| {
        Ok(Part {
            since: Some(Instant::from_micros(row.int(7))),
            due: claims::day(row.opt_text(8))?,
            customer_number: row.opt_text(9).map(str::to_owned),
            customer_title: row.opt_text(10).map(str::to_owned),
            ..part("reservation", row, row.int(6))
        })
    };
    tx.query(&select, params)?.iter().map(read).collect()
}

fn holds(tx: &mut dyn Tx, here: &str, params: &[Param<'_>]) -> Result<Vec<Part>, Error> {
    let select = format!(
        "select {}, h.quantity, d.created_at, h.reason from {}
         where h.item = ? and h.{here} order by h.seq",
        part_columns("h"),
        part_from("hold", "h", "h.owner")
    );
    let read = |row: &Row| Part {
        since: Some(Instant::from_micros(row.int(7))),
        reason: Some(row.text(8).to_owned()),
        ..part("hold", row, row.int(6))
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
        since: Some(Instant::from_micros(row.int(7))),
        due: Some(Day::from_number(row.int(8) as i32)),
        ..part(if row.text(9) == "transfer" { "transit" } else { "arrival" }, row, row.int(6))
    };
    Ok(tx.query(&select, params)?.iter().map(read).collect())
}

/// One move of the stock ledger, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveRow {
    /// The nth move of the item.
    pub number: i64,
    pub at: Instant,
    pub day: Day,
    pub from: Place,
    /// The warehouse's code; for another place its name: `supplier`, `customer`, `transit`, …
    pub from_number: String,
    /// The warehouse's name; empty for another place.
    pub from_title: String,
    pub to: Place,
    pub to_number: String,
    pub to_title: String,
    pub lot: Option<Lot>,
    pub quantity: Quantity,
    pub value: Money,
    /// What was on hand after it: in the warehouse asked for, else everywhere and in transit.
    pub balance_after: Quantity,
    pub document_type: String,
    pub document_uuid: Uuid,
    pub document_number: String,
}

/// Newest first: of one warehouse, or all.
pub fn moves(
    tx: &mut dyn Tx,
    item: ItemId,
    warehouse: Option<WarehouseId>,
    limit: usize,
    after: Option<&str>,
) -> Result<Page<MoveRow>, Error> {
    let before: i64 = after.and_then(|it| it.parse().ok()).unwrap_or(i64::MAX);
    let (here, places) = match warehouse {
        Some(it) => ("and (m.from_place = ? or m.to_place = ?)", vec![Param::from(it); 2]),
        None => ("", Vec::new()),
    };
    let select = format!(
        "select m.number, m.at, m.day, m.from_place, m.to_place, m.lot, m.quantity, m.value,
                f.number, f.title, t.number, t.title, coalesce(d.type, ''), d.id, coalesce(d.number, '')
         from @.move m
         left join @.document f on f.seq = m.from_place
         left join @.document t on t.seq = m.to_place
         join @.document d on d.seq = m.document
         where m.item = ? and m.number < ? {here} order by m.number desc limit ?"
    );
    let mut params: Vec<Param<'_>> = params![item, before].to_vec();
    params.extend(places);
    params.push(self::limit(limit));
    let mut left = on_hand_before(tx, item, warehouse, before)?;
    let mut rows = Vec::new();
    for row in tx.query(&select, &params)? {
        let it = move_row(&row, left)?;
        left = left.minus(net(&it, warehouse));
        rows.push(it);
    }
    Ok(page(rows, limit, |it| it.number.to_string()))
}

/// What was on hand before the move `number` and all after it.
fn on_hand_before(
    tx: &mut dyn Tx,
    item: ItemId,
    warehouse: Option<WarehouseId>,
    number: i64,
) -> Result<Quantity, Error> {
    let (now, sign) = match warehouse {
        Some(_) => (
            "(select on_hand from @.balance where item = ? and warehouse = ?)",
            "case when m.to_place = ? then m.quantity when m.from_place = ? then -m.quantity else 0 end",
        ),
        None => (
            "(select on_hand from @.stock where item = ?)",
            "case when (m.to_place > 0 or m.to_place = -6) and not (m.from_place > 0 or m.from_place = -6)
                  then m.quantity
                  when (m.from_place > 0 or m.from_place = -6) and not (m.to_place > 0 or m.to_place = -6)
                  then -m.quantity else 0 end",
        ),
    };
    let select = format!(
        "select coalesce({now}, 0) - coalesce((select cast(sum({sign}) as bigint) from @.move m
                                               where m.item = ? and m.number >= ?), 0)"
    );
    let params: Vec<Param<'_>> = match warehouse {
        Some(it) => params![item, it, it, it, item, number].to_vec(),
        None => params![item, item, number].to_vec(),
    };
    Ok(query_one(tx, &select, &params)?.map_or(Quantity::ZERO, |row| Quantity::from_raw(row.int(0))))
}

fn net(it: &MoveRow, warehouse: Option<WarehouseId>) -> Quantity {
    let is_here = |place: Place| warehouse.map_or(place.is_ours(), |here| place == Place::Storage(here));
    match (is_here(it.from), is_here(it.to)) {
        (false, true) => it.quantity,
        (true, false) => Quantity::ZERO.minus(it.quantity),
        _ => Quantity::ZERO,
    }
}

fn move_row(row: &Row, balance_after: Quantity) -> Result<MoveRow, Error> {
    let place = |column: usize| {
        let code = row.int(column);
        Place::from_code(code).ok_or_else(|| Error::Corrupt(format!("{code} is no place")))
    };
    let (from, to) = (place(3)?, place(4)?);
    let called = |place: Place, column: usize| match name(place) {
        "" => [column, column + 1].map(|it| row.opt_text(it).unwrap_or_default().to_owned()),
        name => [name.to_owned(), String::new()],
    };
    let ([from_number, from_title], [to_number, to_title]) = (called(from, 8), called(to, 10));
    Ok(MoveRow {
        number: row.int(0),
        at: Instant::from_micros(row.int(1)),
        day: Day::from_number(row.int(2) as i32),
        from,
        from_number,
        from_title,
        to,
        to_number,
        to_title,
        lot: row.opt_text(5).map(str::to_owned),
        quantity: Quantity::from_raw(row.int(6)),
        value: Money::from_raw(row.int(7)),
        balance_after,
        document_type: row.text(12).to_owned(),
        document_uuid: row.uuid(13),
        document_number: row.text(14).to_owned(),
    })
}

/// Empty for a warehouse, which has a name of its own.
fn name(place: Place) -> &'static str {
    match place {
        Place::Storage(_) => "",
        Place::Supplier => "supplier",
        Place::Customer => "customer",
        Place::Scrap => "scrap",
        Place::Adjustment => "adjustment",
        Place::Production => "production",
        Place::Transit => "transit",
    }
}

/// What planning has to look at again when a master was edited: all places of an item, and of the
/// item of a supply. Other masters change nothing.
pub fn balances_of(tx: &mut dyn Tx, edited: &Stored) -> Result<Vec<(ItemId, WarehouseId)>, Error> {
    let item = match edited.document_type.as_str() {
        "item" => edited.id.0,
        "supply" => edited.body["item"].as_i64().unwrap_or(0),
        _ => return Ok(Vec::new()),
    };
    situations::pairs_of(tx, ItemId(item))
}

/// Whether anything that happened points at this document, so that it cannot be thrown away.
pub fn has_facts(tx: &mut dyn Tx, id: DocumentId) -> Result<bool, Error> {
    let Some(row) = query_one(tx, "select type from @.document where seq = ?", params![id])? else {
        return Ok(false);
    };
    // Demand by customer or channel is not indexed: only imported history has it without a link.
    let conditions: &[&str] = match row.text(0) {
        "item" => &[
            "@.balance where item = ?",
            "@.move where item = ?",
            "@.demand where item = ?",
            "@.arrival where item = ?",
        ],
        "warehouse" => &["@.balance where warehouse = ?", "@.demand where warehouse = ?"],
        "customer" => &["@.demand where customer = ?"],
        "channel" => &["@.demand where channel = ?"],
        "supplier" => &["@.price_paid where supplier = ?", "@.lead_time where supplier = ?"],
        _ => &[
            "@.move where document = ?",
            "@.claim where document = ?",
            "@.hold where document = ?",
            "@.arrival where document = ?",
            "@.demand where document = ?",
            "@.fulfilment where document = ?",
            "@.fulfilment where source_document = ?",
        ],
    };
    for condition in conditions {
        if query_one(tx, &format!("select 1 from {condition} limit 1"), params![id])?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
