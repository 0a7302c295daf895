//! What was bought and sold, line by line: the facts behind most reports.

use crate::{Error, Param, Tx, params};
use business::{Side, Trade};
use std::collections::BTreeMap;
use values::DocumentId;

pub(crate) fn word(side: Side) -> &'static str {
    match side {
        Side::Bought => "bought",
        Side::Sold => "sold",
    }
}

/// Adds what `document` traded. What is traded of one ordered line by one line of paper on one day is one
/// fact, however often a posting says so.
pub fn add(tx: &mut dyn Tx, document: DocumentId, traded: &[&Trade]) -> Result<(), Error> {
    let mut facts: BTreeMap<_, Trade> = BTreeMap::new();
    for &it in traded {
        let key = (it.side, it.day, it.line, it.source.map_or(0, |it| it.line));
        let same = facts.entry(key).and_modify(|sum| {
            sum.quantity = sum.quantity.plus(it.quantity);
            sum.amount = sum.amount.plus(it.amount);
            sum.cost = sum.cost.plus(it.cost);
        });
        same.or_insert_with(|| it.clone());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(facts.len() * 14);
    for ((side, day, line, source_line), it) in &facts {
        params.extend_from_slice(params![document, *line, *source_line, it.source.map(|it| it.document)]);
        params.extend_from_slice(params![word(*side), *day, it.item, it.warehouse, it.partner]);
        params.extend_from_slice(params![it.channel, it.member, it.quantity, it.amount, it.cost]);
    }
    let into =
        "insert into @.trade (document, line, source_line, source_document, side, day, item, warehouse,
                                     partner, channel, member, quantity, amount, cost) values";
    let update = "on conflict (side, day, document, line, source_line) do update
                  set quantity = trade.quantity + excluded.quantity, amount = trade.amount + excluded.amount,
                      cost = trade.cost + excluded.cost";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &params, update).map(drop)
}
