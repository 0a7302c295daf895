//! What of a return is credited on the orders in exchange for it. Taken back with the order.

use crate::{Error, Tx, json_sql, params};
use business::Credit;
use std::collections::BTreeMap;
use values::{CustomerId, DocumentId, Money};

/// The order `document` credits this and nothing else.
pub fn replace(tx: &mut dyn Tx, document: DocumentId, credit: Option<Credit>) -> Result<(), Error> {
    tx.execute("delete from @.credit where document = ?", params![document])?;
    if let Some(Credit { of, amount }) = credit {
        let insert = "insert into @.credit (document, returned, amount) values (?, ?, ?)";
        tx.execute(insert, params![document, of, amount])?;
    }
    Ok(())
}

/// What of these returns is credited, by return and order.
pub fn of_returns(
    tx: &mut dyn Tx,
    returns: &[DocumentId],
) -> Result<BTreeMap<(DocumentId, DocumentId), Money>, Error> {
    if returns.is_empty() {
        return Ok(BTreeMap::new());
    }
    let select = format!(
        "select returned, document, amount from @.credit where returned in {}",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(returns.iter().map(|it| it.0))])?;
    let credit =
        |it: &crate::Row| ((DocumentId(it.int(0)), DocumentId(it.int(1))), Money::from_raw(it.int(2)));
    Ok(rows.iter().map(credit).collect())
}

/// Whose each of these returns is: the customer's of the order that was shipped.
pub fn returned_by(
    tx: &mut dyn Tx,
    returns: &[DocumentId],
) -> Result<BTreeMap<DocumentId, CustomerId>, Error> {
    if returns.is_empty() {
        return Ok(BTreeMap::new());
    }
    let select = format!(
        "select r.document, c.target from @.link r
         join @.link c on c.document = r.target and c.role = 'customer' and c.line = 0
         where r.role = 'sales_order' and r.line = 0 and r.document in {}",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(returns.iter().map(|it| it.0))])?;
    Ok(rows.iter().map(|it| (DocumentId(it.int(0)), CustomerId(it.int(1)))).collect())
}
