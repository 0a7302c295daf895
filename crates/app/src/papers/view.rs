//! A document as the outside sees it: texts for amounts, numbers for links, and what the caller may
//! do with it now.

use super::lookups::LookedUp;
use crate::app::App;
use crate::caller::{Action, Caller};
use crate::failure::{Failure, Kind, Refused};
use crate::gate::{self, Gate, HIDDEN, Here, hide, hide_told, is_hidden};
use crate::purchasing::told_of_contract;
use crate::turn::Turn;
use business::CalledOff;
use documents::{DocumentType, Record};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::{Name, Stored};
use uuid::Uuid;
use values::{ClaimId, Day, DocumentId, Instant, ItemId, Quantity, UserId};

impl App {
    /// One document, by id or number.
    pub async fn get_document(&self, turn: Turn, document_type: &str, id: &str) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let (stored, record) = found(tx, &turn, &definition, &id)?;
            view(tx, &turn, &definition, &stored, &record)
        })
        .await
    }
}

pub(crate) fn absent(definition: &DocumentType, id: &str) -> Refused {
    let (zh, en) = (format!("{} {id}", definition.label.zh), format!("{} {id}", definition.label.en));
    Refused::not_found(&zh, &en)
}

/// A document that the caller may see, with every field: [`hide`] what is hidden before it is shown.
pub(crate) fn found(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    id: &str,
) -> Result<(Stored, Record), Failure> {
    let stored = found_stored(tx, turn, definition, id)?;
    let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    Ok((stored, record))
}

/// [`found`] without reading what is written on it.
pub(crate) fn found_stored(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    id: &str,
) -> Result<Stored, Failure> {
    let stored = storage::documents::find(tx, &definition.name, id)?.ok_or_else(|| absent(definition, id))?;
    require_seen(tx, turn, definition, &stored, id)?;
    Ok(stored)
}

fn require_seen(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    stored: &Stored,
    id: &str,
) -> Result<(), Failure> {
    turn.caller.require_action(Action::Read, definition)?;
    let seen =
        turn.caller.sees_all(definition) || Gate::of(tx, turn, definition)?.here_at(tx, stored.id)?.sees();
    if seen { Ok(()) } else { Err(absent(definition, id).into()) }
}

/// The document, locked, at the version the caller saw. A stale save is told what changed since.
pub(crate) fn locked(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    id: &str,
    version: Option<i64>,
) -> Result<(Stored, Record), Failure> {
    let stored = storage::documents::find_locked(tx, &definition.name, id)?;
    let stored = stored.ok_or_else(|| absent(definition, id))?;
    require_seen(tx, turn, definition, &stored, id)?;
    if let Some(seen) = version
        && seen != stored.version
    {
        let changes = super::history::since(tx, turn, definition, stored.id, seen)?;
        return Err(Refused::new(
            Kind::Conflict,
            "stale_version",
            "别人刚刚改过这张单据",
            "Somebody changed this document in the meantime",
        )
        .instead("查看对方的修改后再保存", "Look at their changes, then save again")
        .with(json!({ "version": stored.version, "seen": seen, "changes": changes }))
        .into());
    }
    let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    Ok((stored, record))
}

/// What linked documents and members are called; documents that may not be seen are not named.
pub(crate) struct Called {
    papers: BTreeMap<DocumentId, Name>,
    members: BTreeMap<UserId, (String, String)>,
    looked_up: LookedUp,
}

impl Called {
    pub(crate) fn load(
        tx: &mut dyn Tx,
        turn: &Turn,
        papers: BTreeSet<DocumentId>,
        members: BTreeSet<UserId>,
    ) -> Result<Called, Failure> {
        let papers: Vec<DocumentId> = papers.into_iter().collect();
        let found = gate::names(tx, turn, &papers)?;
        let mut called = BTreeMap::new();
        for id in members {
            if let Some(it) = storage::members::load(tx, id)? {
                called.insert(id, (it.login, it.name));
            }
        }
        Ok(Called {
            papers: found.into_iter().map(|it| (it.id, it)).collect(),
            members: called,
            looked_up: LookedUp::default(),
        })
    }

    pub(crate) fn number(&self, id: DocumentId) -> String {
        self.papers.get(&id).map_or_else(|| HIDDEN.to_owned(), |it| it.number.clone())
    }

    /// What people call it, else its number.
    pub(crate) fn title(&self, id: DocumentId) -> &str {
        self.papers.get(&id).map_or(HIDDEN, |it| if it.title.is_empty() { &it.number } else { &it.title })
    }

    pub(crate) fn document(&self, id: DocumentId) -> Option<Json> {
        let it = self.papers.get(&id)?;
        Some(json!({ "type": it.document_type, "id": it.uuid, "number": it.number }))
    }

    pub(crate) fn member(&self, id: UserId) -> Json {
        let name = self.members.get(&id).map_or("", |(_, name)| name);
        json!({ "id": id.0.to_string(), "name": name })
    }

    pub(crate) fn login(&self, id: UserId) -> String {
        self.members.get(&id).map_or_else(String::new, |(login, _)| login.clone())
    }

    /// By type, then number: what a screen needs to show and follow a link.
    pub(crate) fn links(&self) -> Json {
        let mut by_type: BTreeMap<&str, Map<String, Json>> = BTreeMap::new();
        for it in self.papers.values() {
            let told = json!({ "id": it.uuid, "title": it.title });
            by_type.entry(&it.document_type).or_default().insert(it.number.clone(), told);
        }
        json!(by_type)
    }
}

impl Called {
    /// All that a document mentions.
    pub(crate) fn of(
        tx: &mut dyn Tx,
        turn: &Turn,
        definition: &DocumentType,
        stored: &Stored,
        record: &Record,
    ) -> Result<Called, Failure> {
        let (mut papers, mut members) = (BTreeSet::new(), BTreeSet::from([stored.created_by]));
        mentions(definition, record, &mut papers, &mut members);
        Called::load(tx, turn, papers, members)?.with_lookups(tx, turn, definition, [record])
    }

    /// And what the lookups of these documents show.
    pub(crate) fn with_lookups<'a>(
        self,
        tx: &mut dyn Tx,
        turn: &Turn,
        definition: &DocumentType,
        records: impl IntoIterator<Item = &'a Record>,
    ) -> Result<Called, Failure> {
        let looked_up = LookedUp::load(tx, turn, definition, records)?;
        Ok(Called { looked_up, ..self })
    }

    /// What is known without asking: these papers, and the caller.
    pub(crate) fn known(papers: &BTreeMap<DocumentId, Name>, caller: &Caller) -> Called {
        let members = BTreeMap::from([(caller.user, (caller.login.clone(), caller.name.clone()))]);
        Called { papers: papers.clone(), members, looked_up: LookedUp::default() }
    }
}

/// Links and members that a record mentions.
pub(crate) fn mentions(
    definition: &DocumentType,
    record: &Record,
    papers: &mut BTreeSet<DocumentId>,
    members: &mut BTreeSet<UserId>,
) {
    papers.extend(definition.linked(record).into_iter().map(|(_, _, id)| id));
    members.extend(definition.members(record));
}

pub(crate) fn public_fields(definition: &DocumentType, record: &Record, called: &Called) -> Json {
    let mut fields = definition.to_public(record, &|id| called.number(id), &|user| called.login(user));
    called.looked_up.fill_in(definition, record, &mut fields);
    fields
}

pub(crate) fn view(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    stored: &Stored,
    record: &Record,
) -> Result<Json, Failure> {
    let progress = Progress::load(tx, definition, stored)?;
    let gate = Gate::of(tx, turn, definition)?;
    let here = gate.here_at(tx, stored.id)?;
    shown(tx, turn, definition, stored, record, &here, &progress)
}

/// [`view`] of a document that was just made: who made it sees it, whatever else they may see.
pub(crate) fn view_made(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    stored: &Stored,
    record: &Record,
    progress: &Progress,
) -> Result<Json, Failure> {
    let gate = Gate::of(tx, turn, definition)?;
    let here = gate.here_at(tx, stored.id)?;
    shown(tx, turn, definition, stored, record, &here, progress)
}

fn shown(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    stored: &Stored,
    record: &Record,
    here: &Here<'_>,
    progress: &Progress,
) -> Result<Json, Failure> {
    let (mut record, hidden) = (record.clone(), here.hidden());
    hide(&mut record, &hidden);
    let called = Called::of(tx, turn, definition, stored, &record)?;
    let may = |action: &str| here.may(action);
    let permitted = permitted(definition, &stored.state, &may);
    let mut fields = public_fields(definition, &record, &called);
    hide_told(&mut fields, &hidden);
    let told = progress.told(definition, stored, &record, &hidden);
    let view = view_told(definition, stored, (fields, called.links()), &called, told, permitted);
    let mut view = serde_json::to_value(view).expect("a view is JSON");
    let fixed = here.fixed("edit");
    if !fixed.is_empty() {
        // Fields that are for reading only here, though not on every document of the type.
        view["permitted"]["read_only"] = json!(fixed.difference(&hidden).collect::<Vec<_>>());
    }
    Ok(view)
}

/// A document as JSON. What is written on it may be text already.
#[derive(Serialize)]
pub(crate) struct View<'a, F> {
    id: Uuid,
    #[serde(rename = "type")]
    document_type: &'a str,
    number: &'a str,
    title: &'a str,
    state: &'a str,
    version: i64,
    definition_version: u32,
    fields: F,
    links: F,
    progress: Json,
    created_at: Instant,
    updated_at: Instant,
    created_by: Json,
    permitted: Json,
}

/// A document whose fields and links are there already, for who may see and do everything with it.
pub(crate) fn view_with<'a, F>(
    turn: &Turn,
    definition: &'a DocumentType,
    stored: &'a Stored,
    record: &Record,
    (fields, links): (F, F),
    called: &Called,
    progress: &Progress,
) -> View<'a, F> {
    let may = |action: &str| turn.caller.has_all(action, definition);
    let permitted = permitted(definition, &stored.state, &may);
    let told = progress.told(definition, stored, record, &BTreeSet::new());
    view_told(definition, stored, (fields, links), called, told, permitted)
}

fn view_told<'a, F>(
    definition: &'a DocumentType,
    stored: &'a Stored,
    (fields, links): (F, F),
    called: &Called,
    progress: Json,
    permitted: Json,
) -> View<'a, F> {
    View {
        id: stored.uuid,
        document_type: &definition.name,
        number: &stored.number,
        title: &stored.title,
        state: &stored.state,
        version: stored.version,
        definition_version: stored.definition_version,
        fields,
        links,
        progress,
        created_at: stored.created_at,
        updated_at: stored.updated_at,
        created_by: called.member(stored.created_by),
        permitted,
    }
}

/// What the caller may do with a document in this state.
fn permitted(definition: &DocumentType, state: &str, may: &dyn Fn(&str) -> bool) -> Json {
    let state_is = definition.state(state);
    let editable = state_is.is_some_and(|it| it.editable);
    let amendable = state_is.is_some_and(|it| it.amendable);
    let from_here = definition.transitions.iter().filter(|it| it.from.iter().any(|it| it == state));
    let is_peoples = |it: &&documents::Transition| !it.roles.iter().any(|it| it == documents::SYSTEM);
    let transitions = from_here.filter(is_peoples).filter(|it| may(&it.name));
    json!({
        "edit": (editable || amendable) && may("edit"),
        "delete": editable && may("delete"),
        "transitions": transitions.map(|it| it.name.as_str()).collect::<Vec<_>>(),
    })
}

/// How far an order has come, line by line. Done is a sum of facts.
#[derive(Default)]
pub(crate) struct Progress {
    done: BTreeMap<ClaimId, Quantity>,
    returned: BTreeMap<ClaimId, Quantity>,
    /// To be delivered once more.
    replaced: BTreeMap<ClaimId, Quantity>,
    /// Reserved and short.
    claims: BTreeMap<ClaimId, (Quantity, Quantity)>,
    /// When those that wait are promised.
    days: BTreeMap<ClaimId, Day>,
    /// What orders called off, of a contract.
    called_off: BTreeMap<ItemId, CalledOff>,
}

fn has_progress(definition: &DocumentType) -> bool {
    // What others fulfil is complete some day.
    definition.built_in
        && ([QUOTATION, CONTRACT].contains(&definition.name.as_str())
            || definition.transitions.iter().any(|it| it.name == "complete"))
}

/// Its lines are done when they are ordered.
const QUOTATION: &str = "quotation";
/// Its lines are called off.
const CONTRACT: &str = "purchase_contract";

impl Progress {
    pub(crate) fn load(
        tx: &mut dyn Tx,
        definition: &DocumentType,
        stored: &Stored,
    ) -> Result<Progress, Failure> {
        if !has_progress(definition) {
            return Ok(Progress::default());
        }
        if definition.name == CONTRACT {
            let called_off = storage::ordered::called_off(tx, &[stored.id], None)?;
            let called_off = called_off.into_iter().map(|((_, item), it)| (item, it)).collect();
            return Ok(Progress { called_off, ..Progress::default() });
        }
        let claims = storage::claims::of_document(tx, stored.id)?;
        let some_wait = claims.iter().any(|it| it.short().is_positive());
        let days = if some_wait { storage::promises::of_document(tx, stored.id)? } else { BTreeMap::new() };
        if definition.name == QUOTATION {
            return Ok(Progress { done: storage::quoted::ordered_of(tx, stored.id)?, ..Progress::default() });
        }
        let done = storage::fulfilments::done_of(tx, stored.id)?;
        let returned = match done.is_empty() {
            true => BTreeMap::new(),
            false => storage::returns::done_of(tx, &[stored.id])?,
        };
        let replaced = match returned.is_empty() {
            true => BTreeMap::new(),
            false => storage::purchasing::replaced_of(tx, &[stored.id])?,
        };
        Ok(Progress { done, returned, replaced, days, ..Progress::of_claims(&claims) })
    }

    /// Of a document of which nothing was done yet, and nothing waits.
    pub(crate) fn of_claims<'a>(claims: impl IntoIterator<Item = &'a ledger::Claim>) -> Progress {
        let claims = claims.into_iter().map(|it| (it.id, (it.reserved, it.short())));
        Progress { claims: claims.collect(), ..Progress::default() }
    }

    pub(crate) fn some_wait(&self) -> bool {
        self.claims.values().any(|(_, short)| short.is_positive())
    }

    fn told(
        &self,
        definition: &DocumentType,
        stored: &Stored,
        record: &Record,
        hidden: &BTreeSet<String>,
    ) -> Json {
        if is_hidden(hidden, "lines.quantity") || !has_progress(definition) {
            return Json::Null;
        }
        if definition.name == CONTRACT {
            let sees_prices = ["amount", "lines.price"].iter().all(|it| !is_hidden(hidden, it));
            return told_of_contract(record, &self.called_off, sees_prices);
        }
        let lines = record.rows("lines").iter().map(|row| {
            let id = ClaimId { document: stored.id, line: row.line };
            let wanted = row.record.quantity("quantity").unwrap_or_default();
            let done = self.done.get(&id).copied().unwrap_or_default();
            let (reserved, short) = self.claims.get(&id).copied().unwrap_or_default();
            let again = self.replaced.get(&id).copied().unwrap_or_default();
            // What stayed away for good is not waited for.
            let awaited = wanted.plus(again).minus(row.record.quantity("short").unwrap_or_default());
            let left = awaited.minus(done.min(awaited));
            let mut told = json!({ "line": row.line, "wanted": wanted, "reserved": reserved, "short": short, "done": done, "left": left });
            if short.is_positive() {
                told["promised_on"] = json!(self.days.get(&id));
            }
            if let Some(back) = self.returned.get(&id) {
                told["returned"] = json!(back);
            }
            told
        });
        json!({ "lines": lines.collect::<Vec<_>>() })
    }
}
