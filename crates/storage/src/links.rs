//! Who points at whom. Written with every paper, so that "where is it used" needs no search.

use crate::documents::{Name, name};
use crate::{Dialect, Error, Param, Tx, json_sql, params};
use values::{DocumentId, LineNo};

/// One document that points at another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Who points.
    pub from: Name,
    /// The field or column that does: `customer`, `lines.item`.
    pub role: String,
}

/// Replaces everything `document` points at: role, line (0 for header fields), target.
/// [`Error::Constraint`] `link_target` when a target was deleted in the meantime.
pub fn replace(
    tx: &mut dyn Tx,
    document: DocumentId,
    links: &[(String, LineNo, DocumentId)],
) -> Result<(), Error> {
    tx.execute("delete from @.link where document = ?", params![document])?;
    add(tx, document, links)
}

/// [`replace`] for a document that is new, so that there is nothing to take away.
pub fn add(
    tx: &mut dyn Tx,
    document: DocumentId,
    links: &[(String, LineNo, DocumentId)],
) -> Result<(), Error> {
    let params: Vec<Param<'_>> = links
        .iter()
        .flat_map(|(role, line, target)| {
            [document.into(), Param::Text(role), Param::from(*line), (*target).into()]
        })
        .collect();
    let into = "insert into @.link (document, role, line, target) values";
    tx.insert_later(into, "(?, ?, ?, ?)", &params)?;
    match tx.group() {
        // On SQLite nobody can have deleted a target since it was resolved.
        None => Ok(()),
        Some(_) if links.is_empty() => Ok(()),
        Some(group) => {
            group.check_links_of(document);
            Ok(())
        }
    }
}

/// [`Error::Constraint`] `link_target` when one of these documents points at one that was deleted.
pub(crate) fn check_targets(tx: &mut dyn Tx, documents: &[DocumentId]) -> Result<(), Error> {
    if documents.is_empty() {
        return Ok(());
    }
    let select = format!(
        "select l.role, l.target from @.link l where l.document in {}
         and not exists (select 1 from @.document d where d.seq = l.target) limit 1",
        json_sql::among(tx.dialect())
    );
    let missing = tx.query(&select, params![&json_sql::ids(documents.iter().map(|it| it.0))])?;
    match missing.first() {
        None => Ok(()),
        Some(row) => Err(Error::Constraint {
            name: "link_target".to_owned(),
            detail: format!("{} points at document {}, which was deleted", row.text(0), row.int(1)),
        }),
    }
}

/// Lets nobody write links until this transaction ends. Before a document is deleted: whoever is
/// pointing at it right now is then either seen by [`where_used`] or refused by [`replace`].
pub fn freeze(tx: &mut dyn Tx) -> Result<(), Error> {
    match tx.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => tx.batch("lock table @.link in share row exclusive mode"),
    }
}

/// Who points at `target`, the newest first.
pub fn where_used(tx: &mut dyn Tx, target: DocumentId, limit: usize) -> Result<Vec<Use>, Error> {
    // An item may be on a million orders: only as many as asked for are looked up.
    let rows = tx.query(
        "select d.seq, d.id, d.type, d.number, d.title, d.state,
                (select min(l.role) from @.link l where l.document = d.seq and l.target = ?)
         from (select distinct l.document from @.link l where l.target = ?
               order by l.document desc limit ?) as u
         join @.document d on d.seq = u.document order by d.seq desc",
        params![target, target, limit as i64],
    )?;
    Ok(rows.iter().map(|row| Use { from: name(row), role: row.text(6).to_owned() }).collect())
}

/// Whom each of these documents points at in a header field.
pub fn targets_in_role(
    tx: &mut dyn Tx,
    documents: &[DocumentId],
    role: &str,
) -> Result<Vec<(DocumentId, DocumentId)>, Error> {
    let select = format!(
        "select l.document, l.target from @.link l where l.document in {} and l.role = ? and l.line = 0",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(documents.iter().map(|it| it.0)), role])?;
    Ok(rows.iter().map(|it| (DocumentId(it.int(0)), DocumentId(it.int(1)))).collect())
}

/// Whom `document` points at: role, target; each target once a role.
pub fn targets(tx: &mut dyn Tx, document: DocumentId) -> Result<Vec<Use>, Error> {
    let rows = tx.query(
        "select d.seq, d.id, d.type, d.number, d.title, d.state, l.role from @.link l
         join @.document d on d.seq = l.target
         where l.document = ? group by d.seq, d.id, d.type, d.number, d.title, d.state, l.role
         order by l.role, d.seq",
        params![document],
    )?;
    Ok(rows.iter().map(|row| Use { from: name(row), role: row.text(6).to_owned() }).collect())
}

/// How many of the newest that point at `target` are told apart by type.
pub const COUNTED_MAX: usize = 5_000;

/// How many documents of each type point at `target`, of the newest [`COUNTED_MAX`].
pub fn users_by_type(tx: &mut dyn Tx, target: DocumentId) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx.query(
        "select d.type, count(*) from (select distinct l.document from @.link l where l.target = ?
                                       order by l.document desc limit ?) as u
         join @.document d on d.seq = u.document group by d.type order by d.type",
        params![target, COUNTED_MAX as i64],
    )?;
    Ok(rows.iter().map(|it| (it.text(0).to_owned(), it.int(1))).collect())
}

/// Documents of a type that point at `target`, the newest first, from before `before`; and where to
/// go on, when there may be more.
pub fn users_of_type(
    tx: &mut dyn Tx,
    target: DocumentId,
    document_type: &str,
    before: Option<DocumentId>,
    limit: usize,
) -> Result<(Vec<Use>, Option<DocumentId>), Error> {
    const AT_ONCE: usize = 1_000;
    const LOOKS_MAX: usize = 20;
    let mut found = Vec::new();
    let mut before = before.unwrap_or(DocumentId(i64::MAX));
    for _ in 0..LOOKS_MAX {
        let rows = tx.query(
            "select d.seq, d.id, d.type, d.number, d.title, d.state,
                    (select min(l.role) from @.link l where l.document = d.seq and l.target = ?)
             from (select distinct l.document from @.link l where l.target = ? and l.document < ?
                   order by l.document desc limit ?) as u
             join @.document d on d.seq = u.document order by d.seq desc",
            params![target, target, before, AT_ONCE as i64],
        )?;
        for row in &rows {
            before = DocumentId(row.int(0));
            if row.text(2) == document_type {
                found.push(Use { from: name(row), role: row.text(6).to_owned() });
                if found.len() == limit {
                    return Ok((found, Some(before)));
                }
            }
        }
        if rows.len() < AT_ONCE {
            return Ok((found, None));
        }
    }
    Ok((found, Some(before)))
}
