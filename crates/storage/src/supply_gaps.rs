//! Items that matter and that too few suppliers deliver.

use crate::json_sql::{self, Stored};
use crate::{Dialect, Error, Param, Row, Tx, params};
use values::{DocumentId, ItemId, Money, Quantity};

/// An item of class A with fewer suppliers in force than wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short {
    pub item: ItemId,
    /// What it was sold for in the judged year.
    pub value: Money,
    pub per_day: Quantity,
    pub suppliers: i64,
}

/// Terms in force of one supplier in use, for one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    pub item: ItemId,
    pub supplier: DocumentId,
    /// `main`, `backup` or `emergency`.
    pub class: String,
}

/// `item`, `supplier` and `class` of terms `d`, and which of them are in force.
fn terms(dialect: Dialect) -> ([String; 3], String) {
    let value = |name, stored| json_sql::value(dialect, "d.body", name, stored);
    let [item, supplier] = ["item", "supplier"].map(|it| value(it, Stored::Int));
    let in_force = format!(
        "d.type = 'supply' and d.state = 'active'
         and exists (select 1 from @.document p where p.seq = {supplier} and p.state = 'active')"
    );
    ([item, supplier, value("class", Stored::Text)], in_force)
}

/// Those with fewer than `wanted` suppliers, the most valuable first; `after` is the value and item of the page before.
pub fn list(
    tx: &mut dyn Tx,
    wanted: i64,
    after: Option<(Money, ItemId)>,
    limit: usize,
) -> Result<Vec<Short>, Error> {
    let ([item, supplier, _], in_force) = terms(tx.dialect());
    let mut select = format!(
        "select item, value, per_day, suppliers from (
           select c.item, c.value, c.per_day,
                  (select count(distinct {supplier}) from @.document d where {in_force} and {item} = c.item) as suppliers
           from @.item_class c join @.document i on i.seq = c.item and i.state = 'active' where c.abc = 'A'
         ) as main where suppliers < ?"
    );
    let mut params: Vec<Param<'_>> = params![wanted].to_vec();
    if let Some((value, item)) = after {
        select.push_str(" and (value, item) < (?, ?)");
        params.extend_from_slice(params![value, item]);
    }
    select.push_str(" order by value desc, item desc limit ?");
    params.push((limit as i64).into());
    let short = |row: &Row| Short {
        item: ItemId(row.int(0)),
        value: Money::from_raw(row.int(1)),
        per_day: Quantity::from_raw(row.int(2)),
        suppliers: row.int(3),
    };
    Ok(tx.query(&select, &params)?.iter().map(short).collect())
}

/// Who delivers these items now.
pub fn in_force(tx: &mut dyn Tx, items: &[ItemId]) -> Result<Vec<InForce>, Error> {
    let ([item, supplier, class], in_force) = terms(tx.dialect());
    let select = format!(
        "select {item}, {supplier}, coalesce({class}, 'main') from @.document d
         where {in_force} and {item} in {} order by d.seq",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])?;
    let terms = |row: &Row| InForce {
        item: ItemId(row.int(0)),
        supplier: DocumentId(row.int(1)),
        class: row.text(2).to_owned(),
    };
    Ok(rows.iter().map(terms).collect())
}
