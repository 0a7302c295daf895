//! 缺货雷达: what runs out first, whom it hurts, and what to do about it.

use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::Failure;
use crate::gate;
use crate::search_text::search_words;
use crate::stock::optional;
use crate::turn::Turn;
use documents::Problem;
use planning::{Hurt, Severity, Suggestion};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::Name;
use storage::outlooks::{Listed, OutlookQuery};
use values::{DocumentId, Percent, Quantity};

/// What of the radar is wanted; everything but what is fine when nothing is said.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ShortageRequest {
    pub warehouse: Option<String>,
    pub category: Option<String>,
    pub material_type: Option<String>,
    pub supplier: Option<String>,
    /// One of `out`, `critical`, `warning`, `watch`, `fine`.
    pub severity: Option<String>,
    /// Runs out within so many days.
    pub within: Option<i32>,
    pub q: Option<String>,
    pub limit: Option<usize>,
    pub after: Option<String>,
}

const PAGE_USUAL: usize = 100;
const PAGE_MAX: usize = 500;
const SEVERITIES: [Severity; 5] =
    [Severity::Fine, Severity::Watch, Severity::Warning, Severity::Critical, Severity::Out];

impl App {
    pub async fn list_shortages(&self, turn: Turn, request: ShortageRequest) -> Result<Json, Failure> {
        turn.caller.require_action(Action::Read, turn.definitions.require("item")?)?;
        self.report(move |tx| {
            let query = read_request(tx, &turn, &request)?;
            let page = storage::outlooks::list(tx, &query)?;
            let summary = storage::outlooks::summary(tx, turn.today)?;
            let rows = told(tx, &turn, &page.rows)?;
            let see_money = turn.caller.can(Ability::SeeCost);
            let whole = gate::sees_all_of(&turn, &["item", "warehouse"]);
            let customers = !["customer", "sales_order"].iter().any(|it| gate::sees_some_only(&turn, it));
            Ok(json!({
                // Sums over what may not be seen would tell of it.
                "summary": {
                    "out": whole.then_some(summary.out), "within_7": whole.then_some(summary.within_7),
                    "within_30": whole.then_some(summary.within_30), "ok": whole.then_some(summary.ok),
                    "customers_hurt": (whole && customers).then_some(summary.customers_hurt),
                    "money_at_risk": (whole && see_money).then_some(summary.money_at_risk),
                    "computed_at": summary.computed_at,
                },
                "rows": rows,
                "next": page.next,
            }))
        })
        .await
    }
}

fn read_request(tx: &mut dyn Tx, turn: &Turn, request: &ShortageRequest) -> Result<OutlookQuery, Failure> {
    let severity = request.severity.as_deref().filter(|it| !it.is_empty());
    let known = |name: &str| SEVERITIES.into_iter().find(|it| it.name() == name);
    let unknown = |name| vec![Problem::new("severity", "not_known").with("value", name)];
    let severity = severity.map(|name| known(name).ok_or_else(|| unknown(name))).transpose()?;
    Ok(OutlookQuery {
        warehouse: optional(tx, turn, "warehouse", request.warehouse.as_deref())?.map(Into::into),
        category: request.category.clone().filter(|it| !it.is_empty()),
        material_type: request.material_type.clone().filter(|it| !it.is_empty()),
        supplier: optional(tx, turn, "supplier", request.supplier.as_deref())?.map(Into::into),
        severity,
        stockout_by: request.within.map(|days| turn.today.plus_days(days.clamp(0, 3650))),
        words: search_words(request.q.as_deref().unwrap_or("")),
        limit: request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX),
        after: request.after.clone(),
    })
}

/// Rows of the radar as screens and programs read them.
pub(super) fn told(tx: &mut dyn Tx, turn: &Turn, rows: &[Listed]) -> Result<Vec<Json>, Failure> {
    let mut ids: BTreeSet<DocumentId> = BTreeSet::new();
    for Listed { hurts, suggestion, .. } in rows {
        ids.extend(
            hurts.iter().flat_map(|it| [Some(it.claim.document), it.customer.map(Into::into)]).flatten(),
        );
        match suggestion {
            Some(Suggestion::Purchase { supplier, .. }) => ids.extend([DocumentId::from(*supplier)]),
            Some(Suggestion::Transfer { from, .. }) => ids.extend([DocumentId::from(*from)]),
            None => (),
        }
    }
    ids.extend(rows.iter().flat_map(|it| [DocumentId::from(it.item), it.warehouse.into()]));
    let ids: Vec<DocumentId> = ids.into_iter().collect();
    let names: BTreeMap<DocumentId, Name> =
        gate::names(tx, turn, &ids)?.into_iter().map(|it| (it.id, it)).collect();
    let is_seen =
        |it: &&Listed| names.contains_key(&it.item.into()) && names.contains_key(&it.warehouse.into());
    let rows: Vec<&Listed> = rows.iter().filter(is_seen).collect();
    let pairs: Vec<_> = rows.iter().map(|it| (it.item, it.warehouse)).collect();
    let mut open = storage::arrivals::next_order(tx, &pairs)?;
    let next: Vec<DocumentId> = open.values().map(|it| it.id).collect();
    let next: BTreeSet<DocumentId> = gate::names(tx, turn, &next)?.into_iter().map(|it| it.id).collect();
    open.retain(|_, it| next.contains(&it.id));
    let orders: Vec<DocumentId> = rows.iter().flat_map(|it| &it.hurts).map(|it| it.claim.document).collect();
    let seen = Seen {
        names,
        named: gate::partners_named(tx, turn, &orders)?,
        customers: !["customer", "sales_order"].iter().any(|it| gate::sees_some_only(turn, it)),
        prices: turn.caller.can(Ability::SeeCost),
    };
    Ok(rows.iter().map(|it| row(it, &seen, open.get(&(it.item, it.warehouse)))).collect())
}

/// What the reader may see, and what things are called.
struct Seen {
    names: BTreeMap<DocumentId, Name>,
    /// Orders that may tell whose they are.
    named: BTreeSet<DocumentId>,
    /// All of them or none; who sees some learns nothing of the others, not even how many.
    customers: bool,
    prices: bool,
}

impl Seen {
    fn name(&self, id: impl Into<DocumentId>) -> Option<&Name> {
        self.names.get(&id.into())
    }
}

fn row(it: &Listed, seen: &Seen, open: Option<&Name>) -> Json {
    json!({
        "id": format!("{}:{}", it.item_number, it.warehouse_number),
        "item": it.item_number, "item_name": it.item_title, "category": it.category,
        "material_type": it.material_type, "unit": it.unit,
        "warehouse": it.warehouse_number, "warehouse_name": it.warehouse_title,
        "severity": it.severity.name(),
        "available": it.available, "on_hand": it.on_hand, "incoming": it.incoming,
        "next_arrival": it.next_arrival, "demand_per_day": it.demand_per_day,
        "cover_days": it.cover_days_e2.map(hundredths),
        "stockout_day": it.stockout_day,
        "probability": chance(it.probability),
        "reorder_point": it.reorder_point, "order_up_to": it.order_up_to, "safety_stock": it.safety_stock,
        "short": it.short,
        "money_at_risk": seen.prices.then_some(it.money_at_risk),
        "hurts": it.hurts.iter().filter_map(|it| hurt(it, seen)).collect::<Vec<_>>(),
        "hurts_count": it.hurts.iter().filter(|it| hurt(it, seen).is_some()).count(),
        "suggestion": it.suggestion.as_ref().map(|it| suggested(it, seen)),
        "reason": it.reason, "numbers": it.numbers,
        "order_open": open.map(|it| json!({ "type": it.document_type, "id": it.uuid, "number": it.number })),
    })
}

fn hundredths(it: i64) -> String {
    Quantity::from_raw(it.saturating_mul(Quantity::ONE_RAW / 100)).to_string()
}

/// 83 % is `0.83`.
pub(super) fn chance(it: Percent) -> String {
    Quantity::from_raw(it.raw()).to_string()
}

/// 0.8312 is `0.831`.
pub(super) fn to_thousandths(it: f64) -> String {
    format!("{it:.3}")
}

/// Nothing of an order that may not be seen, for who sees some of them: that somebody waits is a fact
/// about it.
fn hurt(it: &Hurt, seen: &Seen) -> Option<Json> {
    let named = it.customer.filter(|_| seen.named.contains(&it.claim.document));
    let customer = named.and_then(|id| seen.name(id));
    let order = seen.name(it.claim.document);
    if order.is_none() && !seen.customers {
        return None;
    }
    let level = ["vip", "gold", "silver", "normal"].get(usize::from(it.level)).copied().unwrap_or("normal");
    Some(json!({
        "customer": customer.map(|it| &it.number), "customer_name": customer.map(|it| &it.title), "level": level,
        "document": order.map(|it| json!({ "type": it.document_type, "id": it.uuid, "number": it.number })),
        "quantity": it.quantity, "due": it.due,
    }))
}

fn suggested(it: &Suggestion, seen: &Seen) -> Json {
    suggested_by(it, &|id| seen.names.get(&id), seen.prices)
}

pub(super) fn suggested_by<'a>(
    it: &Suggestion,
    name: &dyn Fn(DocumentId) -> Option<&'a Name>,
    see_prices: bool,
) -> Json {
    match it {
        Suggestion::Purchase { supplier, class, quantity, price, arrival_day, amount } => {
            let name = name((*supplier).into());
            json!({
                "kind": "purchase", "supplier": name.map(|it| &it.number), "supplier_name": name.map(|it| &it.title),
                "class": class, "quantity": quantity, "arrival_day": arrival_day,
                "price": price.filter(|_| see_prices), "amount": amount.filter(|_| see_prices),
            })
        }
        Suggestion::Transfer { from, quantity } => {
            let name = name((*from).into());
            json!({ "kind": "transfer", "from": name.map(|it| &it.number), "from_name": name.map(|it| &it.title), "quantity": quantity })
        }
    }
}
