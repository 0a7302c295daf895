//! The lines of price lists in force, and what of an item matters to its price.

use crate::json_sql::{self, Stored as Form};
use crate::{Error, Param, Row, Tx, params};
use business::sales::pricing::{Buyer, PriceRule, Priced};
use std::collections::BTreeMap;
use values::{ChannelId, CustomerId, Day, DocumentId, ItemId, Money, Percent, Quantity, UnitPrice};

/// `document` gives these rules and no others.
pub fn replace(tx: &mut dyn Tx, document: DocumentId, rules: &[PriceRule]) -> Result<(), Error> {
    tx.execute("delete from @.price_rule where document = ?", params![document])?;
    if rules.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(rules.len() * 14);
    for it in rules {
        let (customer, channel) = (it.customer.map_or(0, |it| it.0), it.channel.map_or(0, |it| it.0));
        let (level, category) = (it.level.as_deref().unwrap_or(""), it.category.as_deref().unwrap_or(""));
        params.extend_from_slice(params![document, it.line, it.priority, customer, level, channel]);
        params.extend_from_slice(params![it.item.map_or(0, |it| it.0), category, it.from]);
        params.extend_from_slice(params![it.price, it.percent, it.floor]);
        params.extend_from_slice(params![it.starts, it.ends]);
    }
    let into = "insert into @.price_rule (document, line, priority, customer, level, channel, item, category,
                from_quantity, price, percent, floor, starts, ends) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &params, "").map(drop)
}

/// The rules that this buyer may get for these items, in no order.
pub fn for_buyer(tx: &mut dyn Tx, buyer: &Buyer, items: &[ItemId]) -> Result<Vec<PriceRule>, Error> {
    let select = format!(
        "select document, line, priority, customer, level, channel, item, category, from_quantity, price,
           percent, floor, starts, ends
         from @.price_rule
         where item in {} and customer in (0, ?) and level in ('', ?) and channel in (0, ?)
           and (starts is null or starts <= ?) and (ends is null or ends >= ?)",
        json_sql::among(tx.dialect())
    );
    let items = json_sql::ids(std::iter::once(0).chain(items.iter().map(|it| it.0)));
    let level = buyer.level.as_deref().unwrap_or("");
    let (customer, channel) = (buyer.customer.map_or(0, |it| it.0), buyer.channel.map_or(0, |it| it.0));
    let rows = tx.query(&select, params![&items, customer, level, channel, buyer.day, buyer.day])?;
    Ok(rows.iter().map(rule).collect())
}

fn rule(row: &Row) -> PriceRule {
    let some = |column: usize| Some(row.int(column)).filter(|it| *it != 0);
    let text = |column: usize| Some(row.text(column)).filter(|it| !it.is_empty()).map(str::to_owned);
    let day = |column: usize| row.opt_int(column).map(|it| Day::from_number(it as i32));
    PriceRule {
        list: DocumentId(row.int(0)),
        line: row.int(1) as u32,
        priority: row.int(2),
        customer: some(3).map(CustomerId),
        level: text(4),
        channel: some(5).map(ChannelId),
        item: some(6).map(ItemId),
        category: text(7),
        from: Quantity::from_raw(row.int(8)),
        price: row.opt_int(9).map(UnitPrice::from_raw),
        percent: row.opt_int(10).map(Percent::from_raw),
        floor: row.opt_int(11).map(UnitPrice::from_raw),
        starts: day(12),
        ends: day(13),
    }
}

/// What of these items matters to their prices.
pub fn priced(tx: &mut dyn Tx, items: &[ItemId]) -> Result<BTreeMap<ItemId, Priced>, Error> {
    let dialect = tx.dialect();
    let of = |name: &str, form: Form| json_sql::value(dialect, "d.body", name, form);
    let select = format!(
        "select d.seq, {}, {}, {} from @.document d where d.seq in {}",
        of("category", Form::Text),
        of("sale_price", Form::Int),
        of("floor_price", Form::Int),
        json_sql::among(dialect)
    );
    let rows = tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])?;
    let priced = |row: &Row| Priced {
        item: ItemId(row.int(0)),
        category: row.opt_text(1).map(str::to_owned),
        sale_price: row.opt_int(2).map(UnitPrice::from_raw),
        floor: row.opt_int(3).map(UnitPrice::from_raw),
    };
    Ok(rows.iter().map(priced).map(|it| (it.item, it)).collect())
}

/// Which level a customer has.
pub fn level_of(tx: &mut dyn Tx, customer: CustomerId) -> Result<Option<String>, Error> {
    let level = json_sql::value(tx.dialect(), "d.body", "level", Form::Text);
    let rows = tx.query(&format!("select {level} from @.document d where d.seq = ?"), params![customer])?;
    Ok(rows.first().and_then(|it| it.opt_text(0)).map(str::to_owned))
}

/// What these items cost on average; of what is not there nothing is known.
pub fn average_costs(tx: &mut dyn Tx, items: &[ItemId]) -> Result<BTreeMap<ItemId, UnitPrice>, Error> {
    let select = format!(
        "select item, on_hand, value from @.stock where item in {} and on_hand > 0",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])?;
    let cost = |row: &Row| {
        let (quantity, value) = (Quantity::from_raw(row.int(1)), Money::from_raw(row.int(2)));
        value.per(quantity).map(|it| (ItemId(row.int(0)), it))
    };
    Ok(rows.iter().filter_map(cost).collect())
}
