//! What members are told: that they were mentioned, that something was said about a document they
//! follow, that somebody changed it, that a day of it has come, that it moved what is far out of line, or that
//! what it plans is late. Only what they may see is ever shown to them.

use super::view::{Called, found_stored};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::{self, Gate};
use crate::turn::Turn;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::{Name, Stored};
use storage::notices::{News, Notice};
use values::{DocumentId, UserId};

const PAGE_USUAL: usize = 30;
const PAGE_MAX: usize = 100;
/// Counted up to here; a screen shows `99+`.
const UNREAD_MAX: usize = 100;

/// Which notices were read: one, those about one document, or all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadNotices {
    #[serde(default)]
    pub id: Option<String>,
    #[serde(default)]
    pub document: Option<NamedDocument>,
    #[serde(default)]
    pub all: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedDocument {
    #[serde(rename = "type")]
    pub document_type: String,
    pub id: String,
}

/// What a list of notices asks for.
#[derive(Clone, Debug, Default)]
pub struct NoticeRequest {
    pub unread: bool,
    pub after: Option<i64>,
    pub limit: Option<usize>,
}

impl App {
    /// The caller's own, the newest first.
    pub async fn notices(&self, turn: Turn, request: NoticeRequest) -> Result<Json, Failure> {
        self.read(move |tx| {
            let limit = request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX);
            let user = turn.caller.user;
            let mut found = storage::notices::list(tx, user, request.unread, request.after, limit + 1)?;
            let more = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| more).map(|it| it.id.to_string());
            let unread = storage::notices::unread(tx, user, UNREAD_MAX)?;
            let documents = found.iter().map(|it| it.document).chain(unread.iter().map(|it| it.1));
            let visible = visible(tx, &turn, documents.collect())?;
            hide_days(tx, &turn, &visible, &mut found)?;
            name_items(tx, &turn, &mut found)?;
            let called = Called::load(tx, &turn, BTreeSet::new(), found.iter().map(|it| it.by).collect())?;
            let rows = found.iter().filter_map(|it| {
                let (name, is_there) = visible.get(&it.document)?;
                Some(json!({
                    "id": it.id.to_string(), "kind": it.kind, "at": it.at, "by": called.member(it.by),
                    "count": it.count, "detail": it.detail, "read": it.read_at.is_some(),
                    "document": {
                        "type": name.document_type, "id": name.uuid, "number": name.number,
                        "title": name.title, "state": name.state, "deleted": !is_there,
                    },
                }))
            });
            let rows: Vec<Json> = rows.collect();
            let unread = unread.iter().filter(|it| visible.contains_key(&it.1)).count();
            Ok(json!({ "rows": rows, "next": next, "unread": unread }))
        })
        .await
    }

    /// Returns how many were not read before.
    pub async fn read_notices(&self, turn: Turn, request: ReadNotices) -> Result<u64, Failure> {
        let user = turn.caller.user;
        if let Some(named) = request.document {
            let definition = turn.definitions.require(&named.document_type)?.clone();
            turn.caller.require_action(Action::Read, &definition)?;
            // Opening a document asks this each time, so that it writes only when there is something.
            let NamedDocument { id, .. } = named;
            let now = turn.now;
            let unread = self.read(move |tx| {
                let found = found_stored(tx, &turn, &definition, &id)?;
                Ok(storage::notices::is_unread(tx, user, found.id)?.then_some(found.id))
            });
            let Some(id) = unread.await? else { return Ok(0) };
            return self.write(move |tx| Ok(storage::notices::read_of(tx, user, id, now)?)).await;
        }
        let id = match (&request.id, request.all) {
            (Some(id), _) => Some(id.parse().unwrap_or(-1)),
            (None, true) => None,
            (None, false) => return Ok(0),
        };
        self.write(move |tx| Ok(storage::notices::read(tx, user, id, turn.now)?)).await
    }
}

/// Those of these documents that the caller may read, and whether they are there or in the bin.
fn visible(
    tx: &mut dyn Tx,
    turn: &Turn,
    ids: BTreeSet<DocumentId>,
) -> Result<BTreeMap<DocumentId, (Name, bool)>, Failure> {
    let ids: Vec<DocumentId> = ids.into_iter().collect();
    let mut all: BTreeMap<DocumentId, (Name, bool)> =
        gate::names(tx, turn, &ids)?.into_iter().map(|it| (it.id, (it, true))).collect();
    for name in storage::trash::names(tx, &ids)? {
        let Some(on) = turn.definitions.get(&name.document_type) else { continue };
        let Some(rows) = Gate::of(tx, turn, on)?.rows(&BTreeSet::new()) else { continue };
        if !storage::trash::among(tx, on, &rows, &[name.id])?.is_empty() {
            all.insert(name.id, (name, false));
        }
    }
    Ok(all)
}

/// Takes the day out of reminders of a field that the caller may not see.
fn hide_days(
    tx: &mut dyn Tx,
    turn: &Turn,
    visible: &BTreeMap<DocumentId, (Name, bool)>,
    notices: &mut [Notice],
) -> Result<(), Failure> {
    for it in notices.iter_mut().filter(|it| it.kind == "reminder") {
        let Some((name, _)) = visible.get(&it.document) else { continue };
        let Some(on) = turn.definitions.get(&name.document_type) else { continue };
        let hidden = Gate::of(tx, turn, on)?.here_at(tx, it.document)?.hidden();
        let reminder = on.reminders.iter().find(|known| it.detail["reminder"] == known.name.as_str());
        if reminder.is_none_or(|it| hidden.contains(it.about()) || hidden.contains(&it.day)) {
            it.detail["due"] = Json::Null;
        }
    }
    Ok(())
}

/// Says which item is unusual or short of suppliers; of one that the caller may not see only that one is.
fn name_items(tx: &mut dyn Tx, turn: &Turn, notices: &mut [Notice]) -> Result<(), Failure> {
    let names_one = |it: &&mut Notice| matches!(it.kind.as_str(), "unusual" | "suppliers");
    let item = |it: &Notice| it.detail["item"].as_i64().map(DocumentId);
    let ids: BTreeSet<DocumentId> = notices.iter_mut().filter(names_one).filter_map(|it| item(it)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<DocumentId> = ids.into_iter().collect();
    let names = gate::names(tx, turn, &ids)?;
    for it in notices.iter_mut().filter(names_one) {
        let name = names.iter().find(|name| Some(name.id) == item(it));
        it.detail = match name {
            None => json!({ "why": it.detail["why"] }),
            Some(name) => {
                let mut detail = std::mem::take(&mut it.detail);
                detail["item"] = json!(if name.title.is_empty() { &name.number } else { &name.title });
                if let Some(detail) = detail.as_object_mut() {
                    detail.remove("items");
                }
                detail
            }
        };
    }
    Ok(())
}

/// Who follows a document: whose it is and who chose to, but not who chose not to. It is who took it over's,
/// and who made it otherwise.
pub(crate) fn followers(tx: &mut dyn Tx, stored: &Stored) -> Result<BTreeSet<UserId>, Failure> {
    let keeper = storage::keepers::of(tx, stored.id)?;
    let mut all = BTreeSet::from([keeper.unwrap_or(stored.created_by)]);
    for (member, follows) in storage::comments::choices(tx, stored.id)? {
        if follows {
            all.insert(member);
        } else {
            all.remove(&member);
        }
    }
    all.remove(&UserId(0)); // The system reads no notices.
    Ok(all)
}

/// Somebody changed the document: those who follow it hear of it, but not who did it.
pub(super) fn tell_followers(
    tx: &mut dyn Tx,
    turn: &Turn,
    stored: &Stored,
    action: &str,
) -> Result<(), Failure> {
    let mut followers = followers(tx, stored)?;
    followers.remove(&turn.caller.user);
    tell(tx, turn, stored, "change", &followers, &json!({ "action": action, "state": stored.state }))
}

/// Tells these members, and their open screens.
pub(crate) fn tell(
    tx: &mut dyn Tx,
    turn: &Turn,
    stored: &Stored,
    kind: &str,
    members: &BTreeSet<UserId>,
    detail: &Json,
) -> Result<(), Failure> {
    if members.is_empty() {
        return Ok(());
    }
    let news = News { kind, document: stored.id, by: turn.caller.user, at: turn.now, detail };
    for member in members {
        storage::notices::tell(tx, *member, news)?;
    }
    let members: Vec<i64> = members.iter().map(|it| it.0).collect();
    Ok(storage::events::append(tx, turn.now, "notice", None, &json!({ "members": members }))?)
}
