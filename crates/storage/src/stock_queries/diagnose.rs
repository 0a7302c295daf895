//! 假缺货: what keeps stock from being sold that need not. Facts only; what they mean for people is
//! said above.

use crate::arrivals::OPEN;
use crate::claims::ITEM_LINK;
use crate::documents::{Name, name};
use crate::json_sql;
use crate::{Error, Param, Row, Tx, claims, params};
use std::collections::{BTreeMap, BTreeSet};
use values::{Day, DocumentId, Instant, ItemId, Quantity, WarehouseId};

/// From when on something counts as late or long ago.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    pub now: Instant,
    pub today: Day,
    /// A quality check that began before this is taking long.
    pub quality: Instant,
    /// A channel that was synced before this sells by old figures.
    pub sync: Instant,
    /// What is promised to orders due before this, and was not fetched.
    pub overdue: Day,
    /// Counts from this moment on are recent.
    pub counts: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    HoldExpired,
    HoldOwnerless,
    QualityAgeing,
    Elsewhere,
    KeptForChannels,
    PromiseOverdue,
    ArrivalLate,
    SyncLate,
    CountDiffered,
}

/// One thing found; what does not belong to it is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub finding: Finding,
    pub warehouse: Option<WarehouseId>,
    /// The hold, order, rule, count or channel that it is about.
    pub document: Name,
    pub quantity: Option<Quantity>,
    pub at: Option<Instant>,
    pub day: Option<Day>,
    /// Whose it is: a hold's owner, an order's customer.
    pub who: Option<String>,
}

impl Found {
    fn new(finding: Finding, document: Name) -> Found {
        let (warehouse, quantity, at, day, who) = (None, None, None, None, None);
        Found { finding, warehouse, document, quantity, at, day, who }
    }
}

/// So many of each kind are told; the rest is cured after them.
const EACH_MAX: i64 = 20;

/// What is found of an item in one warehouse, or in all; the gravest kind first.
pub fn diagnose(
    tx: &mut dyn Tx,
    item: ItemId,
    warehouse: Option<WarehouseId>,
    since: Since,
) -> Result<Vec<Found>, Error> {
    let here = if warehouse.is_some() { "warehouse = ?" } else { "warehouse > 0" };
    let mut params: Vec<Param<'_>> = vec![item.into()];
    params.extend(warehouse.map(Param::from));
    let mut found = holds(tx, here, &params, since)?;
    found.extend(kept_for_channels(tx, here, &params)?);
    found.extend(overdue(tx, here, &params, since)?);
    found.extend(late_arrivals(tx, here, &params, since)?);
    found.extend(counts(tx, item, warehouse, since)?);
    found.extend(channels(tx, item, since)?);
    found.sort_by_key(|it| it.finding);
    Ok(found)
}

const NAME: &str = "d.seq, d.id, d.type, d.number, d.title, d.state";
/// How many columns [`NAME`] has.
const NAMED: usize = 6;

fn quantity(row: &Row, column: usize) -> Option<Quantity> {
    row.opt_int(column).map(Quantity::from_raw)
}

fn holds(tx: &mut dyn Tx, here: &str, params: &[Param<'_>], since: Since) -> Result<Vec<Found>, Error> {
    let select = format!(
        "select {NAME}, h.warehouse, h.quantity, h.reason, h.expires, d.updated_at, coalesce(u.active, 0),
                coalesce(u.name, '')
         from @.hold h join @.document d on d.seq = h.document left join @.member u on u.seq = h.owner
         where h.item = ? and h.{here} order by h.seq"
    );
    let mut found = Vec::new();
    for row in tx.query(&select, params)? {
        let expires = row.opt_int(NAMED + 3).map(Instant::from_micros);
        let held_at = Instant::from_micros(row.int(NAMED + 4));
        let is_check = row.text(NAMED + 2) == "quality_check";
        let finding = match expires {
            Some(end) if end <= since.now => Finding::HoldExpired,
            _ if !row.bool(NAMED + 5) => Finding::HoldOwnerless,
            _ if is_check && held_at < since.quality => Finding::QualityAgeing,
            _ => continue,
        };
        found.push(Found {
            warehouse: Some(WarehouseId(row.int(NAMED))),
            quantity: quantity(&row, NAMED + 1),
            at: if finding == Finding::HoldExpired { expires } else { Some(held_at) },
            who: Some(row.text(NAMED + 6).to_owned()),
            ..Found::new(finding, name(&row))
        });
    }
    Ok(found)
}

/// Somebody waits while something is available: a rule keeps it for other channels.
fn kept_for_channels(tx: &mut dyn Tx, here: &str, params: &[Param<'_>]) -> Result<Vec<Found>, Error> {
    let select = format!(
        "select {NAME}, b.warehouse, b.on_hand - b.reserved - b.held from @.balance b
         join @.document d on d.seq = (select min(s.document) from @.channel_stock s
                                       where s.item = b.item and s.warehouse = b.warehouse)
         where b.item = ? and b.{here} and b.on_hand > b.reserved + b.held
           and exists (select 1 from @.claim c where c.item = b.item and c.warehouse = b.warehouse
                       and c.reserved < c.wanted)
         order by b.warehouse"
    );
    let read = |row: &Row| Found {
        warehouse: Some(WarehouseId(row.int(NAMED))),
        quantity: quantity(row, NAMED + 1),
        ..Found::new(Finding::KeptForChannels, name(row))
    };
    Ok(tx.query(&select, params)?.iter().map(read).collect())
}

fn overdue(tx: &mut dyn Tx, here: &str, params: &[Param<'_>], since: Since) -> Result<Vec<Found>, Error> {
    let due = claims::due(tx);
    let select = format!(
        "select {NAME}, c.warehouse, c.reserved, {due}, p.title
         from @.link i join @.claim c on c.document = i.document and c.line = i.line
         join @.document d on d.seq = c.document
         left join @.link l on l.document = c.document and l.role = 'customer' and l.line = 0
         left join @.document p on p.seq = l.target
         where i.target = ? and i.role = '{ITEM_LINK}' and c.item = i.target and c.{here}
           and c.reserved > 0 and {due} < ?
         order by {due}, c.document, c.line limit ?"
    );
    let before = since.overdue.to_string();
    let mut params = params.to_vec();
    params.extend_from_slice(params![&before, EACH_MAX]);
    let read = |row: &Row| {
        Ok(Found {
            warehouse: Some(WarehouseId(row.int(NAMED))),
            quantity: quantity(row, NAMED + 1),
            day: claims::day(row.opt_text(NAMED + 2))?,
            who: row.opt_text(NAMED + 3).map(str::to_owned),
            ..Found::new(Finding::PromiseOverdue, name(row))
        })
    };
    tx.query(&select, &params)?.iter().map(read).collect()
}

fn late_arrivals(
    tx: &mut dyn Tx,
    here: &str,
    params: &[Param<'_>],
    since: Since,
) -> Result<Vec<Found>, Error> {
    let select = format!(
        "select {NAME}, a.warehouse, {OPEN}, a.due, p.title from @.arrival a
         join @.document d on d.seq = a.document left join @.document p on p.seq = a.supplier
         where a.item = ? and a.{here} and {OPEN} > 0 and a.due < ?
         order by a.due, a.document, a.line limit ?"
    );
    let mut params = params.to_vec();
    params.extend_from_slice(params![since.today, EACH_MAX]);
    let read = |row: &Row| Found {
        warehouse: Some(WarehouseId(row.int(NAMED))),
        quantity: quantity(row, NAMED + 1),
        day: Some(Day::from_number(row.int(NAMED + 2) as i32)),
        who: row.opt_text(NAMED + 3).map(str::to_owned),
        ..Found::new(Finding::ArrivalLate, name(row))
    };
    Ok(tx.query(&select, &params)?.iter().map(read).collect())
}

/// By the counts there were and not by all that ever moved.
fn counts(
    tx: &mut dyn Tx,
    item: ItemId,
    warehouse: Option<WarehouseId>,
    since: Since,
) -> Result<Vec<Found>, Error> {
    let select = format!(
        "select {NAME}, case when m.to_place > 0 then m.to_place else m.from_place end,
                cast(sum(case when m.to_place > 0 then m.quantity else -m.quantity end) as bigint), max(m.at)
         from @.document d join @.move m on m.document = d.seq
         where d.type = 'stock_count' and d.updated_at >= ? and m.item = ?
         group by {NAME}, case when m.to_place > 0 then m.to_place else m.from_place end
         order by d.seq desc limit ?"
    );
    let rows = tx.query(&select, params![since.counts, item, EACH_MAX])?;
    let read = |row: &Row| Found {
        warehouse: Some(WarehouseId(row.int(NAMED))),
        quantity: quantity(row, NAMED + 1),
        at: row.opt_int(NAMED + 2).map(Instant::from_micros),
        ..Found::new(Finding::CountDiffered, name(row))
    };
    let found = rows.iter().map(read).filter(|it| warehouse.is_none() || it.warehouse == warehouse);
    Ok(found.collect())
}

/// Channels that have nothing where they sell from while it lies elsewhere, and those synced late.
fn channels(tx: &mut dyn Tx, item: ItemId, since: Since) -> Result<Vec<Found>, Error> {
    let available = available(tx, item)?;
    let select = format!(
        "select {NAME}, json_text(d.body), s.synced_at from @.document d
         left join @.channel_sync s on s.channel = d.seq
         where d.type = 'channel' and d.state = 'active' order by d.seq"
    );
    let mut found = Vec::new();
    for row in tx.query(&select, &[])? {
        let body = row.json(NAMED);
        let rows = body["warehouses"].as_array().into_iter().flatten();
        let own: BTreeSet<WarehouseId> =
            rows.filter_map(|it| it["warehouse"].as_i64()).map(WarehouseId).collect();
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            available.iter().partition(|(warehouse, _)| own.contains(warehouse));
        let has_some = here.iter().any(|(_, it)| it.is_positive());
        let most = elsewhere.into_iter().filter(|(_, it)| it.is_positive()).max_by_key(|(_, it)| **it);
        if let Some((warehouse, quantity)) = most.filter(|_| !own.is_empty() && !has_some) {
            found.push(Found {
                warehouse: Some(*warehouse),
                quantity: Some(*quantity),
                ..Found::new(Finding::Elsewhere, name(&row))
            });
        }
        let synced = row.opt_int(NAMED + 1).map(Instant::from_micros);
        if synced.is_some_and(|it| it < since.sync) {
            found.push(Found { at: synced, ..Found::new(Finding::SyncLate, name(&row)) });
        }
    }
    Ok(found)
}

fn available(tx: &mut dyn Tx, item: ItemId) -> Result<BTreeMap<WarehouseId, Quantity>, Error> {
    let rows = tx.query(
        "select warehouse, on_hand - reserved - held from @.balance where item = ? and warehouse > 0",
        params![item],
    )?;
    Ok(rows.iter().map(|it| (WarehouseId(it.int(0)), Quantity::from_raw(it.int(1)))).collect())
}

/// What the warehouses of some findings are called.
pub fn warehouses(tx: &mut dyn Tx, of: &[Found]) -> Result<BTreeMap<WarehouseId, Name>, Error> {
    let ids: BTreeSet<i64> = of.iter().filter_map(|it| it.warehouse).map(|it| it.0).collect();
    let select = format!("select {NAME} from @.document d where d.seq in {}", json_sql::among(tx.dialect()));
    let rows = tx.query(&select, params![&json_sql::ids(ids)])?;
    Ok(rows.iter().map(name).map(|it| (WarehouseId::from(DocumentId(it.id.0)), it)).collect())
}
