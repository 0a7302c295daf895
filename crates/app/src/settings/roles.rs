//! Roles: the built-in ones, and those a company makes.

use crate::app::App;
use crate::audit::{difference, note};
use crate::caller::{Ability, Action};
use crate::definitions::Definitions;
use crate::failure::{Failure, Kind, Refused};
use crate::grants::{CustomRole, Grant, Granted, Rows};
use crate::turn::Turn;
use documents::{BUILT_IN_ROLES, DocumentType, Label, Problem};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;

/// A role as the settings page sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleForm {
    #[serde(default)]
    pub label: Label,
    /// By document type; `*` is every type of which nothing is said.
    #[serde(default)]
    pub grants: BTreeMap<String, Granted>,
    #[serde(default)]
    pub abilities: BTreeSet<String>,
}

/// A stored role that does not read any more is one that may nothing, not one that is not there: then
/// its members would fall back to what everybody may.
pub(crate) fn load_roles(tx: &mut dyn Tx) -> Result<BTreeMap<String, CustomRole>, storage::Error> {
    let stored = storage::roles::all(tx)?;
    let read = |it: storage::roles::Role| {
        let nothing = || BTreeMap::from([("*".to_owned(), Granted::Each(Vec::new()))]);
        let grants = serde_json::from_value(it.grants).unwrap_or_else(|_| nothing());
        let names: Vec<String> = serde_json::from_value(it.abilities).unwrap_or_default();
        let abilities = names.iter().filter_map(|it| Ability::from_name(it)).collect();
        (it.name, CustomRole { grants, abilities })
    };
    Ok(stored.into_iter().map(read).collect())
}

impl App {
    pub async fn list_roles(&self, turn: Turn) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        self.read(move |tx| {
            let stored = storage::roles::all(tx)?;
            let changed = |name: &str| stored.iter().find(|it| it.name == name);
            let mut rows: Vec<Json> = Vec::new();
            for name in BUILT_IN_ROLES {
                let mut told = built_in(name, &turn.definitions);
                if let Some(it) = changed(name) {
                    told["usual"] = json!({ "grants": told["grants"], "abilities": told["abilities"] });
                    (told["changed"], told["grants"], told["abilities"]) =
                        (json!(true), it.grants.clone(), it.abilities.clone());
                }
                rows.push(told);
            }
            let own = stored.iter().filter(|it| !BUILT_IN_ROLES.contains(&it.name.as_str()));
            rows.extend(own.map(own_role));
            Ok(json!({ "rows": rows }))
        })
        .await
    }

    /// Makes a role or replaces it; a built-in one is changed by it, until the change is deleted.
    pub async fn put_role(&self, turn: Turn, name: &str, form: RoleForm) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        check(name, &form, &turn.definitions)?;
        let name = name.to_owned();
        let told = self
            .write(move |tx| {
                let label = json!(form.label);
                let (grants, abilities) = (json!(form.grants), json!(form.abilities));
                let role = storage::roles::Role { name: name.clone(), label, grants, abilities };
                let before = storage::roles::all(tx)?.into_iter().find(|it| it.name == name);
                let before = before.as_ref().map_or(Json::Null, own_role);
                storage::roles::set(tx, &role)?;
                note(tx, &turn, "role_put", &name, difference(&before, &own_role(&role)))?;
                storage::events::append(tx, turn.now, "definitions", None, &json!({}))?;
                Ok(own_role(&role))
            })
            .await?;
        self.reload().await?;
        Ok(told)
    }

    pub async fn delete_role(&self, turn: Turn, name: &str) -> Result<(), Failure> {
        turn.caller.require(Ability::Administer)?;
        let name = name.to_owned();
        self.write(move |tx| {
            let users = storage::members::all(tx)?;
            let in_use = users.iter().find(|it| it.roles.contains(&name));
            // A built-in role stays; what the company changed of it goes.
            if let Some(it) = in_use.filter(|_| !BUILT_IN_ROLES.contains(&name.as_str())) {
                return Err(Refused::new(
                    Kind::Conflict,
                    "is_referenced",
                    &format!("{} 还在用这个角色", it.name),
                    &format!("{} still has this role", it.name),
                )
                .with(json!({ "by": [{ "type": "member", "number": it.login }] }))
                .into());
            }
            if !storage::roles::delete(tx, &name)? {
                return Err(Refused::not_found("角色", "role").into());
            }
            storage::events::append(tx, turn.now, "definitions", None, &json!({}))?;
            note(tx, &turn, "role_delete", &name, json!({}))
        })
        .await?;
        self.reload().await
    }
}

fn own_role(it: &storage::roles::Role) -> Json {
    let built_in = BUILT_IN_ROLES.contains(&it.name.as_str());
    json!({
        "name": it.name, "label": it.label, "built_in": built_in, "changed": built_in,
        "grants": it.grants, "abilities": it.abilities,
    })
}

fn built_in(role: &'static str, definitions: &Definitions) -> Json {
    let (zh, en) = match role {
        "administrator" => ("管理员", "Administrator"),
        "buyer" => ("采购", "Buyer"),
        "seller" => ("销售", "Seller"),
        "warehouse" => ("仓库", "Warehouse"),
        "accountant" => ("财务", "Accountant"),
        _ => ("只读", "Viewer"),
    };
    let caller = crate::caller::Caller::new(
        values::UserId(0),
        role,
        role,
        vec![role.to_owned()],
        std::sync::Arc::default(),
    );
    let grants: BTreeMap<&str, Vec<String>> = definitions
        .iter()
        .map(|on| {
            let actions = Action::ALL.into_iter().filter(|it| caller.may(*it, on)).map(Action::name);
            let transitions = on.transitions.iter().filter(|it| caller.may_make(it, on));
            let names = actions.map(str::to_owned).chain(transitions.map(|it| it.name.clone()));
            (on.name.as_str(), names.collect())
        })
        .collect();
    let abilities: Vec<&str> =
        Ability::ALL.into_iter().filter(|it| caller.can(*it)).map(Ability::name).collect();
    json!({ "name": role, "label": { "zh": zh, "en": en }, "built_in": true, "grants": grants, "abilities": abilities })
}

fn check(name: &str, form: &RoleForm, definitions: &Definitions) -> Result<(), Failure> {
    let mut problems = Vec::new();
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    if name.is_empty() || name.len() > 40 || !name.chars().all(plain) || name == "system" {
        problems.push(Problem::new("name", "bad_name"));
    }
    if name == "administrator" {
        problems.push(Problem::new("name", "not_unique").with("number", name));
    }
    for (kind, granted) in &form.grants {
        match definitions.get(kind) {
            Some(on) => problems.extend(granted.grants().iter().flat_map(|it| check_grant(on, it))),
            None if kind == "*" => (),
            None => problems.push(Problem::new(format!("grants.{kind}"), "not_known").with("value", kind)),
        }
    }
    for it in form.abilities.iter().filter(|it| Ability::from_name(it).is_none()) {
        problems.push(Problem::new("abilities", "not_known").with("value", it));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// A misspelt field would hide nothing, and a misspelt action allow nothing.
fn check_grant(on: &DocumentType, grant: &Grant) -> Vec<Problem> {
    let at = |what: &str| format!("grants.{}.{what}", on.name);
    let mut problems = Vec::new();
    let is_known = |it: &str| {
        it == "*"
            || Action::ALL.iter().any(|action| action.name() == it)
            || on.transitions.iter().any(|step| step.name == it)
    };
    for it in grant.actions.iter().filter(|it| !is_known(it)) {
        problems.push(Problem::new(at("actions"), "not_known").with("value", it));
    }
    for (what, paths) in [("hidden", &grant.hidden), ("read_only", &grant.read_only)] {
        for it in paths.iter().filter(|it| on.field_at(it).is_none()) {
            problems.push(Problem::new(at(what), "unknown_field").with("value", it));
        }
    }
    // By these a document is known wherever it is seen; who may not see them may not see it.
    let names = [&on.key_field, &on.title_field].into_iter().flatten();
    for it in names.filter(|it| grant.hidden.contains(*it)) {
        problems.push(Problem::new(at("hidden"), "names_the_document").with("field", it));
    }
    if let Rows::Filter(filter) = &grant.rows
        && !filter.is_object()
    {
        problems.push(Problem::new(at("rows"), "not_a_filter"));
    }
    problems
}
