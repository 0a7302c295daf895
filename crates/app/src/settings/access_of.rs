//! What one person can see and do: per type, with the role that says so and how many documents it is.

use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::{Failure, Refused};
use crate::gate::Gate;
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use storage::lists::{List, Sort, TOTAL_MAX};
use values::UserId;

impl App {
    pub async fn access_of(&self, turn: Turn, id: &str) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let id = UserId(id.parse().unwrap_or(-1));
        let app = self.clone();
        self.report(move |tx| {
            let member = storage::members::load(tx, id)?.ok_or_else(|| Refused::not_found("用户", "user"))?;
            let as_member = turn.by(app.caller_of(&member));
            let caller = &as_member.caller;
            let mut rows = Vec::new();
            for on in turn.definitions.iter() {
                let gate = Gate::of(tx, &as_member, on)?;
                let count = match gate.rows(&BTreeSet::new()) {
                    None => 0,
                    Some(filter) => {
                        let sort = Sort::usual(on);
                        let list = List {
                            definition: on,
                            filter: &filter,
                            words: &[],
                            sort: &sort,
                            after: None,
                            limit: 1,
                        };
                        storage::lists::count(tx, &list)?
                    }
                };
                let why: Vec<Json> = caller
                    .roles
                    .iter()
                    .flat_map(|role| caller.said_by(role, on).into_iter().map(move |it| (role, it)))
                    .filter(|(_, it)| !it.actions.is_empty())
                    .map(|(role, it)| {
                        let actions = Action::ALL.iter().map(|it| it.name().to_owned());
                        let steps = on.transitions.iter().map(|it| it.name.clone());
                        let all = actions.chain(steps).filter(|name| it.allows(name)).collect::<Vec<_>>();
                        json!({
                            "role": role, "actions": all, "rows": it.rows, "hidden": it.hidden,
                            "read_only": it.read_only,
                        })
                    })
                    .collect();
                rows.push(json!({
                    "type": on.name, "label": on.label, "area": on.area,
                    "count": count.min(TOTAL_MAX), "more": count > TOTAL_MAX, "why": why,
                }));
            }
            let abilities: Vec<&str> =
                Ability::ALL.into_iter().filter(|it| caller.can(*it)).map(Ability::name).collect();
            Ok(json!({
                "user": { "login": member.login, "name": member.name, "roles": member.roles },
                "abilities": abilities, "rows": rows,
            }))
        })
        .await
    }
}
