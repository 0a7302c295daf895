//! All quotations of a request side by side, in the stock unit and with what it costs to bring the goods
//! here.

use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::Failure;
use crate::gate::{self, Gate, Here, hide};
use crate::papers::found;
use crate::turn::Turn;
use documents::{Record, Row};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use storage::documents::{Name, Stored};
use values::{Day, DocumentId, ItemId, LineNo, Money, Number, Quantity, SupplierId, UnitPrice};

/// Quotations that one request is compared by.
const QUOTATIONS_MAX: usize = 100;

/// What one supplier answered, as far as it is about lines of the request.
pub(super) struct Quoted {
    pub(super) stored: Stored,
    pub(super) record: Record,
    pub(super) supplier: SupplierId,
    /// By line of the request.
    pub(super) lines: BTreeMap<LineNo, QuotedLine>,
}

pub(super) struct QuotedLine {
    pub(super) price: UnitPrice,
    pub(super) row: Row,
    pub(super) moq: Option<Quantity>,
    pub(super) lead_time_days: Option<Number>,
    /// For what is needed, or the least that is sold.
    total: Money,
    /// With its share of freight and the like.
    landed: Money,
    landed_price: Option<UnitPrice>,
}

impl App {
    pub async fn compare_quotations(&self, turn: Turn, rfq: &str) -> Result<Json, Failure> {
        let asked = turn.definitions.require("rfq")?.clone();
        turn.caller.require_action(Action::Read, &asked)?;
        turn.caller.require_action(Action::Read, turn.definitions.require("supplier_quotation")?)?;
        let rfq = rfq.to_owned();
        self.read(move |tx| {
            let (stored, mut record) = found(tx, &turn, &asked, &rfq)?;
            let gate = Gate::of(tx, &turn, &asked)?;
            hide(&mut record, &gate.here_at(tx, stored.id)?.hidden());
            let quoted = quotations(tx, &turn, stored.id, &record)?;
            told(tx, &turn, &stored, &record, &quoted)
        })
        .await
    }
}

/// The quotations that answer `rfq`, were not withdrawn and may be seen, the oldest first.
pub(super) fn quotations(
    tx: &mut dyn Tx,
    turn: &Turn,
    rfq: DocumentId,
    asked: &Record,
) -> Result<Vec<Quoted>, Failure> {
    let definition = turn.definitions.require("supplier_quotation")?;
    let users = storage::links::where_used(tx, rfq, QUOTATIONS_MAX)?;
    let ids = users
        .iter()
        .filter(|it| it.from.document_type == "supplier_quotation" && it.from.state == "received");
    let ids: Vec<DocumentId> = ids.map(|it| it.from.id).collect();
    let gate = Gate::of(tx, turn, definition)?;
    let here = gate.here(tx, &ids)?;
    let mut all = storage::documents::load_many(tx, &ids)?;
    all.retain(|it| here.get(&it.id).is_some_and(Here::sees));
    all.sort_by_key(|it| it.id);
    let mut quoted = Vec::with_capacity(all.len());
    for stored in all {
        let mut record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
        hide(&mut record, &here.get(&stored.id).map(Here::hidden).unwrap_or_default());
        let Some(supplier) = record.link("supplier").map(SupplierId::from) else { continue };
        let lines = lines_of(asked, &record);
        quoted.push(Quoted { stored, record, supplier, lines });
    }
    Ok(quoted)
}

/// Which line of the request a line answers: the one it names, else the first of its item.
fn answered<'a>(asked: &'a Record, row: &Row) -> Option<&'a Row> {
    let named = row.record.number("rfq_line").map(|it| it.raw() / Number::ONE_RAW);
    let item = row.record.link("item");
    asked
        .rows("lines")
        .iter()
        .find(|it| it.record.link("item") == item && named.is_none_or(|named| i64::from(it.line) == named))
}

fn lines_of(asked: &Record, quotation: &Record) -> BTreeMap<LineNo, QuotedLine> {
    let mut lines = BTreeMap::new();
    for row in quotation.rows("lines") {
        let (Some(line), Some(price)) = (answered(asked, row), row.record.unit_price("price")) else {
            continue;
        };
        let moq = row.record.quantity("moq");
        let needed = line.record.quantity("quantity").unwrap_or_default();
        let bought = needed.max(moq.unwrap_or_default());
        let Some(total) = total(row, price, bought) else { continue };
        let lead_time_days = row.record.number("lead_time_days").or(quotation.number("lead_time_days"));
        let line = (line.line, bought);
        let quoted = QuotedLine {
            price,
            row: row.clone(),
            moq,
            lead_time_days,
            total,
            landed: total,
            landed_price: total.per(line.1),
        };
        lines.insert(line.0, quoted);
    }
    bring_here(&mut lines, quotation.money("freight").unwrap_or_default());
    lines
}

/// By the unit's price where there is one, which is the agreed one.
fn total(row: &Row, price: UnitPrice, bought: Quantity) -> Option<Money> {
    let of_row = |name: &str| row.record.quantity(name).filter(|it| it.is_positive());
    match (of_row("unit_quantity"), row.record.unit_price("unit_price"), of_row("quantity")) {
        (Some(counted), Some(by_unit), Some(quantity)) => {
            by_unit.times(counted).map(|it| it.share(bought, quantity))
        }
        _ => price.times(bought),
    }
}

/// Freight and the like by amount; by line where nothing costs anything.
fn bring_here(lines: &mut BTreeMap<LineNo, QuotedLine>, freight: Money) {
    let all = lines.values().fold(Money::ZERO, |sum, it| sum.plus(it.total));
    let count = i64::try_from(lines.len()).unwrap_or(1).max(1);
    let mut done = Money::ZERO;
    let mut given = Money::ZERO;
    for (at, line) in (1..).zip(lines.values_mut()) {
        done = done.plus(line.total);
        let (part, whole) = match all.is_zero() {
            true => (at, count),
            false => (done.raw(), all.raw()),
        };
        let so_far = freight.share(Quantity::from_raw(part), Quantity::from_raw(whole));
        line.landed = line.total.plus(so_far.minus(given));
        given = so_far;
        let bought = line.total.raw();
        if bought > 0
            && let Some(price) = line.landed_price
        {
            let raw = i128::from(price.raw()) * i128::from(line.landed.raw()) / i128::from(bought);
            line.landed_price = i64::try_from(raw).ok().map(UnitPrice::from_raw);
        }
    }
}

fn is_expired(quotation: &Quoted, today: Day) -> bool {
    quotation.record.day("valid_until").is_some_and(|it| it < today)
}

fn told(
    tx: &mut dyn Tx,
    turn: &Turn,
    stored: &Stored,
    record: &Record,
    quoted: &[Quoted],
) -> Result<Json, Failure> {
    let rows = record.rows("lines");
    let items: Vec<ItemId> = rows.iter().filter_map(|it| it.record.link("item").map(ItemId::from)).collect();
    let paid = match turn.caller.can(Ability::SeeCost) {
        true => storage::purchasing::last_paid(tx, &items)?,
        false => BTreeMap::new(),
    };
    let mut ids: Vec<DocumentId> = items.iter().map(|it| (*it).into()).collect();
    ids.extend(quoted.iter().map(|it| DocumentId::from(it.supplier)));
    ids.extend(paid.values().map(|(_, supplier, _)| DocumentId::from(*supplier)));
    ids.extend(record.rows("suppliers").iter().filter_map(|it| it.record.link("supplier")));
    ids.extend(record.rows("awards").iter().filter_map(|it| it.record.link("quotation")));
    let names = gate::names(tx, turn, &ids)?;
    let name = |id: DocumentId| names.iter().find(|it| it.id == id);
    let party = |id: DocumentId| name(id).map(|it| json!({ "number": it.number, "title": called(it) }));

    let best = best_by_line(rows, quoted, turn.today);
    let whole = |it: &Quoted| rows.iter().all(|row| it.lines.contains_key(&row.line));
    let landed = |it: &Quoted| it.lines.values().fold(Money::ZERO, |sum, line| sum.plus(line.landed));
    let in_force = quoted.iter().filter(|it| whole(it) && !is_expired(it, turn.today));
    let best_whole = in_force.min_by_key(|it| landed(it)).map(|it| it.stored.id);
    let lines = rows.iter().map(|row| {
        let item = row.record.link("item");
        let last = item.and_then(|it| paid.get(&ItemId(it.0)));
        let award = record.rows("awards").iter().find(|it| is_about(it, row.line));
        json!({
            "line": row.line,
            "item": item.and_then(party),
            "quantity": row.record.quantity("quantity"),
            "unit": row.record.text("unit"),
            "unit_quantity": row.record.quantity("unit_quantity"),
            "last_paid": last.map(|(price, supplier, day)| {
                json!({ "price": price, "supplier": party((*supplier).into()), "day": day })
            }),
            "awarded": award.and_then(|it| it.record.link("quotation")).and_then(name).map(|it| &it.number),
        })
    });
    let quotations = quoted.iter().map(|it| {
        let lines = it.lines.iter().map(|(line, quoted)| {
            let needed = rows.iter().find(|row| row.line == *line);
            let needed = needed.and_then(|row| row.record.quantity("quantity")).unwrap_or_default();
            json!({
                "line": line, "price": quoted.price, "total": quoted.total,
                "landed_price": quoted.landed_price, "landed_total": quoted.landed,
                "moq": quoted.moq, "below_moq": quoted.moq.is_some_and(|it| it > needed),
                "lead_time_days": quoted.lead_time_days,
                "best": best.get(line) == Some(&it.stored.id),
            })
        });
        json!({
            "id": it.stored.uuid, "number": it.stored.number, "supplier": party(it.supplier.into()),
            "quoted_on": it.record.day("quoted_on"), "valid_until": it.record.day("valid_until"),
            "expired": is_expired(it, turn.today), "freight": it.record.money("freight"),
            "complete": whole(it), "landed_total": landed(it), "best": best_whole == Some(it.stored.id),
            "lines": lines.collect::<Vec<_>>(),
        })
    });
    let quotations: Vec<Json> = quotations.collect();
    let asked = record.rows("suppliers").iter().filter_map(|it| it.record.link("supplier"));
    let silent = asked.filter(|it| quoted.iter().all(|other| DocumentId::from(other.supplier) != *it));
    let silent: Vec<Json> = silent.filter_map(party).collect();
    Ok(json!({
        "rfq": { "id": stored.uuid, "number": stored.number, "state": stored.state },
        "reason": record.text("award_reason"),
        "lines": lines.collect::<Vec<_>>(), "quotations": quotations, "unanswered": silent,
    }))
}

fn called(it: &Name) -> &str {
    if it.title.is_empty() { &it.number } else { &it.title }
}

fn is_about(award: &Row, line: LineNo) -> bool {
    award.record.number("rfq_line").is_some_and(|it| it.raw() / Number::ONE_RAW == i64::from(line))
}

/// Who asks the least for each line, all told; an offer that is over does not count.
fn best_by_line(rows: &[Row], quoted: &[Quoted], today: Day) -> BTreeMap<LineNo, DocumentId> {
    let best = |row: &Row| {
        let offers = quoted.iter().filter(|it| !is_expired(it, today));
        let offers = offers.filter_map(|it| Some((it.lines.get(&row.line)?.landed, it.stored.id)));
        offers.min().map(|(_, id)| (row.line, id))
    };
    rows.iter().filter_map(best).collect()
}
