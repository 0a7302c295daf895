//! What was done with doors, rights and settings. Only ever added to; what is older than is kept goes as
//! a whole.

use crate::{Error, Param, Tx, params};
use serde_json::Value as Json;
use values::{Instant, UserId};

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the next page starts; 0 of one that is new.
    pub seq: i64,
    pub at: Instant,
    /// 0 for a stranger.
    pub member: UserId,
    /// What the member was called then, or what a stranger called themselves.
    pub name: String,
    pub action: String,
    /// What it was done to.
    pub subject: String,
    pub address: String,
    pub agent: String,
    pub detail: Json,
}

/// Which entries, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub member: Option<UserId>,
    /// An action, or the first word of several: `login`.
    pub action: Option<String>,
    pub subject: Option<String>,
    pub from: Option<Instant>,
    pub until: Option<Instant>,
    /// [`Entry::seq`] of the last one seen.
    pub before: Option<i64>,
    pub limit: usize,
}

pub fn add(tx: &mut dyn Tx, it: &Entry) -> Result<(), Error> {
    tx.execute(
        "insert into @.audit (at, member, name, action, subject, address, agent, detail)
         values (?, ?, ?, ?, ?, ?, ?, json(?))",
        params![
            it.at,
            it.member,
            &it.name,
            &it.action,
            &it.subject,
            &it.address,
            &it.agent,
            Param::Json(&it.detail.to_string())
        ],
    )
    .map(drop)
}

pub fn list(tx: &mut dyn Tx, query: &Query) -> Result<Vec<Entry>, Error> {
    let mut select = "select seq, at, member, name, action, subject, address, agent, json_text(detail)
                      from @.audit where seq < ?"
        .to_owned();
    let mut params: Vec<Param<'_>> = params![query.before.unwrap_or(i64::MAX)].to_vec();
    let prefix = query.action.as_ref().map(|it| format!("{it}_"));
    let mut and = |sql: &str| {
        select.push_str(" and ");
        select.push_str(sql);
    };
    if let Some(it) = query.member {
        and("member = ?");
        params.push(it.into());
    }
    if let (Some(action), Some(prefix)) = (&query.action, &prefix) {
        and("(action = ? or substr(action, 1, ?) = ?)");
        params.extend_from_slice(params![action, prefix.chars().count() as i64, prefix]);
    }
    if let Some(it) = &query.subject {
        and("subject = ?");
        params.push(it.into());
    }
    if let Some(it) = query.from {
        and("at >= ?");
        params.push(it.into());
    }
    if let Some(it) = query.until {
        and("at < ?");
        params.push(it.into());
    }
    select.push_str(" order by seq desc limit ?");
    params.push(Param::Int(query.limit as i64));
    let rows = tx.query(&select, &params)?;
    let entry = |row: &crate::Row| Entry {
        seq: row.int(0),
        at: Instant::from_micros(row.int(1)),
        member: UserId(row.int(2)),
        name: row.text(3).to_owned(),
        action: row.text(4).to_owned(),
        subject: row.text(5).to_owned(),
        address: row.text(6).to_owned(),
        agent: row.text(7).to_owned(),
        detail: row.json(8),
    };
    Ok(rows.iter().map(entry).collect())
}

pub fn forget_before(tx: &mut dyn Tx, at: Instant) -> Result<u64, Error> {
    tx.execute("delete from @.audit where at < ?", params![at])
}
