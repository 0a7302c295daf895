//! Prices of a paper's lines: what was left blank is found, what was given is kept and marked.
//!
//! **Invariant:** a price that somebody saw is never changed silently; one that was found follows what
//! it was found for, until the paper takes effect.

use crate::failure::Failure;
use crate::papers::Before;
use crate::purchasing::fill_agreed;
use crate::turn::Turn;
use business::sales::pricing::{self, Buyer, PriceRule, Priced};
use business::sales::sales_order::SalesOrder;
use documents::{DocumentType, Record, Row, Value};
use std::collections::BTreeMap;
use storage::Tx;
use values::{CustomerId, Day, ItemId, Number, Quantity, UnitPrice, round_div};

const MANUAL: &str = "manual";
const LIST: &str = "list";
const ITEM: &str = "item";
const QUOTATION: &str = "quotation";

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

/// Rules and items, read once for a paper.
pub(super) struct Prices {
    pub(super) rules: Vec<PriceRule>,
    pub(super) items: BTreeMap<ItemId, Priced>,
    pub(super) buyer: Buyer,
}

impl Prices {
    pub(super) fn load(tx: &mut dyn Tx, mut buyer: Buyer, mut items: Vec<ItemId>) -> Result<Prices, Failure> {
        items.sort_unstable();
        items.dedup();
        if let Some(customer) = buyer.customer {
            buyer.level = storage::price_rules::level_of(tx, customer)?;
        }
        let rules = storage::price_rules::for_buyer(tx, &buyer, &items)?;
        let items = storage::price_rules::priced(tx, &items)?;
        Ok(Prices { rules, items, buyer })
    }

    pub(super) fn find(&self, item: ItemId, quantity: Quantity) -> Option<pricing::Found<'_>> {
        pricing::find(&self.rules, &self.buyer, self.items.get(&item)?, quantity)
    }
}

/// Marks what a person says in a new paper; whether something is left that [`fill_prices`] has to find.
pub(crate) fn mark_given(definition: &DocumentType, record: &mut Record) -> bool {
    if definition.field_at("lines.price_by").is_none() {
        return [RETURN, BOUGHT].contains(&definition.name.as_str());
    }
    let given = given(None, true, record);
    let asks = given.iter().any(|it| !matches!(it, Given::Kept | Given::Manual));
    if !asks && let Some(Value::Rows(rows)) = record.0.get_mut("lines") {
        rows.iter_mut().for_each(|row| row.record.set("price_by", Some(Value::Choice(MANUAL.to_owned()))));
    }
    asks
}

/// Fills in and marks the prices of `after`, if its type has them; whether any changed.
pub(crate) fn fill_prices(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    before: Option<Before<'_>>,
    after: &mut Record,
) -> Result<bool, Failure> {
    if definition.name == RETURN {
        return fill_return(tx, turn, after);
    }
    if definition.name == BOUGHT {
        return fill_agreed(tx, before.map(|it| it.record), after);
    }
    if definition.field_at("lines.price_by").is_none() {
        return Ok(false);
    }
    let open = before.is_none_or(|it| !it.amends);
    let before = before.map(|it| it.record);
    let given = given(before, open, after);
    if given.iter().all(|it| *it == Given::Kept) {
        return Ok(false);
    }
    let wanted = |it: &Given| matches!(it, Given::Wanted | Given::Found(_) | Given::Quoted(_));
    let asked: Vec<ItemId> = (after.rows("lines").iter().zip(&given))
        .filter(|(_, given)| wanted(given))
        .filter_map(|(row, _)| row.record.link("item").map(ItemId::from))
        .collect();
    let found = match asked.is_empty() {
        true => None,
        false => Some(Prices::load(tx, buyer(after, turn.today), asked)?),
    };
    let quoted = match given.iter().any(|it| matches!(it, Given::Quoted(_))) {
        true => quoted(tx, turn, after)?,
        false => BTreeMap::new(),
    };
    let mut rows = after.rows("lines").to_vec();
    for (row, given) in rows.iter_mut().zip(&given) {
        settle(row, given, found.as_ref(), &quoted);
    }
    let changed = rows != after.rows("lines");
    after.set("lines", Some(Value::Rows(rows)));
    Ok(changed)
}

const RETURN: &str = "sales_return";
const BOUGHT: &str = "purchase_order";

/// What comes back is worth what it was sold for, every discount taken off.
fn fill_return(tx: &mut dyn Tx, turn: &Turn, paper: &mut Record) -> Result<bool, Failure> {
    let blank = |it: &Row| it.record.unit_price("price").is_none();
    let Some(order) = paper.link("sales_order").filter(|_| paper.rows("lines").iter().any(blank)) else {
        return Ok(false);
    };
    let Some(stored) = storage::documents::load(tx, order)? else { return Ok(false) };
    let orders = turn.definitions.require(&stored.document_type)?;
    let order = SalesOrder::from_record(&orders.from_stored(&stored.body).map_err(storage::Error::Corrupt)?);
    let mut rows = paper.rows("lines").to_vec();
    for row in rows.iter_mut().filter(|it| blank(it)) {
        let named = row.record.number("source_line").map(|it| it.raw() / Number::ONE_RAW);
        let item = row.record.link("item").map(ItemId::from);
        let sold = order
            .lines
            .iter()
            .find(|it| Some(it.item) == item && named.is_none_or(|named| i64::from(it.line) == named));
        let price = sold.and_then(|it| order.net_amount(it)?.per(it.quantity));
        row.record.set("price", price.map(Value::UnitPrice));
    }
    let changed = rows != paper.rows("lines");
    paper.set("lines", Some(Value::Rows(rows)));
    Ok(changed)
}

pub(super) fn buyer(record: &Record, today: Day) -> Buyer {
    let days = ["ordered_on", "quoted_on", "day"];
    Buyer {
        customer: record.link("customer").map(CustomerId::from),
        level: None,
        channel: record.link("channel").map(Into::into),
        day: days.into_iter().find_map(|it| record.day(it)).unwrap_or(today),
    }
}

fn given(before: Option<&Record>, open: bool, after: &Record) -> Vec<Given> {
    let same = |name: &str| before.is_some_and(|it| it.get(name) == after.get(name));
    let same_buyer = ["customer", "channel", "ordered_on", "quoted_on"].into_iter().all(same);
    let judge = |row: &Row| {
        let old = before.and_then(|it| it.rows("lines").iter().find(|old| old.line == row.line));
        judge(old.map(|it| &it.record), &row.record, same_buyer || !open, open)
    };
    after.rows("lines").iter().map(judge).collect()
}

fn judge(old: Option<&Record>, new: &Record, same_buyer: bool, open: bool) -> Given {
    let Some(price) = new.unit_price("price") else { return Given::Wanted };
    let by = new.choice("price_by");
    if let Some(old) = old.filter(|old| old.unit_price("price") == Some(price)) {
        let same = |name: &str| old.get(name) == new.get(name);
        let as_was = same("item") && (!open || (same("quantity") && same_buyer));
        if same("price_by") && (as_was || !matches!(by, Some(LIST | ITEM))) {
            return Given::Kept;
        }
        if same("price_by") && open {
            return Given::Wanted;
        }
    }
    match by {
        Some(LIST | ITEM) => Given::Found(price),
        Some(QUOTATION) => Given::Quoted(price),
        _ => Given::Manual,
    }
}

fn settle(row: &mut Row, given: &Given, prices: Option<&Prices>, quoted: &Quoted) {
    let record = &mut row.record;
    let item = record.link("item").map(ItemId::from);
    let found = item.and_then(|it| prices?.find(it, record.quantity("quantity").unwrap_or_default()));
    let by = match given {
        Given::Kept => return,
        Given::Quoted(price) if quoted.get(&(item, record.number("quoted_line"))) == Some(price) => QUOTATION,
        Given::Found(price) | Given::Quoted(price) if found.as_ref().is_none_or(|it| it.price != *price) => {
            MANUAL
        }
        Given::Manual => MANUAL,
        Given::Wanted | Given::Found(_) | Given::Quoted(_) => match &found {
            Some(found) => {
                record.set("price", Some(Value::UnitPrice(found.price)));
                record.set("unit_price", by_unit(record, found.price).map(Value::UnitPrice));
                if found.rule.is_some() { LIST } else { ITEM }
            }
            // Nobody said: what stood there stays, as somebody's own.
            None if record.unit_price("price").is_some() => MANUAL,
            None => return record.set("price_by", None),
        },
    };
    record.set("price_by", Some(Value::Choice(by.to_owned())));
}

/// The same price by the unit in which the line is written.
pub(crate) fn by_unit(line: &Record, price: UnitPrice) -> Option<UnitPrice> {
    let (counted, quantity) = (line.quantity("unit_quantity")?, line.quantity("quantity")?);
    let product = i128::from(price.raw()) * i128::from(quantity.raw());
    i64::try_from(round_div(product, i128::from(counted.raw()).max(1))).ok().map(UnitPrice::from_raw)
}

/// What a quotation said an item costs, by its line.
type Quoted = BTreeMap<(Option<ItemId>, Option<Number>), UnitPrice>;

fn quoted(tx: &mut dyn Tx, turn: &Turn, order: &Record) -> Result<Quoted, Failure> {
    let Some(id) = order.link("quotation") else { return Ok(Quoted::new()) };
    let Some(stored) = storage::documents::load(tx, id)? else { return Ok(Quoted::new()) };
    let definition = turn.definitions.require(&stored.document_type)?;
    let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let line = |row: &Row| {
        let number = Number::whole(i64::from(row.line));
        let item = row.record.link("item").map(ItemId::from);
        row.record.unit_price("price").map(|price| ((item, Some(number)), price))
    };
    Ok(record.rows("lines").iter().filter_map(line).collect())
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
