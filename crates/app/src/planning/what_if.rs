//! What would run out if: a supplier closed, more was wanted, deliveries came late.

use super::knowledge::{Reading, find};
use super::list_shortages::{chance, suggested_by};
use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::gate;
use crate::stock::require;
use crate::turn::Turn;
use documents::Problem;
use planning::{DemandModel, LearnedLeadTime, Outlook, Severity, Situation, outlook};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::Name;
use storage::situations::{Pair, RawSituation};
use values::{DocumentId, ItemId, Money, Percent, SupplierId};

/// What is imagined.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum WhatIfRequest {
    /// For so many days the supplier neither delivers nor takes orders.
    SupplierClosed { supplier: String, days: u32 },
    /// Every demand of a category, of one item, or of all is so much more, or less, for the coming days.
    Demand {
        #[serde(default)]
        category: Option<String>,
        #[serde(default)]
        item: Option<String>,
        percent: i64,
        #[serde(default)]
        days: Option<u32>,
    },
    /// What is on its way comes so many days later: of one supplier, or all of it.
    Late {
        #[serde(default)]
        supplier: Option<String>,
        days: u32,
    },
}

const DAYS_MAX: u32 = 365;
const PERCENT_MAX: i64 = 1_000;
/// As many places are judged; more would keep people waiting.
const PLACES_MAX: usize = 5_000;
const ROWS_MAX: usize = 200;

/// The same with what it names found.
#[derive(Clone, Copy)]
enum Imagined {
    Closed(SupplierId, u32),
    Demand(Percent),
    Late(Option<SupplierId>, u32),
}

impl App {
    pub async fn what_if(&self, turn: Turn, request: WhatIfRequest) -> Result<Json, Failure> {
        turn.caller.require(Ability::Plan)?;
        check(&request)?;
        let (learned, clock, today) = (self.learned().await?, self.clock(turn.now), turn.today);
        let see_money = turn.caller.can(Ability::SeeCost);
        let (found, imagined, names) = self
            .report(move |tx| {
                let (imagined, mut pairs) = concerned(tx, &turn, &request)?;
                let ids =
                    pairs.iter().flat_map(|it| [DocumentId::from(it.0), it.1.into()]).collect::<Vec<_>>();
                let seen: BTreeSet<DocumentId> =
                    gate::names(tx, &turn, &ids)?.into_iter().map(|it| it.id).collect();
                pairs.retain(|it| seen.contains(&it.0.into()) && seen.contains(&it.1.into()));
                let found = find(tx, &pairs, today)?;
                let names = names_of(tx, &turn, &found.places)?;
                Ok((found, imagined, names))
            })
            .await?;
        let judged = tokio::task::spawn_blocking(move || {
            let reading = Reading::new(&found, &learned, clock, today);
            let model = reading.model();
            let judged: Vec<Compared> =
                found.places.iter().map(|it| compare(it, reading, model.as_ref(), imagined)).collect();
            told(&found.places, judged, &names, see_money)
        });
        Ok(judged.await.map_err(|err| storage::Error::Fault(err.to_string()))?)
    }
}

fn check(request: &WhatIfRequest) -> Result<(), Failure> {
    let (days, percent) = match request {
        WhatIfRequest::SupplierClosed { days, .. } | WhatIfRequest::Late { days, .. } => (*days, 0),
        WhatIfRequest::Demand { days, percent, .. } => (days.unwrap_or(1), *percent),
    };
    let mut problems = Vec::new();
    if !(1..=DAYS_MAX).contains(&days) {
        problems.push(Problem::new("days", "out_of_range").with("min", 1).with("max", DAYS_MAX));
    }
    if !(-100..=PERCENT_MAX).contains(&percent) {
        problems.push(Problem::new("percent", "out_of_range").with("min", -100).with("max", PERCENT_MAX));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// The places it concerns.
fn concerned(
    tx: &mut dyn Tx,
    turn: &Turn,
    request: &WhatIfRequest,
) -> Result<(Imagined, Vec<Pair>), Failure> {
    let mut pairs: Vec<Pair> = storage::situations::all_pairs(tx)?.into_iter().collect();
    let supplier_of = |tx: &mut dyn Tx, code: &str| -> Result<SupplierId, Failure> {
        Ok(require(tx, turn, "supplier", code)?.into())
    };
    let imagined = match request {
        WhatIfRequest::SupplierClosed { supplier, days } => {
            let supplier = supplier_of(tx, supplier)?;
            let items = storage::situations::items_of_supplier(tx, supplier)?;
            pairs.retain(|it| items.contains(&it.0));
            Imagined::Closed(supplier, *days)
        }
        WhatIfRequest::Demand { category, item, percent, .. } => {
            if let Some(item) = item.as_deref().filter(|it| !it.is_empty()) {
                let item: ItemId = require(tx, turn, "item", item)?.into();
                pairs.retain(|it| it.0 == item);
            }
            if let Some(category) = category.as_deref().filter(|it| !it.is_empty()) {
                let items = storage::situations::items_of_category(tx, category)?;
                pairs.retain(|it| items.contains(&it.0));
            }
            Imagined::Demand(Percent::whole(100 + percent))
        }
        WhatIfRequest::Late { supplier, days } => match supplier.as_deref().filter(|it| !it.is_empty()) {
            None => Imagined::Late(None, *days),
            Some(supplier) => {
                let supplier = supplier_of(tx, supplier)?;
                let items = storage::situations::items_of_supplier(tx, supplier)?;
                pairs.retain(|it| items.contains(&it.0));
                Imagined::Late(Some(supplier), *days)
            }
        },
    };
    pairs.truncate(PLACES_MAX);
    Ok((imagined, pairs))
}

fn names_of(
    tx: &mut dyn Tx,
    turn: &Turn,
    places: &[RawSituation],
) -> Result<BTreeMap<DocumentId, Name>, Failure> {
    let ids = places.iter().flat_map(|it| {
        let suppliers = it.supplies.iter().map(|it| it.supplier.into());
        let others = it.elsewhere.iter().map(|it| it.warehouse.into());
        [it.item.into(), it.warehouse.into()].into_iter().chain(suppliers).chain(others)
    });
    let mut ids: Vec<DocumentId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(gate::names(tx, turn, &ids)?.into_iter().map(|it| (it.id, it)).collect())
}

struct Compared {
    before: Outlook,
    after: Outlook,
}

fn compare(it: &RawSituation, reading: Reading<'_>, model: &dyn DemandModel, imagined: Imagined) -> Compared {
    let situation = reading.situation(it);
    let before = outlook(&situation, model);
    let after = outlook(&imagine(situation, it, imagined), model);
    Compared { before, after }
}

fn imagine(mut situation: Situation, found: &RawSituation, imagined: Imagined) -> Situation {
    let delay = |situation: &mut Situation, whose: &dyn Fn(Option<SupplierId>) -> bool, days: u32| {
        let today = situation.today;
        for (it, from) in situation.incoming.iter_mut().zip(&found.incoming_from) {
            if from.is_some() && whose(*from) {
                it.day = it.really_expected(today).day.plus_days(days as i32);
            }
        }
    };
    match imagined {
        Imagined::Demand(percent) => {
            // Nothing else speaks of promotions yet, so this stands for all that is imagined.
            situation.policy.effects.promotion = percent;
        }
        Imagined::Late(supplier, days) => {
            delay(&mut situation, &|from| supplier.is_none() || from == supplier, days);
        }
        Imagined::Closed(supplier, days) => {
            delay(&mut situation, &|from| from == Some(supplier), days);
            for it in situation.supplies.iter_mut().filter(|it| it.supplier == supplier) {
                let learned =
                    LearnedLeadTime { days: it.lead_time().plus(days), reason: it.lead_time_reason() };
                it.learned = Some(learned);
            }
        }
    }
    situation
}

/// What changed for the worse or the better, the worst first.
fn told(
    places: &[RawSituation],
    judged: Vec<Compared>,
    names: &BTreeMap<DocumentId, Name>,
    see_money: bool,
) -> Json {
    let (before, after) =
        (summary(judged.iter().map(|it| &it.before)), summary(judged.iter().map(|it| &it.after)));
    let count = judged.len();
    let mut changed: Vec<(&RawSituation, Compared)> = places
        .iter()
        .zip(judged)
        .filter(|(_, it)| {
            it.before.severity != it.after.severity
                || it.before.stockout_day != it.after.stockout_day
                || it.before.probability != it.after.probability
        })
        .collect();
    changed.sort_by_key(|(place, it)| (Reverse(it.after.urgency), place.item, place.warehouse));
    let more = changed.len().saturating_sub(ROWS_MAX);
    let row = |(place, it): &(&RawSituation, Compared)| {
        let name = |id: DocumentId| names.get(&id);
        let (item, warehouse) = (name(place.item.into()), name(place.warehouse.into()));
        let money = |it: &Outlook| it.money_at_risk.filter(|_| see_money);
        json!({
            "item": item.map(|it| &it.number), "item_name": item.map(|it| &it.title),
            "warehouse": warehouse.map(|it| &it.number), "warehouse_name": warehouse.map(|it| &it.title),
            "severity_before": it.before.severity.name(), "severity_after": it.after.severity.name(),
            "stockout_day_before": it.before.stockout_day, "stockout_day_after": it.after.stockout_day,
            "probability_before": chance(it.before.probability), "probability_after": chance(it.after.probability),
            "customers_hurt": it.after.hurts.len(),
            "money_at_risk_before": money(&it.before), "money_at_risk_after": money(&it.after),
            "suggestion": it.after.suggestion.as_ref().map(|it| suggested_by(it, &name, see_money)),
            "reason": it.after.reason,
        })
    };
    let rows: Vec<Json> = changed.iter().take(ROWS_MAX).map(row).collect();
    let summary = |it: Summary| {
        json!({
            "out": it.out, "at_risk": it.at_risk, "money_at_risk": see_money.then_some(it.money_at_risk),
        })
    };
    json!({ "judged": count, "before": summary(before), "after": summary(after), "rows": rows, "more": more })
}

struct Summary {
    out: usize,
    at_risk: usize,
    money_at_risk: Money,
}

fn summary<'a>(all: impl Iterator<Item = &'a Outlook>) -> Summary {
    let mut sum = Summary { out: 0, at_risk: 0, money_at_risk: Money::ZERO };
    for it in all {
        sum.out += usize::from(it.severity == Severity::Out);
        sum.at_risk += usize::from(matches!(it.severity, Severity::Critical | Severity::Warning));
        if let Some(money) = it.money_at_risk.and_then(|it| sum.money_at_risk.checked_add(it)) {
            sum.money_at_risk = money;
        }
    }
    sum
}
