//! Documents that somebody took over from who made them. Where there is no row, who made it keeps it.

use crate::{Error, Tx, json_sql, params, query_one};
use values::{DocumentId, UserId};

/// These documents are `member`'s from now on.
pub fn give(tx: &mut dyn Tx, documents: &[DocumentId], member: UserId) -> Result<(), Error> {
    if documents.is_empty() {
        return Ok(());
    }
    let update = format!(
        "insert into @.keeper (document, member) select d.seq, ? from @.document d where d.seq in {}
         on conflict (document) do update set member = excluded.member",
        json_sql::among(tx.dialect())
    );
    tx.execute(&update, params![member, &json_sql::ids(documents.iter().map(|it| it.0))]).map(drop)
}

/// Who took it over; `None` of one that nobody did.
pub fn of(tx: &mut dyn Tx, document: DocumentId) -> Result<Option<UserId>, Error> {
    let row = query_one(tx, "select member from @.keeper where document = ?", params![document])?;
    Ok(row.map(|it| UserId(it.int(0))))
}

pub fn forget(tx: &mut dyn Tx, document: DocumentId) -> Result<(), Error> {
    tx.execute("delete from @.keeper where document = ?", params![document]).map(drop)
}
