//! What lines cost when they are sold: by price lists, by a quotation, and when goods come back by their order.

use crate::failure::Failure;
use crate::papers::{FoundPrices, ITEM, LIST};
use crate::turn::Turn;
use business::sales::pricing::{self, Buyer, PriceRule, Priced};
use business::sales::sales_order::{Line, SalesOrder};
use documents::{Record, Row};
use std::collections::BTreeMap;
use storage::Tx;
use values::{CustomerId, Day, ItemId, LineNo, Number, Quantity, UnitPrice};

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

/// What these lines of `paper` cost its customer, by price lists and else as their items are sold.
pub(crate) fn list_prices(
    tx: &mut dyn Tx,
    turn: &Turn,
    paper: &Record,
    asked: &[&Row],
) -> Result<FoundPrices, Failure> {
    let items = asked.iter().filter_map(|it| item(it)).collect();
    let prices = Prices::load(tx, buyer(paper, turn.today), items)?;
    let found = asked.iter().filter_map(|row| {
        let found = prices.find(item(row)?, row.record.quantity("quantity").unwrap_or_default())?;
        Some((row.line, (found.price, if found.rule.is_some() { LIST } else { ITEM })))
    });
    Ok(found.collect())
}

fn buyer(record: &Record, today: Day) -> Buyer {
    let days = ["ordered_on", "quoted_on"];
    Buyer {
        customer: record.link("customer").map(CustomerId::from),
        level: None,
        channel: record.link("channel").map(Into::into),
        day: days.into_iter().find_map(|it| record.day(it)).unwrap_or(today),
    }
}

/// What the quotation that `order` is of said that these lines cost.
pub(crate) fn quoted_prices(
    tx: &mut dyn Tx,
    turn: &Turn,
    order: &Record,
    asked: &[&Row],
) -> Result<BTreeMap<LineNo, UnitPrice>, Failure> {
    let Some(id) = order.link("quotation") else { return Ok(BTreeMap::new()) };
    let Some(stored) = storage::documents::load(tx, id)? else { return Ok(BTreeMap::new()) };
    let definition = turn.definitions.require(&stored.document_type)?;
    let quotation = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let price = |row: &&Row| {
        let is_it = |it: &&Row| is_line(it.line, row.record.number("quoted_line")) && item(it) == item(row);
        let offered = quotation.rows("lines").iter().find(is_it)?;
        Some((row.line, offered.record.unit_price("price")?))
    };
    Ok(asked.iter().filter_map(price).collect())
}

/// What comes back is worth what it was sold for, every discount taken off.
pub(crate) fn sold_for(
    tx: &mut dyn Tx,
    turn: &Turn,
    back: &Record,
    asked: &[&Row],
) -> Result<BTreeMap<LineNo, UnitPrice>, Failure> {
    let Some(order) = back.link("sales_order") else { return Ok(BTreeMap::new()) };
    let Some(stored) = storage::documents::load(tx, order)? else { return Ok(BTreeMap::new()) };
    let orders = turn.definitions.require(&stored.document_type)?;
    let order = SalesOrder::from_record(&orders.from_stored(&stored.body).map_err(storage::Error::Corrupt)?);
    let price = |row: &&Row| {
        let named = row.record.number("source_line");
        let is_it = |it: &&Line| Some(it.item) == item(row) && (named.is_none() || is_line(it.line, named));
        let sold = order.lines.iter().find(is_it)?;
        Some((row.line, order.net_amount(sold)?.per(sold.quantity)?))
    };
    Ok(asked.iter().filter_map(price).collect())
}

fn item(row: &Row) -> Option<ItemId> {
    row.record.link("item").map(ItemId::from)
}

fn is_line(line: LineNo, named: Option<Number>) -> bool {
    named.is_some_and(|it| it.raw() / Number::ONE_RAW == i64::from(line))
}
