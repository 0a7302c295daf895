//! What was done with doors, rights and settings, and by whom: written in the same transaction as the
//! deed, read by administrators, kept for as long as the company says.
//!
//! **Invariant:** no password, key, code or token is ever written down here.

use crate::app::App;
use crate::caller::{Ability, Caller};
use crate::exports::format_named;
use crate::failure::Failure;
use crate::file::File;
use crate::turn::Turn;
use connect::spreadsheet::export::{Heading, Out, Table};
use documents::Problem;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::io::Cursor;
use storage::Tx;
use storage::audit::{Entry, Query};
use values::{Day, Instant, UserId};

/// What of the log is wanted.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AuditRequest {
    /// A login.
    pub member: Option<String>,
    /// An action, or what several begin with: `login`, `role`.
    pub action: Option<String>,
    pub subject: Option<String>,
    /// Days, both included.
    pub from: Option<String>,
    pub until: Option<String>,
    pub after: Option<i64>,
    pub limit: Option<usize>,
    pub format: Option<String>,
}

const PAGE_USUAL: usize = 50;
const PAGE_MAX: usize = 500;
const EXPORT_MAX: usize = 100_000;
const TEXT_MAX: usize = 200;

/// Notes what a caller did.
pub(crate) fn note(
    tx: &mut dyn Tx,
    turn: &Turn,
    action: &str,
    subject: &str,
    detail: Json,
) -> Result<(), Failure> {
    note_of(tx, &turn.caller, turn.now, action, subject, detail)
}

pub(crate) fn note_of(
    tx: &mut dyn Tx,
    caller: &Caller,
    now: Instant,
    action: &str,
    subject: &str,
    detail: Json,
) -> Result<(), Failure> {
    let mut detail = detail;
    if caller.deputy.is_some() {
        detail["on_behalf_of"] = json!(caller.login);
    }
    let entry = Entry {
        seq: 0,
        at: now,
        member: caller.person(),
        name: caller.person_name().to_owned(),
        action: action.to_owned(),
        subject: short(subject),
        address: short(&caller.origin.address),
        agent: short(&caller.origin.agent),
        detail,
    };
    Ok(storage::audit::add(tx, &entry)?)
}

fn short(text: &str) -> String {
    text.chars().take(TEXT_MAX).collect()
}

/// What differs between two versions of a setting, field by field.
pub(crate) fn difference(before: &Json, after: &Json) -> Json {
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else {
        return json!({ "before": before, "after": after });
    };
    let names = old.keys().chain(new.keys().filter(|it| !old.contains_key(*it)));
    let changed = names.filter(|it| old.get(*it) != new.get(*it));
    let told = changed.map(|it| (it.clone(), json!({ "before": old.get(it), "after": new.get(it) })));
    Json::Object(told.collect())
}

impl App {
    /// [`note`] of what is no write by itself: an export, a failed login.
    pub(crate) async fn audit(
        &self,
        caller: &Caller,
        action: &'static str,
        subject: &str,
        detail: Json,
    ) -> Result<(), Failure> {
        let (caller, subject, now) = (caller.clone(), subject.to_owned(), App::now());
        self.write(move |tx| note_of(tx, &caller, now, action, &subject, detail.clone())).await
    }

    pub async fn list_audit(&self, turn: Turn, request: AuditRequest) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let limit = request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX);
        self.report(move |tx| {
            let mut query = read(tx, &turn, &request, limit + 1)?;
            query.before = request.after;
            let mut rows = storage::audit::list(tx, &query)?;
            let more = rows.len() > limit;
            rows.truncate(limit);
            let next = rows.last().filter(|_| more).map(|it| it.seq);
            let days = turn.company.security.audit_days;
            Ok(json!({ "rows": rows.iter().map(told).collect::<Vec<_>>(), "next": next, "kept_days": days }))
        })
        .await
    }

    pub async fn export_audit(&self, turn: Turn, request: AuditRequest) -> Result<File, Failure> {
        turn.caller.require(Ability::Administer)?;
        let format = format_named(request.format.as_deref().unwrap_or("csv"))?;
        let noting = turn.clone();
        let file = self
            .report(move |tx| {
                let rows = {
                    let query = read(tx, &turn, &request, EXPORT_MAX)?;
                    storage::audit::list(tx, &query)?
                };
                let names = [
                    "时间 / At",
                    "谁 / Who",
                    "动作 / Action",
                    "对象 / Subject",
                    "来自 / From",
                    "浏览器 / Agent",
                    "详情 / Detail",
                ];
                let headings: Vec<Heading> = names.iter().map(|it| Heading::text(it)).collect();
                let broken =
                    |it: std::io::Error| storage::Error::Engine(format!("writing the audit log: {it}"));
                let mut table =
                    Table::start(format, Cursor::new(Vec::new()), "audit", &headings).map_err(broken)?;
                for it in rows {
                    let text = |it: &str| Out::Text(it.to_owned());
                    let row = [
                        text(&it.at.to_string()),
                        text(&it.name),
                        text(&it.action),
                        text(&it.subject),
                        text(&it.address),
                        text(&it.agent),
                        text(&it.detail.to_string()),
                    ];
                    table.row(&row).map_err(broken)?;
                }
                let bytes = table.finish().map_err(broken)?.into_inner();
                let name = format!("audit-{}.{}", turn.today, format.extension());
                Ok(File { name, content_type: format.media_type(), bytes })
            })
            .await?;
        self.audit(&noting.caller, "export_audit", "", json!({})).await?;
        Ok(file)
    }
}

fn read(tx: &mut dyn Tx, turn: &Turn, request: &AuditRequest, limit: usize) -> Result<Query, Failure> {
    let text = |it: &Option<String>| it.clone().filter(|it| !it.is_empty());
    let day = |name: &'static str, it: &Option<String>, plus: i32| -> Result<Option<Instant>, Failure> {
        let Some(written) = text(it) else { return Ok(None) };
        let day: Day =
            written.parse().map_err(|_| vec![Problem::new(name, "not_a_day").with("value", written)])?;
        Ok(Some(turn.company.midnight(day.plus_days(plus))))
    };
    let member = match text(&request.member) {
        None => None,
        Some(login) => Some(storage::members::resolve(tx, &login)?.unwrap_or(UserId(-1))),
    };
    Ok(Query {
        member,
        action: text(&request.action),
        subject: text(&request.subject),
        from: day("from", &request.from, 0)?,
        until: day("until", &request.until, 1)?,
        before: None,
        limit,
    })
}

fn told(it: &Entry) -> Json {
    json!({
        "id": it.seq.to_string(), "at": it.at, "member": it.name, "action": it.action, "subject": it.subject,
        "address": it.address, "agent": it.agent, "detail": it.detail,
    })
}
