//! What kind of item each is: how many of each kind, and which.

use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::{Failure, Refused};
use crate::gate;
use crate::turn::Turn;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use storage::documents::Name;
use storage::item_classes::{Count, ItemClass};
use values::{DocumentId, ItemId, Money};

/// Items of these classes; all when none is named.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ClassRequest {
    pub abc: Option<String>,
    pub xyz: Option<String>,
    pub pattern: Option<String>,
    pub popularity: Option<String>,
    pub stage: Option<String>,
    pub limit: Option<usize>,
    pub after: Option<String>,
}

const PAGE_USUAL: usize = 100;
const PAGE_MAX: usize = 500;

impl App {
    pub async fn item_classes(&self, turn: Turn) -> Result<Json, Failure> {
        turn.caller.require_action(Action::Read, turn.definitions.require("item")?)?;
        let see_money = sees_money(&turn);
        if gate::sees_some_only(&turn, "item") {
            // Counts over what may not be seen would tell of it.
            return Err(Refused::forbidden().into());
        }
        self.report(move |tx| {
            let matrix = storage::item_classes::counts(tx, &["abc", "xyz"])?;
            let cell = |it: &Count| json!({ "abc": it.codes[0], "xyz": it.codes[1], "items": it.items, "value": Some(it.value).filter(|_| see_money) });
            let mut told = json!({
                "computed_on": storage::item_classes::judged_on(tx)?,
                "matrix": matrix.iter().map(cell).collect::<Vec<_>>(),
            });
            for (column, name) in [("pattern", "patterns"), ("stage", "stages"), ("popularity", "popularity")] {
                let counts = storage::item_classes::counts(tx, &[column])?;
                let mut rows = Vec::with_capacity(counts.len());
                for it in &counts {
                    // Each item of the class says what the class is called.
                    let one = storage::item_classes::list(tx, &[(column, it.codes[0].clone())], None, 1)?;
                    let label = one.first().map(|one| one.reasons[column]["label"].clone());
                    rows.push(json!({ "code": it.codes[0], "label": label, "items": it.items, "value": Some(it.value).filter(|_| see_money) }));
                }
                told[name] = json!(rows);
            }
            Ok(told)
        })
        .await
    }

    pub async fn classed_items(&self, turn: Turn, request: ClassRequest) -> Result<Json, Failure> {
        turn.caller.require_action(Action::Read, turn.definitions.require("item")?)?;
        let see_money = sees_money(&turn);
        let limit = request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX);
        self.report(move |tx| {
            let wanted = [
                ("abc", request.abc.clone()),
                ("xyz", request.xyz.clone()),
                ("pattern", request.pattern.clone()),
                ("popularity", request.popularity.clone()),
                ("stage", request.stage.clone()),
            ];
            let wanted: Vec<(&'static str, String)> = wanted
                .into_iter()
                .filter_map(|(column, it)| Some((column, it.filter(|it| !it.is_empty())?)))
                .collect();
            let after = match request.after.as_deref() {
                Some(after) => place(tx, after)?,
                None => None,
            };
            let mut rows = storage::item_classes::list(tx, &wanted, after, limit + 1)?;
            let more = rows.len() > limit;
            rows.truncate(limit);
            let ids: Vec<DocumentId> = rows.iter().map(|it| it.item.into()).collect();
            let names: BTreeMap<DocumentId, Name> =
                gate::names(tx, &turn, &ids)?.into_iter().map(|it| (it.id, it)).collect();
            let next = rows.last().filter(|_| more).map(|it| it.item.0.to_string());
            rows.retain(|it| names.contains_key(&it.item.into()));
            Ok(json!({ "rows": rows.iter().map(|it| row(it, &names, see_money)).collect::<Vec<_>>(), "next": next }))
        })
        .await
    }
}

/// What an item brings in is not for everybody who may look at items.
fn sees_money(turn: &Turn) -> bool {
    turn.caller.can(Ability::SeeCost)
}

/// Where the last item of the page before stands.
fn place(tx: &mut dyn Tx, after: &str) -> Result<Option<(Money, ItemId)>, storage::Error> {
    let Ok(item) = after.parse().map(ItemId) else { return Ok(None) };
    let found = storage::item_classes::of_items(tx, &[item])?;
    Ok(found.get(&item).map(|it| (it.value, item)))
}

fn row(it: &ItemClass, names: &BTreeMap<DocumentId, Name>, see_money: bool) -> Json {
    let name = names.get(&DocumentId::from(it.item));
    json!({
        "item": name.map(|it| &it.number), "item_name": name.map(|it| &it.title),
        "value": Some(it.value).filter(|_| see_money), "per_day": it.per_day,
        "abc": it.abc, "xyz": it.xyz, "pattern": it.pattern, "popularity": it.popularity, "stage": it.stage,
        "reason": it.reasons["stage"]["reason"], "reasons": it.reasons,
    })
}
