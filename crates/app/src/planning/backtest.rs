//! The backtest button: the company's own past, replayed under today's and a proposed policy.

use super::learn::Learned;
use super::list_shortages::to_thousandths;
use super::panel::{Places, Wanted};
use super::rules::Rules;
use crate::app::App;
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::gate;
use crate::stock::optional;
use crate::turn::Turn;
use documents::Problem;
use planning::backtest::{Aim, Figures, Item, LeadTimes, NoOutcome, Policy, Replay, replay};
use planning::plain::{percent, price, share, units};
use planning::policies::{Facets, PolicyKind, ServiceTarget};
use planning::window::Effort;
use planning::{ASSUMED_LEAD_DAYS, Sentence, regular_supply};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use storage::Tx;
use values::{Day, ItemId, Percent, WarehouseId};

/// What is replayed, and the policy that is thought of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BacktestRequest {
    pub months: u32,
    #[serde(default)]
    pub warehouse: Option<String>,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub abc: Option<String>,
    pub proposed: Proposed,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    /// `forecast`, `fixed`, `moving_average`, `normal` or `empirical`.
    pub kind: String,
    pub service: Percent,
    #[serde(default)]
    pub review_days: Option<u32>,
}

const MONTHS_MAX: u32 = 12;
const DAYS_OF_MONTH: i32 = 30;
/// Before the replay, so that there is something to learn from.
const DAYS_BEFORE: i32 = 365;
/// More places change the figures little and keep people waiting.
const SERIES_MAX: usize = 800;
const REVIEW_DAYS_MAX: u32 = 60;
/// The points of a trade-off curve.
const SERVICES: [f64; 6] = [0.8, 0.9, 0.95, 0.97, 0.98, 0.99];
const EFFORT: Effort = Effort { rows_max: 20_000, trees: true };

/// What was read for a replay.
struct Asked {
    places: Places,
    items: Vec<Item>,
    rules: Rules,
    facets: Facets,
}

impl App {
    pub async fn backtest(&self, turn: Turn, request: BacktestRequest) -> Result<Json, Failure> {
        turn.caller.require(Ability::Plan)?;
        if ["item", "warehouse"].iter().any(|it| gate::sees_some_only(&turn, it)) {
            // Figures over what may not be seen would tell of it.
            return Err(Refused::forbidden().into());
        }
        let proposed = checked(&request)?;
        let (learned, clock, today) = (self.learned().await?, self.clock(turn.now), turn.today);
        let from = today.plus_days(-(request.months as i32) * DAYS_OF_MONTH);
        let review = request.proposed.review_days.unwrap_or(1);
        let see_money = turn.caller.can(Ability::SeeCost);
        let asked = self
            .report(move |tx| {
                let warehouse: Option<WarehouseId> =
                    optional(tx, &turn, "warehouse", request.warehouse.as_deref())?.map(Into::into);
                let items = chosen_items(tx, request.category.as_deref(), request.abc.as_deref())?;
                let since = from.plus_days(-DAYS_BEFORE);
                let wanted = |item: ItemId| items.as_ref().is_none_or(|it| it.contains(&item));
                let here = |it: WarehouseId| warehouse.is_none_or(|wanted| wanted == it);
                let places = Wanted::read(tx, since, today, &wanted)?.places(tx, clock, SERIES_MAX, &here)?;
                let facets = Facets {
                    warehouse,
                    category: request.category.clone(),
                    abc: request.abc.as_ref().and_then(|it| it.chars().next()),
                    ..Facets::default()
                };
                let items = items_of(tx, &places, &learned, today)?;
                Ok(Asked { places, items, rules: Rules::load(tx)?, facets })
            })
            .await?;
        if asked.places.keys.is_empty() {
            return Err(nothing_before().into());
        }
        let replayed = tokio::task::spawn_blocking(move || {
            super::on_one_thread(|| answer(&asked, from, today, proposed, review as usize, see_money))
        });
        replayed.await.map_err(|err| storage::Error::Fault(err.to_string()))?
    }
}

fn nothing_before() -> Refused {
    Refused::new(
        Kind::Unprocessable,
        "nothing_to_replay",
        "这段时间之前没有足够的销售记录, 无法回测",
        "There is no history before this period to start from",
    )
    .instead("缩短月数, 或先导入以往的销售记录", "Choose fewer months, or import past sales first")
}

fn checked(request: &BacktestRequest) -> Result<(Policy, f64), Failure> {
    let mut problems = Vec::new();
    if !(1..=MONTHS_MAX).contains(&request.months) {
        problems.push(Problem::new("months", "out_of_range").with("min", 1).with("max", MONTHS_MAX));
    }
    let service = request.proposed.service;
    if service < Percent::whole(50) || service >= Percent::whole(100) {
        problems.push(Problem::new("proposed.service", "out_of_range").with("min", 50).with("max", "99.9"));
    }
    if !(1..=REVIEW_DAYS_MAX).contains(&request.proposed.review_days.unwrap_or(1)) {
        let problem = Problem::new("proposed.review_days", "out_of_range");
        problems.push(problem.with("min", 1).with("max", REVIEW_DAYS_MAX));
    }
    let policy = match request.proposed.kind.as_str() {
        "forecast" => Some(Policy::Changping(EFFORT)),
        "fixed" => Some(Policy::Fixed),
        "moving_average" => Some(Policy::MovingAverage),
        "normal" => Some(Policy::Normal),
        "empirical" => Some(Policy::Empirical),
        _ => None,
    };
    if policy.is_none() {
        problems.push(Problem::new("proposed.kind", "not_known").with("value", &request.proposed.kind));
    }
    match policy {
        Some(policy) if problems.is_empty() => Ok((policy, share(service))),
        _ => Err(problems.into()),
    }
}

fn chosen_items(
    tx: &mut dyn Tx,
    category: Option<&str>,
    abc: Option<&str>,
) -> Result<Option<BTreeSet<ItemId>>, storage::Error> {
    let category = category.filter(|it| !it.is_empty());
    let mut chosen = category.map(|it| storage::situations::items_of_category(tx, it)).transpose()?;
    if let Some(abc) = abc.filter(|it| !it.is_empty()) {
        let of_class = storage::item_classes::items_of(tx, "abc", abc)?;
        chosen = Some(match chosen {
            Some(chosen) => chosen.intersection(&of_class).copied().collect(),
            None => of_class,
        });
    }
    Ok(chosen)
}

/// What each place costs, earns and waits.
fn items_of(
    tx: &mut dyn Tx,
    places: &Places,
    learned: &Learned,
    today: Day,
) -> Result<Vec<Item>, storage::Error> {
    let terms: BTreeMap<ItemId, storage::situations::Terms> =
        storage::situations::terms(tx, &places.keys.iter().map(|it| it.0).collect::<Vec<_>>(), today)?;
    let item = |key: &(ItemId, WarehouseId)| {
        let Some((sold_for, supplies)) = terms.get(&key.0) else { return Item::default() };
        let Some(supply) = regular_supply(supplies) else { return Item::default() };
        let promised = Some(supply.lead_time_days).filter(|it| *it > 0);
        let learned = learned.lead_times.as_ref();
        let learned = learned.and_then(|it| it.distribution(supply.supplier, key.0, promised));
        let days = learned.map_or_else(|| supply.lead_time(), |it| it.interval());
        let days: Vec<usize> = days.days().iter().map(|it| (*it).max(1) as usize).collect();
        let cost = supply.price.map_or(1.0, price);
        Item {
            unit_cost: cost,
            margin: sold_for.map_or(0.0, |it| (price(it) - cost).max(0.0)),
            lead_times: LeadTimes::observed(&days),
            minimum: units(supply.moq),
            pack: units(supply.pack),
        }
    };
    Ok(places.keys.iter().map(item).collect())
}

fn answer(
    asked: &Asked,
    from: Day,
    today: Day,
    (proposed, service): (Policy, f64),
    review: usize,
    see_money: bool,
) -> Result<Json, Failure> {
    let in_force = asked.rules.for_class(&asked.facets);
    let (now, now_service) = match in_force.policy.kind {
        PolicyKind::FixedLine { .. } => (Policy::Fixed, 0.95),
        _ => (Policy::Changping(EFFORT), 0.95),
    };
    let now_service = match in_force.policy.target {
        ServiceTarget::Cycle { service }
        | ServiceTarget::Lines { service }
        | ServiceTarget::Fill { service } => share(service),
        ServiceTarget::Cost => now_service,
    };
    let run = |policy: Policy, services: &[f64], review: usize| -> Result<Vec<(f64, Figures)>, Failure> {
        let aims: Vec<Aim> = services.iter().map(|it| Aim::Service(*it)).collect();
        let question = Replay {
            demand: &asked.places.panel,
            from,
            to: today.plus_days(-1),
            lead_times: LeadTimes::fixed(ASSUMED_LEAD_DAYS as usize),
            review,
            items: &asked.items,
            policy,
            aims: &aims,
            seed: 1,
        };
        let outcomes = replay(&question, &|_| ControlFlow::Continue(()));
        match outcomes {
            Ok(outcomes) => {
                Ok(services.iter().copied().zip(outcomes.into_iter().map(|it| it.figures)).collect())
            }
            Err(NoOutcome::Stopped | NoOutcome::NothingBefore | NoOutcome::NothingBetween) => {
                Err(nothing_before().into())
            }
        }
    };
    let mut services: Vec<f64> = SERVICES.to_vec();
    services.extend([now_service, service]);
    services.sort_by(f64::total_cmp);
    services.dedup();
    let curve = run(proposed, &services, review)?;
    let curve_of_today = match now == proposed && review == 1 {
        true => curve.clone(),
        false => run(now, &services, 1)?,
    };
    let at = |curve: &[(f64, Figures)], wanted: f64| {
        let found = curve.iter().find(|it| it.0 == wanted);
        found.map(|it| told(it.0, &it.1, see_money))
    };
    let all =
        |curve: &[(f64, Figures)]| curve.iter().map(|it| told(it.0, &it.1, see_money)).collect::<Vec<_>>();
    Ok(json!({
        "from": from, "to": today.plus_days(-1),
        "series": asked.places.keys.len(), "of_series": asked.places.of,
        "today": at(&curve_of_today, now_service), "proposed": at(&curve, service),
        "curve": all(&curve), "curve_of_today": all(&curve_of_today),
        "today_policy": in_force.reason,
        "reason": Sentence {
            zh: "每天先到货、再销售、再盘点下单；缺货的销售算丢失；策略只看得到当天以前的记录".to_owned(),
            en: "each day arrivals, then demand, then review; what finds no stock is lost; the policy sees nothing later than its day".to_owned(),
        },
    }))
}

fn told(service: f64, it: &Figures, see_money: bool) -> Json {
    let money = |value: f64| see_money.then(|| format!("{value:.2}"));
    json!({
        "service": percent(service),
        "line_stockout_rate": format!("{:.4}", it.line_stockout_rate()),
        "unit_stockout_rate": format!("{:.4}", it.unit_stockout_rate()),
        "lost_units": format!("{:.0}", it.lost_units), "lost_margin": money(it.lost_margin),
        "mean_stock": format!("{:.0}", it.mean_stock), "mean_value": money(it.mean_stock_value),
        "orders": it.orders,
        "served": to_thousandths(1.0 - it.line_stockout_rate()),
    })
}
