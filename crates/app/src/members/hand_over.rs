//! 交接: when somebody leaves, another takes over what is open: documents, fields that name them,
//! departments they lead. In one act, with a look at it before.

use crate::app::App;
use crate::audit::note;
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use documents::{DocumentType, FieldPath, Filter, KEEPER, Kind as FieldKind, Op, Operand, Scalar, Value};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use storage::Tx;
use storage::lists::{List, Sort};
use storage::members::Member;
use values::{DocumentId, UserId};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverForm {
    /// The login of who takes over.
    pub to: String,
    /// Only told, and nothing done.
    #[serde(default)]
    pub preview: bool,
    /// Whoever hands over leaves: sessions and keys end, and nobody logs in as them any more.
    #[serde(default)]
    pub leaves: bool,
}

/// More at once would keep everybody waiting.
const DOCUMENTS_MAX: usize = 20_000;
const PAGE: usize = 500;

impl App {
    /// One answer per type: how many documents change hands, and in how many a field does.
    pub async fn hand_over(&self, turn: Turn, id: &str, form: HandOverForm) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let id = UserId(id.parse().unwrap_or(-1));
        let ended = form.leaves && !form.preview;
        let told = self
            .write(move |tx| {
                storage::members::freeze(tx)?;
                let from =
                    storage::members::load(tx, id)?.ok_or_else(|| Refused::not_found("用户", "user"))?;
                let to = storage::members::by_login(tx, &form.to)?.filter(|it| it.active);
                let to = to.filter(|it| it.id != from.id).ok_or_else(|| {
                    vec![documents::Problem::new("to", "not_found").with("value", &form.to)]
                })?;
                if form.leaves && from.id == turn.caller.user {
                    return Err(Refused::new(
                        Kind::Conflict,
                        "not_oneself",
                        "不能停用自己",
                        "Nobody shuts themselves out",
                    )
                    .into());
                }
                let all: Vec<_> = turn.definitions.iter().cloned().collect();
                let mut rows = Vec::new();
                for on in &all {
                    let row = of_type(tx, &turn, on, &from, &to, !form.preview)?;
                    rows.extend(row);
                }
                let gone = if form.leaves { leave(tx, &turn, &from, form.preview)? } else { Json::Null };
                let told = json!({
                    "from": from.login, "to": to.login, "rows": rows, "leaves": gone, "done": !form.preview,
                });
                if !form.preview {
                    note(tx, &turn, "hand_over", &from.login, told.clone())?;
                }
                Ok(told)
            })
            .await?;
        if ended {
            self.access_changed(id);
        }
        Ok(told)
    }
}

/// States from which something may still happen.
fn open_states(on: &DocumentType) -> Vec<Scalar> {
    let is_open = |state: &&documents::State| {
        state.editable
            || state.amendable
            || on
                .transitions
                .iter()
                .any(|it| it.from.contains(&state.name) && !it.roles.iter().any(|it| it == "system"))
    };
    on.states.iter().filter(is_open).map(|it| Scalar::Text(it.name.clone())).collect()
}

fn of_type(
    tx: &mut dyn Tx,
    turn: &Turn,
    on: &DocumentType,
    from: &Member,
    to: &Member,
    really: bool,
) -> Result<Option<Json>, Failure> {
    let is_from = |field: &str| Filter::Compare {
        field: FieldPath::from_text(field),
        op: Op::Equal,
        value: Operand::One(Scalar::Int(from.id.0)),
    };
    let open = Filter::Compare {
        field: FieldPath::from_text("state"),
        op: Op::In,
        value: Operand::Many(open_states(on)),
    };
    let mut kept = Vec::new();
    if on.field(KEEPER).is_none() {
        kept = found(tx, on, Filter::All(vec![is_from(KEEPER), open.clone()]))?;
    }
    let fields: Vec<&str> =
        on.fields.iter().filter(|it| it.kind == FieldKind::Member).map(|it| it.name.as_str()).collect();
    let named = match fields.is_empty() {
        true => Vec::new(),
        false => {
            let any = Filter::Any(fields.iter().map(|it| is_from(it)).collect());
            found(tx, on, Filter::All(vec![any, open]))?
        }
    };
    if kept.is_empty() && named.is_empty() {
        return Ok(None);
    }
    if really {
        storage::keepers::give(tx, &kept, to.id)?;
        storage::comments::forget_choice(tx, &kept, from.id)?;
        for id in &kept {
            storage::comments::choose_if_new(tx, *id, to.id, true)?;
        }
        for id in &named {
            rename(tx, turn, on, *id, &fields, from.id, to.id)?;
        }
    }
    Ok(Some(json!({ "type": on.name, "label": on.label, "kept": kept.len(), "named": named.len() })))
}

fn found(tx: &mut dyn Tx, on: &DocumentType, filter: Filter) -> Result<Vec<DocumentId>, Failure> {
    let sort = Sort { field: "created_at".to_owned(), descending: false };
    let (mut ids, mut after) = (Vec::new(), None::<String>);
    loop {
        let list = List {
            definition: on,
            filter: &filter,
            words: &[],
            sort: &sort,
            after: after.as_deref(),
            limit: PAGE,
        };
        let page = storage::lists::list(tx, &list)?;
        ids.extend(page.rows.iter().map(|it| it.id));
        if ids.len() > DOCUMENTS_MAX {
            let zh = format!("{}超过 {DOCUMENTS_MAX} 张, 请先关闭一部分", on.label.zh);
            let en = format!("More than {DOCUMENTS_MAX} of {}: close some first", on.label.en);
            return Err(Refused::new(Kind::TooLarge, "too_large", &zh, &en).into());
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(ids),
        }
    }
}

/// Written in the history like any change, whatever the state: who is responsible is no business fact.
fn rename(
    tx: &mut dyn Tx,
    turn: &Turn,
    on: &DocumentType,
    id: DocumentId,
    fields: &[&str],
    from: UserId,
    to: UserId,
) -> Result<(), Failure> {
    let Some(mut stored) = storage::documents::lock(tx, id)? else { return Ok(()) };
    let before = on.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let mut after = before.clone();
    for field in fields.iter().filter(|it| before.member(it) == Some(from)) {
        after.set(field, Some(Value::Member(to)));
    }
    let changes = crate::papers::differences(on, &before, &after);
    if changes.is_empty() {
        return Ok(());
    }
    stored.version += 1;
    stored.updated_at = turn.now;
    stored.body = on.to_stored(&after);
    storage::documents::update(tx, &stored)?;
    storage::ordered::follow(tx, &stored)?;
    crate::papers::write_history(tx, turn, id, stored.version, "hand_over", changes)?;
    crate::papers::announce(tx, turn, &stored, &[])
}

/// Doors close behind who leaves.
fn leave(tx: &mut dyn Tx, turn: &Turn, from: &Member, preview: bool) -> Result<Json, Failure> {
    let sessions = storage::sessions::of(tx, from.id)?.len();
    let own_key = |it: &storage::api_keys::ApiKey| it.member == from.id && it.revoked_at.is_none();
    let keys: Vec<i64> = storage::api_keys::all(tx)?.into_iter().filter(own_key).map(|it| it.id).collect();
    let deputies = storage::deputies::all(tx)?;
    let deputies = deputies.iter().filter(|it| it.member == from.id || it.deputy == from.id).count();
    if !preview {
        let gone = Member { active: false, ..from.clone() };
        super::users::require_an_administrator(tx, &gone)?;
        storage::members::update(tx, &gone)?;
        storage::sessions::end_all(tx, from.id, None)?;
        for key in &keys {
            storage::api_keys::revoke(tx, *key, turn.now)?;
        }
        storage::deputies::remove_of(tx, from.id)?;
    }
    Ok(json!({ "sessions": sessions, "keys": keys.len(), "deputies": deputies }))
}
