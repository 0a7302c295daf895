//! Documents a day of which has come, and of which days people were told.

use crate::json_sql::{self, Stored};
use crate::{Error, Param, Tx, documents::literal, is_identifier, params};
use documents::{DocumentType, Reminder};
use std::collections::BTreeSet;
use values::{Day, DocumentId};

/// A document of which people are to be told, and the day that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub document: DocumentId,
    pub day: Day,
}

/// What a reminder has to tell of on `today` and nobody was told: what is due soonest first, at most `limit`.
/// What was due before `since` is history. Read through the index of the day or, where the reminder names states,
/// through that of the state.
pub fn due(
    tx: &mut dyn Tx,
    on: &DocumentType,
    reminder: &Reminder,
    (since, today): (Day, Day),
    limit: usize,
) -> Result<Vec<Due>, Error> {
    let value = |name: &str| match is_identifier(name) {
        true => Ok(json_sql::value(tx.dialect(), "d.body", name, Stored::Text)),
        false => Err(Error::Fault(format!("`{name}` is no name of a field"))),
    };
    let (day, about, document_type) = (value(&reminder.day)?, value(reminder.about())?, literal(&on.name)?);
    let in_state = match reminder.states.as_slice() {
        [] => String::new(),
        states => format!(" and d.state in ({})", vec!["?"; states.len()].join(", ")),
    };
    let select = format!(
        "select d.seq, {about} from @.document d
         where d.type = {document_type} and {day} <= ? and {about} >= ?{in_state}
         and not exists (select 1 from @.reminded r
                         where r.document = d.seq and r.reminder = ? and r.day = {about})
         order by {about}, d.seq limit ?"
    );
    let (until, since) = (today.plus_days(reminder.days_before).to_string(), since.to_string());
    let mut params: Vec<Param<'_>> = params![&until, &since].to_vec();
    params.extend(reminder.states.iter().map(Param::from));
    params.extend_from_slice(params![&reminder.name, limit as i64]);
    let rows = tx.query(&select, &params)?;
    // A text that is no day was stored by another definition; nobody waits for it.
    let due = rows.iter().filter_map(|row| {
        let day = row.text(1).parse().ok()?;
        Some(Due { document: DocumentId(row.int(0)), day })
    });
    Ok(due.collect())
}

/// People were told of it.
pub fn note(tx: &mut dyn Tx, reminder: &str, due: &[Due]) -> Result<(), Error> {
    let days: Vec<String> = due.iter().map(|it| it.day.to_string()).collect();
    let mut params: Vec<Param<'_>> = Vec::with_capacity(due.len() * 3);
    for (it, day) in due.iter().zip(&days) {
        params.extend_from_slice(params![it.document, reminder, day]);
    }
    let into = "insert into @.reminded (document, reminder, day) values";
    let again = "on conflict (document, reminder) do update set day = excluded.day";
    tx.insert_rows(into, "(?, ?, ?)", &params, again).map(drop)
}

/// People were told of these documents once, however long it stays so: the day is never history.
pub fn note_for_good(tx: &mut dyn Tx, reminder: &str, documents: &[DocumentId]) -> Result<(), Error> {
    let day = Day::from_ymd(9999, 12, 31).expect("a day of the calendar");
    let due: Vec<Due> = documents.iter().map(|it| Due { document: *it, day }).collect();
    note(tx, reminder, &due)
}

/// Drops what was due before `day`: [`due`] does not look at it any more.
pub fn forget_before(tx: &mut dyn Tx, day: Day) -> Result<u64, Error> {
    tx.execute("delete from @.reminded where day < ?", params![&day.to_string()])
}

/// Documents of which people were told by `reminder`.
pub fn told(tx: &mut dyn Tx, reminder: &str) -> Result<BTreeSet<DocumentId>, Error> {
    let rows = tx.query("select document from @.reminded where reminder = ?", params![reminder])?;
    Ok(rows.iter().map(|it| DocumentId(it.int(0))).collect())
}

/// What was cured: should it come back, people are told again.
pub fn forget(tx: &mut dyn Tx, reminder: &str, documents: &[DocumentId]) -> Result<(), Error> {
    if documents.is_empty() {
        return Ok(());
    }
    let delete = format!(
        "delete from @.reminded where reminder = ? and document in {}",
        json_sql::among(tx.dialect())
    );
    tx.execute(&delete, params![reminder, &json_sql::ids(documents.iter().map(|it| it.0))]).map(drop)
}
