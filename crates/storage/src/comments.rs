//! What people say about documents, and who wants to hear of them. Both outlive their document, like
//! its history.

use crate::{Error, Param, Row, Tx, json_sql, params, query_one};
use values::{DocumentId, Instant, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Counted from 1 for each document.
    pub number: i64,
    pub by: UserId,
    pub at: Instant,
    pub edited_at: Option<Instant>,
    /// Its text is gone; that there was one stays.
    pub removed: bool,
    pub text: String,
    pub mentions: Vec<UserId>,
    /// What it said before it was edited, the oldest first.
    pub earlier: Vec<Earlier>,
}

/// What a comment said until it was edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Since when it said so.
    pub at: Instant,
    pub text: String,
}

const COLUMNS: &str = "number, member, at, edited_at, removed, text, json_text(mentions), json_text(earlier)";

/// How many a document has, removed ones too. The caller holds the document's lock.
pub fn count(tx: &mut dyn Tx, document: DocumentId) -> Result<i64, Error> {
    let select = "select coalesce(max(number), 0) from @.comment where document = ?";
    Ok(query_one(tx, select, params![document])?.map_or(0, |it| it.int(0)))
}

pub fn insert(tx: &mut dyn Tx, document: DocumentId, it: &Comment) -> Result<(), Error> {
    tx.execute(
        "insert into @.comment (document, number, member, at, edited_at, removed, text, mentions)
         values (?, ?, ?, ?, null, 0, ?, json(?))",
        params![document, it.number, it.by, it.at, &it.text, Param::Json(&ids(&it.mentions))],
    )
    .map(drop)
}

/// Writes text, earlier texts, mentions, and whether it was edited or removed.
pub fn update(tx: &mut dyn Tx, document: DocumentId, it: &Comment) -> Result<(), Error> {
    tx.execute(
        "update @.comment set edited_at = ?, removed = ?, text = ?, mentions = json(?), earlier = json(?)
         where document = ? and number = ?",
        params![
            it.edited_at,
            it.removed,
            &it.text,
            Param::Json(&ids(&it.mentions)),
            Param::Json(&texts(&it.earlier)),
            document,
            it.number
        ],
    )
    .map(drop)
}

pub fn load(tx: &mut dyn Tx, document: DocumentId, number: i64) -> Result<Option<Comment>, Error> {
    let select = format!("select {COLUMNS} from @.comment where document = ? and number = ?");
    Ok(query_one(tx, &select, params![document, number])?.as_ref().map(comment))
}

/// The newest first, before `before` when that is given.
pub fn list(
    tx: &mut dyn Tx,
    document: DocumentId,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Comment>, Error> {
    let select = format!(
        "select {COLUMNS} from @.comment where document = ? and number < ? order by number desc limit ?"
    );
    let rows = tx.query(&select, params![document, before.unwrap_or(i64::MAX), limit as i64])?;
    Ok(rows.iter().map(comment).collect())
}

/// Who chose to follow the document, or not to.
pub fn choices(tx: &mut dyn Tx, document: DocumentId) -> Result<Vec<(UserId, bool)>, Error> {
    let select = "select member, follows from @.follower where document = ? order by member";
    Ok(tx.query(select, params![document])?.iter().map(|it| (UserId(it.int(0)), it.bool(1))).collect())
}

pub fn set_choice(tx: &mut dyn Tx, document: DocumentId, member: UserId, follows: bool) -> Result<(), Error> {
    tx.execute(
        "insert into @.follower (document, member, follows) values (?, ?, ?)
         on conflict (document, member) do update set follows = excluded.follows",
        params![document, member, follows],
    )
    .map(drop)
}

/// [`set_choice`] unless the member chose already.
pub fn choose_if_new(
    tx: &mut dyn Tx,
    document: DocumentId,
    member: UserId,
    follows: bool,
) -> Result<(), Error> {
    tx.execute(
        "insert into @.follower (document, member, follows) values (?, ?, ?)
         on conflict (document, member) do nothing",
        params![document, member, follows],
    )
    .map(drop)
}

/// Of these documents the member does not follow any by choice.
pub fn forget_choice(tx: &mut dyn Tx, documents: &[DocumentId], member: UserId) -> Result<(), Error> {
    let among = json_sql::among(tx.dialect());
    let delete = format!("delete from @.follower where member = ? and document in {among}");
    tx.execute(&delete, params![member, &json_sql::ids(documents.iter().map(|it| it.0))]).map(drop)
}

/// Everything said about a document that is gone for good.
pub fn forget(tx: &mut dyn Tx, document: DocumentId) -> Result<(), Error> {
    tx.execute("delete from @.comment where document = ?", params![document])?;
    tx.execute("delete from @.follower where document = ?", params![document]).map(drop)
}

fn ids(all: &[UserId]) -> String {
    let all: Vec<i64> = all.iter().map(|it| it.0).collect();
    serde_json::to_string(&all).expect("numbers are JSON")
}

fn texts(all: &[Earlier]) -> String {
    let all: Vec<(i64, &str)> = all.iter().map(|it| (it.at.micros(), it.text.as_str())).collect();
    serde_json::to_string(&all).expect("numbers and texts are JSON")
}

fn comment(row: &Row) -> Comment {
    let mentions: Vec<i64> = serde_json::from_value(row.json(6)).unwrap_or_default();
    let earlier: Vec<(i64, String)> = serde_json::from_value(row.json(7)).unwrap_or_default();
    Comment {
        number: row.int(0),
        by: UserId(row.int(1)),
        at: Instant::from_micros(row.int(2)),
        edited_at: row.opt_int(3).map(Instant::from_micros),
        removed: row.bool(4),
        text: row.text(5).to_owned(),
        mentions: mentions.into_iter().map(UserId).collect(),
        earlier: earlier
            .into_iter()
            .map(|(at, text)| Earlier { at: Instant::from_micros(at), text })
            .collect(),
    }
}
