//! One item's coming days, per warehouse: what is expected, how sure that is, what arrives.

use super::knowledge::{Found, Reading, find};
use super::list_shortages::chance;
use super::rules::Adjusted;
use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::Failure;
use crate::gate;
use crate::stock::{optional, require};
use crate::turn::Turn;
use planning::policies::ServiceTarget;
use planning::{
    DemandHistory, DemandModel, Interval, Outlook, Sentence, Situation, outlook, project, regular_supply,
};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use storage::documents::Name;
use storage::item_classes::ItemClass;
use storage::level_history::Levels;
use storage::situations::{Pair, RawSituation};
use values::{DocumentId, ItemId, Percent, Quantity, WarehouseId};

const DAYS_MAX: u32 = 365;
/// As much of the past as a screen shows beside the future.
const PAST_DAYS: usize = 180;
/// Demand of so many days together is told.
const WINDOWS: [u32; 5] = [7, 14, 30, 60, 90];
/// How far back the levels are shown.
const LEVELS_DAYS: i32 = 180;

impl App {
    pub async fn item_outlook(
        &self,
        turn: Turn,
        item: &str,
        warehouse: Option<String>,
        days: u32,
    ) -> Result<Json, Failure> {
        turn.caller.require_action(Action::Read, turn.definitions.require("item")?)?;
        let item = item.to_owned();
        let days = days.clamp(1, DAYS_MAX);
        let today = turn.today;
        let (learned, clock) = (self.learned().await?, self.clock(turn.now));
        let (found, told_of) = self
            .read(move |tx| {
                let id: ItemId = require(tx, &turn, "item", &item)?.into();
                let only: Option<WarehouseId> =
                    optional(tx, &turn, "warehouse", warehouse.as_deref())?.map(Into::into);
                let mut pairs = storage::situations::pairs_of(tx, id)?;
                pairs.retain(|it| only.is_none_or(|only| only == it.1));
                let places: Vec<DocumentId> = pairs.iter().map(|it| it.1.into()).collect();
                if let Some(seen) = gate::visible(tx, &turn, "warehouse", &places)? {
                    pairs.retain(|it| seen.contains(&it.1.into()));
                }
                let found = find(tx, &pairs, today)?;
                let told_of = ToldOf::read(tx, &turn, &found, &pairs)?;
                Ok((found, told_of))
            })
            .await?;
        let projected = tokio::task::spawn_blocking(move || {
            let reading = Reading::new(&found, &learned, clock, today);
            found.places.iter().map(|it| told(it, reading, &told_of, days)).collect::<Vec<Json>>()
        });
        let rows = projected.await.map_err(|err| storage::Error::Fault(err.to_string()))?;
        Ok(json!({ "rows": rows }))
    }
}

/// What is told beside what is judged.
struct ToldOf {
    names: BTreeMap<DocumentId, Name>,
    levels: BTreeMap<WarehouseId, Vec<Levels>>,
    owners: BTreeMap<i64, String>,
    may_read_supplier: bool,
    see_cost: bool,
}

impl ToldOf {
    fn read(tx: &mut dyn Tx, turn: &Turn, found: &Found, pairs: &[Pair]) -> Result<ToldOf, Failure> {
        let suppliers = found.places.iter().flat_map(|it| it.supplies.iter().map(|it| it.supplier.into()));
        let ids: Vec<DocumentId> =
            found.places.iter().map(|it| it.warehouse.into()).chain(suppliers).collect();
        let names = gate::names(tx, turn, &ids)?.into_iter().map(|it| (it.id, it)).collect();
        let since = turn.today.plus_days(-LEVELS_DAYS);
        let mut levels = BTreeMap::new();
        for pair in pairs {
            levels.insert(pair.1, storage::level_history::of(tx, *pair, since)?);
        }
        let owners = storage::members::all(tx)?.into_iter().map(|it| (it.id.0, it.name)).collect();
        let supplier = turn.definitions.get("supplier");
        let may_read_supplier = supplier.is_some_and(|it| turn.caller.may(Action::Read, it));
        let see_cost = turn.caller.can(Ability::SeeCost);
        Ok(ToldOf { names, levels, owners, may_read_supplier, see_cost })
    }

    fn name(&self, id: impl Into<DocumentId>) -> Option<&Name> {
        self.names.get(&id.into())
    }
}

fn told(found: &RawSituation, reading: Reading<'_>, told_of: &ToldOf, days: u32) -> Json {
    let seen = reading.seen(found);
    let situation = reading.situation(found);
    let model = reading.model();
    let judged = outlook(&situation, model.as_ref());
    let place = told_of.name(found.warehouse);
    json!({
        "warehouse": place.map(|it| &it.number),
        "warehouse_name": place.map(|it| &it.title),
        "history": past(&seen, reading),
        "one_offs": one_offs(&seen, reading),
        "days": ahead(&situation, model.as_ref(), days),
        "stockout_day": judged.stockout_day,
        "reorder_point": judged.reorder_point,
        "order_up_to": judged.order_up_to,
        "safety_stock": judged.safety_stock,
        "upper_limit": judged.upper_limit,
        "demand_per_day": judged.demand_per_day,
        "policy": policy(found, reading, &judged),
        "terms": terms(&judged, told_of.see_cost),
        "would_change": would_change(&situation, model.as_ref()),
        "classes": reading.classes.get(&found.item).map_or_else(|| json!([]), classes),
        "lead_time": lead_time(&situation, told_of),
        "windows": windows(&situation, model.as_ref()),
        "forecast": forecast_told(reading),
        "overrides": overrides(found, reading, told_of),
        "level_history": told_of.levels.get(&found.warehouse).map(|it| it.iter().map(levels).collect::<Vec<_>>()),
    })
}

fn terms(judged: &Outlook, see_cost: bool) -> Vec<&planning::Number> {
    judged.levels_terms.iter().filter(|it| see_cost || it.key != "short_unit").collect()
}

/// Days that were far out of line and are not expected again.
fn one_offs(seen: &DemandHistory, reading: Reading<'_>) -> Vec<Json> {
    let told = |it: &planning::classes::one_offs::OneOff| json!({ "day": it.day, "quantity": it.quantity, "kept": it.kept, "reason": it.reason });
    reading.one_offs(seen).iter().map(told).collect()
}

fn past(history: &DemandHistory, reading: Reading<'_>) -> Vec<Json> {
    let skipped = history.days.len().saturating_sub(PAST_DAYS);
    let hidden = reading.learned.hidden(history);
    let day = |(at, demand): (usize, &Quantity)| {
        let sellable = history.sellable.get(at).filter(|it| **it < 100);
        let sellable = sellable.map(|it| Percent::whole(i64::from(*it)));
        json!({
            "day": history.start.plus_days(at as i32), "demand": demand, "sellable": sellable.map(chance),
            "hidden": hidden[at].map(|it| format!("{it:.1}")),
        })
    };
    history.days.iter().enumerate().skip(skipped).map(day).collect()
}

fn ahead(situation: &Situation, model: &dyn DemandModel, days: u32) -> Vec<Json> {
    let day = |it: planning::DayOutlook| {
        json!({
            "day": it.day, "expected": it.expected, "low": it.low, "high": it.high, "incoming": it.incoming,
            "demand": it.demand, "demand_low": it.demand_low, "demand_high": it.demand_high,
            "out_chance": chance(it.out_chance),
        })
    };
    project(situation, model, days).into_iter().map(day).collect()
}

fn windows(situation: &Situation, model: &dyn DemandModel) -> Vec<Json> {
    let forecast = situation.forecast(model, WINDOWS[WINDOWS.len() - 1]);
    let window = |days: u32| {
        let over = Interval::exactly(days);
        let quantile = |percent: i64| forecast.quantile(&over, Percent::whole(percent));
        json!({
            "days": days, "mean": forecast.mean(days), "q50": quantile(50), "q75": quantile(75),
            "q90": quantile(90), "q95": quantile(95), "q99": quantile(99),
        })
    };
    WINDOWS.into_iter().map(window).collect()
}

fn forecast_told(reading: Reading<'_>) -> Json {
    let model = match reading.learned.demand {
        Some(_) => Sentence {
            zh: "多个半衰期的记忆与提升树混合，按过去各起点校准".to_owned(),
            en: "memories of several half-lives and boosted trees, calibrated at earlier origins".to_owned(),
        },
        None => Sentence {
            zh: "还没有学习过，按近期加权平均".to_owned(),
            en: "nothing learned yet: a recent weighted average".to_owned(),
        },
    };
    json!({ "model": model, "learned_on": reading.learned.learned_on })
}

fn policy(found: &RawSituation, reading: Reading<'_>, judged: &Outlook) -> Json {
    let ruled = reading.ruled(found);
    let target = ruled.policy.target;
    let (service_kind, service) = match target {
        ServiceTarget::Cycle { service } => ("cycle", Some(service)),
        ServiceTarget::Lines { service } => ("lines", Some(service)),
        ServiceTarget::Fill { service } => ("fill", Some(service)),
        ServiceTarget::Cost => ("cost", None),
    };
    let paper = ruled.paper.map(|it| &it.in_force);
    json!({
        "type": paper.map(|_| "stock_policy"), "id": paper.map(|it| it.uuid), "number": paper.map(|it| &it.number),
        "kind": ruled.policy.kind.name(), "kind_label": ruled.policy.kind.label(),
        "service": service, "service_kind": service_kind,
        "reason": Sentence {
            zh: format!("{}。{}", ruled.reason.zh, judged.levels_reason.zh),
            en: format!("{}. {}", ruled.reason.en, judged.levels_reason.en),
        },
    })
}

/// The levels under other conditions, as reorder point / order up to.
fn would_change(situation: &Situation, model: &dyn DemandModel) -> Vec<Json> {
    let told = |it: &planning::policies::WhatIf| {
        let value = format!("{} / {}", it.levels.reorder_point, it.levels.order_up_to);
        json!({ "key": it.key, "label": it.label, "value": value })
    };
    situation.would_change(model).iter().map(told).collect()
}

fn lead_time(situation: &Situation, told_of: &ToldOf) -> Option<Json> {
    let supply = regular_supply(&situation.supplies)?;
    let days = supply.lead_time();
    let name = told_of.name(supply.supplier).filter(|_| told_of.may_read_supplier);
    Some(json!({
        "supplier": name.map(|it| &it.number), "supplier_name": name.map(|it| &it.title),
        "median": days.typical().to_string(), "late": days.quantile(90).to_string(), "days": days.days(),
        "reason": supply.lead_time_reason(),
    }))
}

fn classes(it: &ItemClass) -> Json {
    let code = |key: &str, code: &str| {
        let told = &it.reasons[key];
        json!({ "key": key, "code": code, "label": told["label"], "reason": told["reason"] })
    };
    json!([
        code("abc", &it.abc),
        code("xyz", &it.xyz),
        code("pattern", &it.pattern),
        code("popularity", &it.popularity),
        code("stage", &it.stage),
    ])
}

fn overrides(found: &RawSituation, reading: Reading<'_>, told_of: &ToldOf) -> Vec<Json> {
    let told = |it: &&Adjusted| {
        let body = &it.in_force.body;
        let quantity = |name: &str| body[name].as_i64().map(Quantity::from_raw);
        json!({
            "id": it.in_force.uuid, "number": it.in_force.number,
            "reorder_point": quantity("reorder_point"), "order_up_to": quantity("order_up_to"),
            "factor_percent": it.factor, "reason": body["reason"],
            "owner_name": body["owner"].as_i64().and_then(|it| told_of.owners.get(&it)),
            "expires": it.until,
        })
    };
    reading.ruled(found).adjusted.iter().map(told).collect()
}

fn levels(it: &Levels) -> Json {
    json!({
        "day": it.day, "safety_stock": it.safety_stock, "reorder_point": it.reorder_point,
        "order_up_to": it.order_up_to,
    })
}
