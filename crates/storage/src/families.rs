//! The items of a family, by its values.

use crate::json_sql::{self, Stored as Form};
use crate::{Error, Tx, params};
use values::{DocumentId, ItemId, UnitPrice};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyItem {
    pub item: ItemId,
    pub number: String,
    pub title: String,
    pub one: String,
    pub two: Option<String>,
    pub sale_price: Option<UnitPrice>,
}

/// Those in use, by code.
pub fn items_of(tx: &mut dyn Tx, family: DocumentId) -> Result<Vec<FamilyItem>, Error> {
    let dialect = tx.dialect();
    let of = |name: &str, form: Form| json_sql::value(dialect, "d.body", name, form);
    let select = format!(
        "select d.seq, d.number, d.title, {}, {}, {}
         from @.link l join @.document d on d.seq = l.document
         where l.target = ? and l.role = 'family' and l.line = 0 and d.type = 'item' and d.state = 'active'
         order by d.number",
        of("value_one", Form::Text),
        of("value_two", Form::Text),
        of("sale_price", Form::Int),
    );
    let rows = tx.query(&select, params![family])?;
    let item = |row: &crate::Row| FamilyItem {
        item: ItemId(row.int(0)),
        number: row.text(1).to_owned(),
        title: row.text(2).to_owned(),
        one: row.opt_text(3).unwrap_or_default().to_owned(),
        two: row.opt_text(4).map(str::to_owned),
        sale_price: row.opt_int(5).map(UnitPrice::from_raw),
    };
    Ok(rows.iter().map(item).collect())
}
