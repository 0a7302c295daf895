//! Prices of a paper's lines: what was left blank is found, what was given is kept and marked.
//!
//! Where the price of a line may come from, the definition says: the choices of its column `price_by`.
//!
//! **Invariant:** a price that somebody saw is never changed silently; one that was found follows what
//! it was found for, until the paper takes effect.

use super::read_paper::Before;
use crate::failure::Failure;
use crate::turn::Turn;
use crate::{purchasing, sales};
use documents::{DocumentType, Record, Row, Value};
use std::collections::BTreeMap;
use storage::Tx;
use values::{LineNo, UnitPrice};

/// By a person, who does not say whence.
const MANUAL: &str = "manual";
/// What a quotation said.
const QUOTATION: &str = "quotation";
/// A price list's, or the item's own where no list knows it.
pub(crate) const LIST: &str = "list";
pub(crate) const ITEM: &str = "item";
/// As the terms of supply say.
const TERMS: &str = "terms";
/// As the order says that goods come back of.
const ORDER: &str = "order";
/// Those that follow what they were found for.
const FOUND: [&str; 4] = [LIST, ITEM, TERMS, ORDER];

/// What of a paper's head its prices are found for.
const FOUND_FOR: [&str; 6] = ["customer", "channel", "supplier", "ordered_on", "quoted_on", "sales_order"];

/// Where the price of a line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Given {
    /// As it is.
    Kept,
    /// By a person, who does not say whence.
    Manual,
    /// Nobody said, or it was found for something else than the line says now.
    Wanted,
    /// Said to be found: it is looked whether it is.
    Found(UnitPrice),
    /// Said to be what was quoted.
    Quoted(UnitPrice),
}

/// What lines cost, by their numbers, and where that comes from.
pub(crate) type FoundPrices = BTreeMap<LineNo, (UnitPrice, &'static str)>;

/// Marks what a person says in a new paper; whether something is left that [`fill_prices`] has to find.
pub(super) fn mark_given(definition: &DocumentType, record: &mut Record) -> bool {
    if definition.field_at("lines.price_by").is_none() {
        return false;
    }
    let given = given(None, true, record);
    let asks = given.iter().any(|it| !matches!(it, Given::Kept | Given::Manual));
    if !asks && let Some(Value::Rows(rows)) = record.0.get_mut("lines") {
        rows.iter_mut().for_each(|row| row.record.set("price_by", Some(Value::Choice(MANUAL.to_owned()))));
    }
    asks
}

/// Fills in and marks the prices of `after`, if its type has them; whether any changed.
pub(super) fn fill_prices(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    before: Option<Before<'_>>,
    after: &mut Record,
) -> Result<bool, Failure> {
    if definition.field_at("lines.price_by").is_none() {
        return Ok(false);
    }
    let open = before.is_none_or(|it| !it.amends);
    let given = given(before.map(|it| it.record), open, after);
    let of = |which: fn(&Given) -> bool| -> Vec<&Row> {
        let rows = after.rows("lines").iter().zip(&given);
        rows.filter(|(_, given)| which(given)).map(|(row, _)| row).collect()
    };
    let asked = of(|it| matches!(it, Given::Wanted | Given::Found(_) | Given::Quoted(_)));
    let found = if asked.is_empty() { BTreeMap::new() } else { find(tx, turn, definition, after, &asked)? };
    let asked = of(|it| matches!(it, Given::Quoted(_)));
    let quoted =
        if asked.is_empty() { BTreeMap::new() } else { quoted(tx, turn, definition, after, &asked)? };
    let has_unit_price = definition.field_at("lines.unit_price").is_some();
    let mut rows = after.rows("lines").to_vec();
    for (row, given) in rows.iter_mut().zip(&given) {
        let (found, quoted) = (found.get(&row.line).copied(), quoted.get(&row.line).copied());
        if let Some(price) = settle(&mut row.record, given, found, quoted) {
            row.record.set("price", Some(Value::UnitPrice(price)));
            if has_unit_price {
                let by_unit = by_unit(&row.record, price).map(Value::UnitPrice);
                row.record.set("unit_price", by_unit);
            }
        }
    }
    let changed = rows != after.rows("lines");
    after.set("lines", Some(Value::Rows(rows)));
    Ok(changed)
}

/// Of these lines of `paper`, as its definition says.
fn find(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    paper: &Record,
    asked: &[&Row],
) -> Result<FoundPrices, Failure> {
    let offers = |by: &str| {
        let column = definition.field_at("lines.price_by");
        column.is_some_and(|it| it.choices.iter().any(|choice| choice.value == by))
    };
    if offers(LIST) {
        return sales::list_prices(tx, turn, paper, asked);
    }
    let (prices, by) = if offers(TERMS) {
        (purchasing::agreed_prices(tx, paper, asked)?, TERMS)
    } else if offers(ORDER) {
        (sales::sold_for(tx, turn, paper, asked)?, ORDER)
    } else {
        (BTreeMap::new(), MANUAL)
    };
    Ok(prices.into_iter().map(|(line, price)| (line, (price, by))).collect())
}

/// What quotations said that these lines should cost.
fn quoted(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    paper: &Record,
    asked: &[&Row],
) -> Result<BTreeMap<LineNo, UnitPrice>, Failure> {
    match definition.field_at("lines.quotation") {
        Some(_) => purchasing::quoted_prices(tx, turn, asked),
        None => sales::quoted_prices(tx, turn, paper, asked),
    }
}

fn given(before: Option<&Record>, open: bool, after: &Record) -> Vec<Given> {
    let same = |name: &str| before.is_some_and(|it| it.get(name) == after.get(name));
    let same_head = FOUND_FOR.into_iter().all(same);
    let judge = |row: &Row| {
        let old = before.and_then(|it| it.rows("lines").iter().find(|old| old.line == row.line));
        judge(old.map(|it| &it.record), &row.record, same_head || !open, open)
    };
    after.rows("lines").iter().map(judge).collect()
}

fn judge(old: Option<&Record>, new: &Record, same_head: bool, open: bool) -> Given {
    let same = |name: &str| old.is_some_and(|old| old.get(name) == new.get(name));
    let by = new.choice("price_by");
    let Some(price) = new.unit_price("price") else {
        // What took effect without a price goes on without.
        return if !open && same("price") && same("item") { Given::Kept } else { Given::Wanted };
    };
    if same("price") && same("price_by") {
        let as_was = same("item") && (!open || (same("quantity") && same_head));
        if as_was || !by.is_some_and(|it| FOUND.contains(&it)) {
            return Given::Kept;
        }
        if open {
            return Given::Wanted;
        }
    }
    match by {
        Some(QUOTATION) => Given::Quoted(price),
        Some(by) if FOUND.contains(&by) => Given::Found(price),
        _ => Given::Manual,
    }
}

/// Marks where the price of a line comes from; the price, where it is one that was found.
fn settle(
    line: &mut Record,
    given: &Given,
    found: Option<(UnitPrice, &'static str)>,
    quoted: Option<UnitPrice>,
) -> Option<UnitPrice> {
    let by = match given {
        Given::Kept => return None,
        Given::Quoted(price) if quoted == Some(*price) => QUOTATION,
        Given::Found(price) | Given::Quoted(price) if found.is_none_or(|it| it.0 != *price) => MANUAL,
        Given::Manual => MANUAL,
        Given::Wanted | Given::Found(_) | Given::Quoted(_) => match found {
            Some((price, by)) => {
                line.set("price_by", Some(Value::Choice(by.to_owned())));
                return Some(price);
            }
            // Nobody said: what stood there stays, as somebody's own.
            None if line.unit_price("price").is_some() => MANUAL,
            None => {
                line.set("price_by", None);
                return None;
            }
        },
    };
    line.set("price_by", Some(Value::Choice(by.to_owned())));
    None
}

/// The same price by the unit in which the line is written.
fn by_unit(line: &Record, price: UnitPrice) -> Option<UnitPrice> {
    price.by_unit(line.quantity("unit_quantity")?, line.quantity("quantity")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Record {
        let mut record = Record::new();
        for word in text.split_whitespace() {
            let (name, value) = word.split_once('=').expect("`name=value`");
            record.set(
                name,
                Some(match name {
                    "price" => Value::UnitPrice(value.parse().expect("a price")),
                    "quantity" => Value::Quantity(value.parse().expect("a quantity")),
                    "item" => Value::Link(values::DocumentId(value.parse().expect("an id"))),
                    _ => Value::Choice(value.to_owned()),
                }),
            );
        }
        record
    }

    fn judged(old: &str, new: &str, open: bool) -> Given {
        judge(Some(&line(old)), &line(new), true, open)
    }

    #[test]
    fn a_new_line_is_priced_when_it_is_blank_and_kept_when_it_is_not() {
        assert_eq!(judge(None, &line("item=1 quantity=2"), false, true), Given::Wanted);
        assert_eq!(judge(None, &line("item=1 quantity=2 price=5"), false, true), Given::Manual);
        let five = "5".parse().expect("a price");
        assert_eq!(judge(None, &line("item=1 price=5 price_by=list"), false, true), Given::Found(five));
        assert_eq!(judge(None, &line("item=1 price=5 price_by=quotation"), false, true), Given::Quoted(five));
    }

    #[test]
    fn a_found_price_follows_what_it_was_found_for_until_the_paper_takes_effect() {
        let old = "item=1 quantity=2 price=5 price_by=list";
        assert_eq!(judged(old, old, true), Given::Kept);
        let more = "item=1 quantity=200 price=5 price_by=list";
        assert_eq!(judged(old, more, true), Given::Wanted);
        assert_eq!(judged(old, more, false), Given::Kept);
    }

    #[test]
    fn a_persons_price_stays_whatever_changes() {
        let old = "item=1 quantity=2 price=5 price_by=manual";
        assert_eq!(judged(old, "item=1 quantity=200 price=5 price_by=manual", true), Given::Kept);
        let found = "item=1 quantity=2 price=5 price_by=list";
        assert_eq!(judged(found, "item=1 quantity=200 price=5 price_by=manual", true), Given::Manual);
        let six = "6".parse().expect("a price");
        assert_eq!(judged(found, "item=1 quantity=2 price=6 price_by=list", true), Given::Found(six));
    }
}
