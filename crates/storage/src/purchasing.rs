//! What is agreed with suppliers, and what became of what they delivered.

use crate::{Error, Tx, documents, fulfilments, json_sql, params};
use business::purchasing::agreed_price::AgreedPrice;
use business::{Fulfilment, Terms};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use values::{ClaimId, Day, DocumentId, ItemId, LineNo, Money, Percent, Quantity, SupplierId, UnitPrice};

/// `document` is the return whose goods are to be replaced.
pub fn add_replaced(tx: &mut dyn Tx, document: DocumentId, done: &[&Fulfilment]) -> Result<(), Error> {
    fulfilments::add_to(tx, "replaced", document, done)
}

/// `document` is the inspection, of lines of a receipt.
pub fn add_rejected(tx: &mut dyn Tx, document: DocumentId, done: &[&Fulfilment]) -> Result<(), Error> {
    fulfilments::add_to(tx, "rejected", document, done)
}

/// How much of each line of these orders is to be delivered once more.
pub fn replaced_of(tx: &mut dyn Tx, orders: &[DocumentId]) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    fulfilments::done_in(tx, "replaced", orders)
}

/// What an inspection found no good of each line of these receipts.
pub fn rejected_of(tx: &mut dyn Tx, receipts: &[DocumentId]) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    fulfilments::done_in(tx, "rejected", receipts)
}

/// What is agreed about these items: with `supplier`, else whom to buy them from.
pub fn terms(
    tx: &mut dyn Tx,
    supplier: Option<SupplierId>,
    items: &[ItemId],
) -> Result<BTreeMap<ItemId, Terms>, Error> {
    let ids: BTreeSet<DocumentId> = items.iter().map(|it| (*it).into()).collect();
    let ids: Vec<DocumentId> = ids.into_iter().collect();
    let mut found: BTreeMap<ItemId, Terms> = BTreeMap::new();
    for item in documents::load_many(tx, &ids)? {
        let terms = found.entry(ItemId(item.id.0)).or_default();
        terms.inspect = item.body["inspect"] == true;
        terms.weight = item.body["weight"].as_i64().map(Quantity::from_raw);
    }
    let of_supplier = match supplier {
        Some(it) => documents::load(tx, it.into())?.map(|it| it.body),
        None => None,
    };
    for (item, body) in supplies(tx, &ids)? {
        let terms = found.entry(item).or_default();
        let own = body["supplier"].as_i64().map(SupplierId);
        if supplier.is_none() || own == supplier {
            terms.over_receipt = terms.over_receipt.or(percent(&body, "over_receipt"));
            terms.under_receipt = terms.under_receipt.or(percent(&body, "under_receipt"));
        }
        if terms.main_supplier.is_none() {
            terms.main_supplier = own;
            terms.price = body["price"].as_i64().map(UnitPrice::from_raw);
        }
    }
    if let Some(body) = of_supplier {
        for terms in found.values_mut() {
            terms.over_receipt = terms.over_receipt.or(percent(&body, "over_receipt"));
            terms.under_receipt = terms.under_receipt.or(percent(&body, "under_receipt"));
            terms.inspect |= body["inspect"] == true;
        }
    }
    Ok(found)
}

/// What these items cost with a supplier, where something is agreed.
pub fn agreed_prices(
    tx: &mut dyn Tx,
    supplier: SupplierId,
    items: &[ItemId],
) -> Result<BTreeMap<ItemId, AgreedPrice>, Error> {
    let ids: Vec<DocumentId> = items.iter().map(|it| (*it).into()).collect();
    let price = |it: &Json| it["price"].as_i64().map(UnitPrice::from_raw);
    let agreed = |it: &Json| {
        let steps = it["breaks"].as_array().into_iter().flatten();
        let step = |it: &Json| Some((Quantity::from_raw(it["from"].as_i64()?), price(it)?));
        AgreedPrice { price: price(it), breaks: steps.filter_map(step).collect() }
    };
    let found = supplies(tx, &ids)?;
    let theirs = found.into_iter().filter(|(_, it)| it["supplier"].as_i64() == Some(supplier.0));
    let priced = theirs.map(|(item, it)| (item, agreed(&it))).filter(|it| it.1 != AgreedPrice::default());
    // The main terms win where there are several.
    Ok(priced.rev().collect())
}

fn percent(body: &Json, name: &str) -> Option<Percent> {
    body[name].as_i64().map(Percent::from_raw)
}

/// Active terms of supply of these items: main ones first, older ones first.
fn supplies(tx: &mut dyn Tx, items: &[DocumentId]) -> Result<Vec<(ItemId, Json)>, Error> {
    let select = format!(
        "select l.target, json_text(d.body) from @.link l join @.document d on d.seq = l.document
         where l.role = 'item' and d.type = 'supply' and d.state = 'active' and l.target in {} order by d.seq",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])?;
    let mut found: Vec<(ItemId, Json)> = rows.iter().map(|it| (ItemId(it.int(0)), it.json(1))).collect();
    let rank = |it: &Json| ["main", "backup", "emergency"].iter().position(|class| it["class"] == *class);
    found.sort_by_key(|(_, body)| rank(body));
    Ok(found)
}

/// What a document moved by line, and what it was worth.
pub fn moved_by_line(
    tx: &mut dyn Tx,
    document: DocumentId,
) -> Result<BTreeMap<LineNo, (Quantity, Money)>, Error> {
    let select = "select line, cast(sum(quantity) as bigint), cast(sum(value) as bigint) from @.move
                  where document = ? group by line";
    let rows = tx.query(select, params![document])?;
    let moved = |it: &crate::Row| (Quantity::from_raw(it.int(1)), Money::from_raw(it.int(2)));
    Ok(rows.iter().map(|it| (it.int(0) as LineNo, moved(it))).collect())
}

/// Orders for a purchase request that are drafts yet, the oldest first.
pub fn drafts_for(tx: &mut dyn Tx, request: DocumentId) -> Result<Vec<documents::Stored>, Error> {
    let rows = tx.query(
        "select distinct d.seq from @.link l join @.document d on d.seq = l.document
         where l.target = ? and l.role = 'lines.request' and d.type = 'purchase_order' and d.state = 'draft'
         order by d.seq",
        params![request],
    )?;
    documents::load_many(tx, &rows.iter().map(|it| DocumentId(it.int(0))).collect::<Vec<_>>())
}

/// The contract with a supplier that holds on a day, for each of these items that one is about: of several
/// the one that began last, for its terms are those of supply.
pub fn contracts_for(
    tx: &mut dyn Tx,
    supplier: SupplierId,
    day: Day,
    items: &[ItemId],
) -> Result<BTreeMap<ItemId, DocumentId>, Error> {
    let dialect = tx.dialect();
    let text = |name: &str| json_sql::value(dialect, "d.body", name, json_sql::Stored::Text);
    let (from, until) = (text("valid_from"), text("valid_until"));
    let select = format!(
        "select l.target, d.seq from @.link l join @.document d on d.seq = l.document
         where l.role = 'lines.item' and l.target in {} and d.type = 'purchase_contract'
           and d.state in ('active', 'expired', 'renewed')
           and {} = ? and {from} <= ? and {until} >= ? order by {from}, d.seq",
        json_sql::among(dialect),
        json_sql::value(dialect, "d.body", "supplier", json_sql::Stored::Int),
    );
    let (ids, day) = (json_sql::ids(items.iter().map(|it| it.0)), day.to_string());
    let rows = tx.query(&select, params![&ids, supplier, day.as_str(), day.as_str()])?;
    Ok(rows.iter().map(|it| (ItemId(it.int(0)), DocumentId(it.int(1)))).collect())
}

/// Contracts that are signed and whose first day has come, the oldest first, at most `limit`.
pub fn contracts_to_begin(tx: &mut dyn Tx, today: Day, limit: usize) -> Result<Vec<DocumentId>, Error> {
    let from = json_sql::value(tx.dialect(), "d.body", "valid_from", json_sql::Stored::Text);
    let select = format!(
        "select d.seq from @.document d
         where d.type = 'purchase_contract' and d.state = 'signed' and {from} <= ? order by d.seq limit ?"
    );
    let rows = tx.query(&select, params![today.to_string().as_str(), limit as i64])?;
    Ok(rows.iter().map(|it| DocumentId(it.int(0))).collect())
}

/// The holds that a document has open, and what they keep.
pub fn open_holds(tx: &mut dyn Tx, document: DocumentId) -> Result<BTreeMap<i64, Quantity>, Error> {
    let rows = tx.query("select seq, quantity from @.hold where document = ?", params![document])?;
    Ok(rows.iter().map(|it| (it.int(0), Quantity::from_raw(it.int(1)))).collect())
}

/// The last price paid for each item: to whom, when.
pub fn last_paid(
    tx: &mut dyn Tx,
    items: &[ItemId],
) -> Result<BTreeMap<ItemId, (UnitPrice, SupplierId, Day)>, Error> {
    let select = format!(
        "select item, price, supplier, day from @.price_paid where item in {} order by day, seq",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])?;
    let paid = |it: &crate::Row| {
        (UnitPrice::from_raw(it.int(1)), SupplierId(it.int(2)), Day::from_number(it.int(3) as i32))
    };
    Ok(rows.iter().map(|it| (ItemId(it.int(0)), paid(it))).collect())
}
