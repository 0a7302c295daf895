//! The plan over all items: transfers before purchases, suppliers split, a budget kept; compared with an
//! earlier one, and accepted line by line.

use super::order_shortages::{Heading, Line, Override, draft};
use super::tell_plan::{answer, told};
use crate::app::App;
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::gate::Seen;
use crate::once::{Answer, Key, once};
use crate::stock::{optional, require};
use crate::turn::Turn;
use documents::Problem;
use planning::plan::{PlanInput, PlanItem, PlanSupply, plan};
use planning::policies::StockLevels;
use planning::{Arrival, LearnedLeadTime, Policy, Supply, regular_lead_time};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::Name;
use storage::outlooks::Listed;
use storage::plan_terms::PlanTerms;
use storage::plans::Heading as Kept;
use storage::situations::{Pair, RawSituation};
use values::{Day, DocumentId, Instant, Money, Percent, Quantity, WarehouseId};

/// Which plan is wanted, and with which it is compared.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PlanRequest {
    /// The most all purchases together may cost.
    pub budget: Option<String>,
    pub warehouse: Option<String>,
    /// The id of an earlier plan.
    pub compare: Option<String>,
}

/// Which of its lines become documents, and what the buyer wants different.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptRequest {
    pub plan: String,
    pub lines: Vec<String>,
    #[serde(default)]
    pub overrides: BTreeMap<String, Override>,
}

const LINES_MAX: usize = 5_000;
/// What stock costs a year where no policy says otherwise.
const HOLDING_PER_YEAR: Percent = Percent::whole(20);

/// What was read for a plan.
pub(super) struct Read {
    pub(super) today: Day,
    pub(super) places: Vec<RawSituation>,
    pub(super) outlooks: BTreeMap<Pair, Listed>,
    pub(super) terms: PlanTerms,
    pub(super) names: BTreeMap<DocumentId, Name>,
}

impl App {
    pub async fn plan(&self, turn: Turn, request: PlanRequest) -> Result<Json, Failure> {
        turn.caller.require(Ability::Plan)?;
        let budget = budget(request.budget.as_deref())?;
        let (learned, today) = (self.learned().await?, turn.today);
        let asked = turn.clone();
        let warehouse = request.warehouse.clone();
        let (read, only) = self
            .report(move |tx| {
                let only: Option<WarehouseId> =
                    optional(tx, &asked, "warehouse", warehouse.as_deref())?.map(Into::into);
                Ok((read(tx, today)?, only))
            })
            .await?;
        let planned = tokio::task::spawn_blocking(move || {
            let place = |it: &RawSituation| {
                let learned = |it: &Supply, item| learned.lead_time(it, item, today);
                planned_item(it, &read, &learned, today)
            };
            let input = PlanInput {
                today,
                items: read.places.iter().filter_map(place).collect(),
                bills: read.terms.bills.clone(),
                suppliers: read.terms.suppliers.clone(),
                budget,
                holding_per_year: HOLDING_PER_YEAR,
                names: read.names.iter().map(|(id, it)| (*id, it.title.clone())).collect(),
            };
            let made = plan(&input).map_err(|it| circle(&it.to_string()))?;
            Ok::<Vec<Json>, Failure>(told(&made.lines, &read, only))
        });
        let lines = planned.await.map_err(|err| storage::Error::Fault(err.to_string()))??;
        let (kept_plans, before) = self.keep_plan(&turn, budget, &lines, request.compare.as_deref()).await?;
        let see_money = turn.caller.can(Ability::SeeCost);
        self.read(move |tx| {
            let lines = in_sight(tx, &turn, lines, see_money)?;
            let before = before.map(|it| in_sight(tx, &turn, it, see_money)).transpose()?;
            Ok(answer(kept_plans, lines, before, see_money))
        })
        .await
    }

    /// A plan like the last one is the last one. Returns it, those it can be compared with, and the one
    /// that it is compared with.
    async fn keep_plan(
        &self,
        turn: &Turn,
        budget: Option<Money>,
        lines: &[Json],
        compare: Option<&str>,
    ) -> Result<(Vec<Kept>, Option<Vec<Json>>), Failure> {
        let made = Kept { made_at: turn.now, budget };
        let body = json!({ "lines": lines });
        let compared = compare.filter(|it| !it.is_empty()).map(made_at).transpose()?;
        let (body, mut kept, last, before) = self
            .read(move |tx| {
                let kept = storage::plans::list(tx)?;
                let mut last = kept.iter().find(|it| it.budget == budget).copied();
                if let Some(it) = last
                    && storage::plans::get(tx, it.made_at)?.is_none_or(|it| it.1 != body)
                {
                    last = None;
                }
                let before = match compared {
                    None => None,
                    Some(at) => match storage::plans::get(tx, at)? {
                        Some((_, body)) => Some(body["lines"].as_array().cloned().unwrap_or_default()),
                        None => return Err(Refused::not_found("计划", "plan").into()),
                    },
                };
                Ok((body, kept, last, before))
            })
            .await?;
        match last {
            Some(last) => kept.retain(|it| *it != last),
            None => self.write(move |tx| Ok(storage::plans::add(tx, made, &body)?)).await?,
        }
        kept.insert(0, last.unwrap_or(made));
        Ok((kept, before))
    }

    /// The chosen lines become drafts: purchase orders, one per supplier and warehouse, and transfers.
    pub async fn accept_plan(
        &self,
        turn: Turn,
        request: AcceptRequest,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        turn.caller.require(Ability::Plan)?;
        if request.lines.is_empty() || request.lines.len() > LINES_MAX {
            return Err(
                vec![Problem::new("lines", "out_of_range").with("min", 1).with("max", LINES_MAX)].into()
            );
        }
        let at = made_at(&request.plan)?;
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let Some((_, body)) = storage::plans::get(tx, at)? else {
                    return Err(Refused::not_found("计划", "plan").into());
                };
                let headed = headed(tx, &turn, &body, &request)?;
                let mut documents = Vec::new();
                for (heading, lines) in &headed {
                    documents.push(draft(tx, &turn, *heading, lines)?);
                }
                Ok(json!({ "documents": documents }))
            })
        })
        .await
    }
}

/// The lines of what the caller may see. Sentences speak of suppliers and prices, so they go where one
/// of the two may not be seen.
fn in_sight(
    tx: &mut dyn Tx,
    turn: &Turn,
    mut lines: Vec<Json>,
    see_money: bool,
) -> Result<Vec<Json>, Failure> {
    const NAMED: [(&str, &str); 4] =
        [("item", "item"), ("warehouse", "warehouse"), ("supplier", "supplier"), ("from", "warehouse")];
    let named = lines
        .iter()
        .flat_map(|it| NAMED.iter().filter_map(|(field, kind)| Some((*kind, it[*field].as_str()?))));
    let seen = Seen::of(tx, turn, named)?;
    let sees = |it: &Json, field: &str, kind: &str| it[field].as_str().is_none_or(|it| seen.sees(kind, it));
    lines.retain(|it| {
        sees(it, "item", "item") && sees(it, "warehouse", "warehouse") && sees(it, "from", "warehouse")
    });
    for line in &mut lines {
        let stranger = !sees(line, "supplier", "supplier");
        if stranger {
            (line["supplier"], line["supplier_name"]) = (Json::Null, Json::Null);
        }
        if stranger || !see_money {
            (line["reason"], line["terms"]) = (json!(planning::Sentence::default()), json!([]));
        }
    }
    Ok(lines)
}

fn budget(text: Option<&str>) -> Result<Option<Money>, Failure> {
    let Some(text) = text.filter(|it| !it.is_empty()) else { return Ok(None) };
    let budget = text.parse::<Money>().ok().filter(|it| !it.is_negative());
    budget.map(Some).ok_or_else(|| vec![Problem::new("budget", "not_a_number").with("value", text)].into())
}

/// A plan's id is the moment it was made.
fn made_at(id: &str) -> Result<Instant, Failure> {
    let micros = id.parse().map(Instant::from_micros);
    micros.map_err(|_| Refused::not_found("计划", "plan").into())
}

fn circle(what: &str) -> Failure {
    Refused::new(
        Kind::Unprocessable,
        "bills_in_a_circle",
        "物料清单互相包含, 无法展开",
        "Bills of materials contain each other",
    )
    .instead(what, what)
    .into()
}

/// Items that somebody has to do something about, at every warehouse: one may help the other. Of a
/// product made here its components too.
fn read(tx: &mut dyn Tx, today: Day) -> Result<Read, storage::Error> {
    let terms = storage::plan_terms::load(tx, today)?;
    let mut items = storage::outlooks::items_to_act_on(tx)?;
    items.extend(terms.bills.iter().flat_map(|it| it.components.iter().map(|it| it.item)));
    let mut pairs: BTreeSet<Pair> = storage::situations::all_pairs(tx)?.into_iter().collect();
    pairs.retain(|it| items.contains(&it.0));
    let pairs: Vec<Pair> = pairs.into_iter().collect();
    const HISTORY_DAYS: u32 = 30;
    let places = storage::situations::load(tx, &pairs, today, HISTORY_DAYS)?;
    let outlooks = storage::outlooks::get(tx, &pairs)?;
    let outlooks = outlooks.into_iter().map(|it| ((it.item, it.warehouse), it)).collect();
    let mut ids: BTreeSet<DocumentId> = BTreeSet::new();
    for it in &places {
        ids.extend([DocumentId::from(it.item), it.warehouse.into()]);
        ids.extend(it.supplies.iter().map(|it| DocumentId::from(it.supplier)));
    }
    let ids: Vec<DocumentId> = ids.into_iter().collect();
    let names = storage::documents::names(tx, &ids)?.into_iter().map(|it| (it.id, it)).collect();
    Ok(Read { today, places, outlooks, terms, names })
}

fn planned_item(
    it: &RawSituation,
    read: &Read,
    learned: &dyn Fn(&Supply, values::ItemId) -> Option<LearnedLeadTime>,
    today: Day,
) -> Option<PlanItem> {
    let judged = read.outlooks.get(&(it.item, it.warehouse))?;
    let supplies: Vec<Supply> = it
        .supplies
        .iter()
        .map(|supply| Supply { learned: learned(supply, it.item), ..supply.clone() })
        .collect();
    let incoming: Vec<Arrival> = it.incoming.iter().map(|it| it.really_expected(today)).collect();
    let lead = regular_lead_time(&supplies).typical();
    let counted_to = today.plus_days((lead + Policy::default().review_days) as i32);
    let in_time = incoming.iter().filter(|it| it.day <= counted_to);
    let in_time = in_time.fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity));
    let is_whole = it.demand.iter().all(|it| it.1.raw() % Quantity::ONE_RAW == 0);
    let bounded = |supply: Supply| {
        let terms = read.terms.supplies.get(&(it.item, supply.supplier)).cloned().unwrap_or_default();
        PlanSupply {
            breaks: terms.breaks,
            capacity: terms.capacity,
            contract_left: terms.contract_left,
            keep_warm_due: terms.keep_warm_due,
            ..PlanSupply::new(supply)
        }
    };
    Some(PlanItem {
        item: it.item,
        warehouse: it.warehouse,
        available: it.available.max(Quantity::ZERO),
        position: it.available.minus(judged.short).plus(in_time),
        owed: judged.short,
        levels: StockLevels {
            safety_stock: judged.safety_stock,
            reorder_point: judged.reorder_point,
            order_up_to: judged.order_up_to,
            upper_limit: judged.upper_limit.unwrap_or(judged.order_up_to),
        },
        demand_per_day: judged.demand_per_day,
        is_whole,
        stockout_day: judged.stockout_day,
        incoming,
        expiring: read.terms.expiring.get(&(it.item, it.warehouse)).cloned().unwrap_or_default(),
        supplies: supplies.into_iter().map(bounded).collect(),
        best_customer: judged.hurts.iter().map(|it| it.level).min(),
        money_at_risk: judged.money_at_risk,
        volume: read.terms.volumes.get(&it.item).copied().unwrap_or_default(),
    })
}

/// Every chosen line under its heading, or every problem.
fn headed(
    tx: &mut dyn Tx,
    turn: &Turn,
    body: &Json,
    request: &AcceptRequest,
) -> Result<BTreeMap<Heading, Vec<Line>>, Failure> {
    let mut headed: BTreeMap<Heading, Vec<Line>> = BTreeMap::new();
    let mut problems = Vec::new();
    for (at, id) in request.lines.iter().enumerate() {
        let path = format!("lines[{at}]");
        let found = body["lines"].as_array().into_iter().flatten().find(|it| it["id"] == id.as_str());
        let Some(found) = found else {
            problems.push(Problem::new(path, "not_found").with("value", id));
            continue;
        };
        let change = request.overrides.get(id).cloned().unwrap_or_default();
        match line(tx, turn, found, &change)? {
            Some((heading, line)) => headed.entry(heading).or_default().push(line),
            None => problems.push(Problem::new(path, "no_suggestion").with("value", id)),
        }
    }
    if problems.is_empty() { Ok(headed) } else { Err(problems.into()) }
}

fn line(
    tx: &mut dyn Tx,
    turn: &Turn,
    found: &Json,
    change: &Override,
) -> Result<Option<(Heading, Line)>, Failure> {
    let text = |name: &str| found[name].as_str().unwrap_or_default();
    if !matches!(text("kind"), "purchase" | "transfer" | "postpone") {
        return Ok(None); // Somebody has to call, or to make it.
    }
    let item = require(tx, turn, "item", text("item"))?.into();
    let warehouse: WarehouseId = require(tx, turn, "warehouse", text("warehouse"))?.into();
    let quantity = change.quantity.or_else(|| text("quantity").parse().ok()).unwrap_or_default();
    let own = change.supplier.as_deref().filter(|it| !it.is_empty());
    let supplier = own.or_else(|| found["supplier"].as_str());
    if let Some(supplier) = supplier {
        let same = own.is_none_or(|it| it == text("supplier"));
        let due: Option<Day> = text("arrival_day").parse().ok();
        let line = Line { item, quantity, due: due.filter(|_| same) };
        let supplier = require(tx, turn, "supplier", supplier)?.into();
        return Ok(Some((Heading::Purchase(supplier, warehouse), line)));
    }
    if let Some(from) = found["from"].as_str() {
        let from = require(tx, turn, "warehouse", from)?.into();
        return Ok(Some((Heading::Transfer(from, warehouse), Line { item, quantity, due: None })));
    }
    Ok(None)
}
