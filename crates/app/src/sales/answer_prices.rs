//! What lines would cost, and why: asked by the form while it is filled in.

use super::find_prices::Prices;
use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::{Failure, Refused};
use crate::gate::{self, Gate};
use crate::stock::optional;
use crate::turn::Turn;
use business::sales::pricing::{self, Buyer, PriceRule};
use documents::Problem;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use values::{Day, DocumentId, ItemId, Quantity, UnitPrice};

const LINES_MAX: usize = 1000;
/// Rules told of one line: the one that counts and those it beat.
const RULES_TOLD: usize = 5;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRequest {
    #[serde(default)]
    pub customer: Option<String>,
    #[serde(default)]
    pub channel: Option<String>,
    /// Today when not said.
    #[serde(default)]
    pub day: Option<Day>,
    pub lines: Vec<PriceLine>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceLine {
    pub item: String,
    #[serde(default)]
    pub quantity: Option<Quantity>,
    /// What stands there, after its discount: told whether it is too low.
    #[serde(default)]
    pub price: Option<UnitPrice>,
}

impl App {
    /// One answer for each line, in order; `null` in place of an item that there is not.
    pub async fn answer_prices(&self, turn: Turn, request: PriceRequest) -> Result<Json, Failure> {
        let sells = ["sales_order", "quotation"].into_iter().any(|name| {
            let definition = turn.definitions.get(name);
            definition
                .is_some_and(|it| turn.caller.may(Action::Read, it) || turn.caller.may(Action::Create, it))
        });
        if !sells {
            return Err(Refused::forbidden().into());
        }
        if request.lines.len() > LINES_MAX {
            let problem = Problem::new("lines", "too_many_lines");
            return Err(vec![problem.with("most", LINES_MAX).with("count", request.lines.len())].into());
        }
        self.read(move |tx| {
            let buyer = Buyer {
                customer: optional(tx, &turn, "customer", request.customer.as_deref())?.map(Into::into),
                level: None,
                channel: optional(tx, &turn, "channel", request.channel.as_deref())?.map(Into::into),
                day: request.day.unwrap_or(turn.today),
            };
            let wanted: Vec<(&str, &str)> = request
                .lines
                .iter()
                .map(|it| ("item", it.item.as_str()))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect();
            let resolved = storage::documents::resolve(tx, &wanted)?;
            let mut ids: BTreeMap<&str, ItemId> =
                resolved.iter().map(|it| (it.text.as_str(), it.id.into())).collect();
            let all: Vec<DocumentId> = ids.values().map(|it| (*it).into()).collect();
            if let Some(seen) = gate::visible(tx, &turn, "item", &all)? {
                ids.retain(|_, it| seen.contains(&(*it).into()));
            }
            let items: Vec<ItemId> = ids.values().copied().collect();
            let costs = match turn.caller.can(Ability::SeeCost) {
                true => storage::price_rules::average_costs(tx, &items)?,
                false => BTreeMap::new(),
            };
            let prices = Prices::load(tx, buyer, items)?;
            let lists: BTreeSet<DocumentId> = prices.rules.iter().map(|it| it.list).collect();
            let names = gate::names(tx, &turn, &lists.into_iter().collect::<Vec<_>>())?;
            let names: BTreeMap<DocumentId, (String, String)> =
                names.into_iter().map(|it| (it.id, (it.number, it.title))).collect();
            let hidden = Gate::of(tx, &turn, turn.definitions.require("item")?)?.new_one().hidden();
            let told = |line: &PriceLine| {
                let item = *ids.get(line.item.as_str())?;
                let mut told = answer(line, item, &prices, &names, costs.get(&item).copied());
                for (field, name) in [("floor_price", "floor"), ("sale_price", "sale_price")] {
                    if hidden.contains(field) {
                        told[name] = Json::Null;
                    }
                }
                Some(told)
            };
            let lines: Vec<Option<Json>> = request.lines.iter().map(told).collect();
            Ok(json!({ "level": prices.buyer.level, "lines": lines }))
        })
        .await
    }
}

fn answer(
    line: &PriceLine,
    item: ItemId,
    prices: &Prices,
    names: &BTreeMap<DocumentId, (String, String)>,
    cost: Option<UnitPrice>,
) -> Json {
    let quantity = line.quantity.unwrap_or(Quantity::whole(1));
    let found = prices.find(item, quantity);
    let known = prices.items.get(&item);
    let floor = found.as_ref().map_or(known.and_then(|it| it.floor), |it| it.floor);
    let price = line.price.or(found.as_ref().map(|it| it.price));
    let below = |limit: Option<UnitPrice>| limit.is_some_and(|limit| price.is_some_and(|it| it < limit));
    let fitting = known.map_or(Vec::new(), |it| pricing::fitting(&prices.rules, &prices.buyer, it, quantity));
    let rules: Vec<Json> = fitting
        .iter()
        .take(RULES_TOLD)
        .map(|rule| told(rule, known.and_then(|it| rule.price_for(it)), names))
        .collect();
    let mut told = json!({
        "item": line.item,
        "price": found.as_ref().map(|it| it.price),
        "by": found.as_ref().map(|it| if it.rule.is_some() { "list" } else { "item" }),
        "sale_price": known.and_then(|it| it.sale_price),
        "rules": rules,
        "floor": floor,
        "below_floor": below(floor),
    });
    if let Some(cost) = cost {
        told["cost"] = json!(cost);
        told["below_cost"] = json!(below(Some(cost)));
    }
    told
}

fn told(rule: &PriceRule, price: Option<UnitPrice>, names: &BTreeMap<DocumentId, (String, String)>) -> Json {
    let name = names.get(&rule.list);
    let who = match rule {
        PriceRule { customer: Some(_), .. } => "customer",
        PriceRule { level: Some(_), .. } => "level",
        PriceRule { channel: Some(_), .. } => "channel",
        _ => "everybody",
    };
    let what = match rule {
        PriceRule { item: Some(_), .. } => "item",
        PriceRule { category: Some(_), .. } => "category",
        _ => "everything",
    };
    json!({
        "list": name.map(|it| &it.0), "name": name.map(|it| &it.1), "line": rule.line,
        "price": price, "percent": rule.percent, "who": who, "level": rule.level, "what": what,
        "category": rule.category, "from": rule.from, "starts": rule.starts, "ends": rule.ends,
        "priority": rule.priority,
    })
}
