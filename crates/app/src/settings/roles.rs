//! Roles: the built-in ones, and those a company makes.

use crate::app::App;
use crate::caller::{Ability, Action, CustomRole};
use crate::definitions::Definitions;
use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use documents::{BUILT_IN_ROLES, Label, Problem};
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
    /// Actions and transitions by document type; `*` is every type.
    #[serde(default)]
    pub grants: BTreeMap<String, BTreeSet<String>>,
    #[serde(default)]
    pub abilities: BTreeSet<String>,
}

pub(crate) fn load_roles(tx: &mut dyn Tx) -> Result<BTreeMap<String, CustomRole>, storage::Error> {
    let stored = storage::roles::all(tx)?;
    let read = |it: storage::roles::Role| {
        let grants = serde_json::from_value(it.grants).unwrap_or_default();
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
            let mut rows: Vec<Json> = BUILT_IN_ROLES.iter().map(|it| built_in(it, &turn.definitions)).collect();
            for it in storage::roles::all(tx)? {
                rows.push(json!({ "name": it.name, "label": it.label, "built_in": false, "grants": it.grants, "abilities": it.abilities }));
            }
            Ok(json!({ "rows": rows }))
        })
        .await
    }

    /// Makes a role or replaces it.
    pub async fn put_role(&self, turn: Turn, name: &str, form: RoleForm) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        check(name, &form, &turn.definitions)?;
        let name = name.to_owned();
        let told = self
            .write(move |tx| {
                let label = json!(form.label);
                let (grants, abilities) = (json!(form.grants), json!(form.abilities));
                let role = storage::roles::Role { name: name.clone(), label, grants, abilities };
                storage::roles::set(tx, &role)?;
                storage::events::append(tx, turn.now, "definitions", None, &json!({}))?;
                Ok(json!({ "name": role.name, "label": role.label, "built_in": false, "grants": role.grants, "abilities": role.abilities }))
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
            if let Some(it) = users.iter().find(|it| it.roles.contains(&name)) {
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
            Ok(())
        })
        .await?;
        self.reload().await
    }
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
    if BUILT_IN_ROLES.contains(&name) {
        problems.push(Problem::new("name", "not_unique").with("number", name));
    }
    for it in form.grants.keys().filter(|it| *it != "*" && definitions.get(it).is_none()) {
        problems.push(Problem::new(format!("grants.{it}"), "not_known").with("value", it));
    }
    for it in form.abilities.iter().filter(|it| Ability::from_name(it).is_none()) {
        problems.push(Problem::new("abilities", "not_known").with("value", it));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}
