//! 假缺货: why something that is there is not sold, in words, each with what cures it.

use crate::caller::{Ability, Action, Language};
use crate::failure::Failure;
use crate::gate;
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::Name;
use storage::stock_queries::{Finding, Found, Since};
use values::{Instant, ItemId, WarehouseId};

const DAY_SECONDS: i64 = 24 * 3600;
const SYNC_LATE_SECONDS: i64 = 30 * 60;
const QUALITY_DAYS: i64 = 3;
const OVERDUE_DAYS: i32 = 3;
const COUNT_DAYS: i64 = 14;

/// Every diagnosis of an item, the gravest kind first.
pub(super) fn diagnoses(
    tx: &mut dyn Tx,
    turn: &Turn,
    item: ItemId,
    warehouse: Option<WarehouseId>,
) -> Result<Vec<Json>, Failure> {
    let since = Since {
        now: turn.now,
        today: turn.today,
        quality: turn.now.plus_seconds(-QUALITY_DAYS * DAY_SECONDS),
        sync: turn.now.plus_seconds(-SYNC_LATE_SECONDS),
        overdue: turn.today.plus_days(-OVERDUE_DAYS),
        counts: turn.now.plus_seconds(-COUNT_DAYS * DAY_SECONDS),
    };
    let found = storage::stock_queries::diagnose(tx, item, warehouse, since)?;
    let mut warehouses = storage::stock_queries::warehouses(tx, &found)?;
    let ids: Vec<_> =
        found.iter().map(|it| it.document.id).chain(warehouses.values().map(|it| it.id)).collect();
    let seen: BTreeSet<_> = gate::names(tx, turn, &ids)?.into_iter().map(|it| it.id).collect();
    warehouses.retain(|_, it| seen.contains(&it.id));
    let papers: Vec<_> = found.iter().map(|it| it.document.id).collect();
    let partners = gate::partners_named(tx, turn, &papers)?;
    let told = |it: &Found| {
        let who = it.who.as_ref().filter(|_| partners.contains(&it.document.id));
        told(turn, it, &warehouses, seen.contains(&it.document.id), who)
    };
    Ok(found.iter().map(told).collect())
}

/// The numbers of a finding, as people read them.
struct Numbers {
    number: String,
    who: String,
    place: String,
    quantity: String,
    days: i32,
    age: (String, String),
}

fn told(
    turn: &Turn,
    it: &Found,
    warehouses: &BTreeMap<WarehouseId, Name>,
    seen: bool,
    who: Option<&String>,
) -> Json {
    let who = who.filter(|_| seen);
    let warehouse = it.warehouse.and_then(|it| warehouses.get(&it));
    let since = it.day.or(it.at.map(|at| turn.company.day_at(at)));
    let days = since.map_or(0, |it| turn.today.days_since(it));
    let number =
        if it.document.document_type == "channel" { &it.document.title } else { &it.document.number };
    let numbers = Numbers {
        number: if seen { number.clone() } else { String::new() },
        who: who.cloned().unwrap_or_default(),
        place: warehouse.map_or_else(String::new, |it| it.title.clone()),
        quantity: it.quantity.map_or_else(String::new, |it| it.to_string()),
        days,
        age: age(it.at.unwrap_or(turn.now), turn.now),
    };
    let (code, zh, en) = said(it.finding, &numbers);
    let message = if turn.caller.language == Language::En { en } else { zh };
    json!({
        "code": code, "message": message, "quantity": it.quantity, "days": days, "at": it.at, "day": it.day,
        "warehouse": warehouse.map(|it| &it.number), "who": who,
        "document": seen.then(|| document(it)), "cure": cure(turn, it, warehouse, seen),
    })
}

fn document(it: &Found) -> Json {
    json!({ "type": it.document.document_type, "id": it.document.uuid, "number": it.document.number })
}

fn age(at: Instant, now: Instant) -> (String, String) {
    let minutes = (now.micros() - at.micros()).max(0) / 60_000_000;
    match minutes {
        ..120 => (format!("{minutes} 分钟"), format!("{minutes} minutes")),
        120..2880 => (format!("{} 小时", minutes / 60), format!("{} hours", minutes / 60)),
        _ => (format!("{} 天", minutes / 1440), format!("{} days", minutes / 1440)),
    }
}

/// Code, 中文, English.
fn said(finding: Finding, it: &Numbers) -> (&'static str, String, String) {
    let Numbers { number, who, place, quantity, days, age } = it;
    match finding {
        Finding::HoldExpired => (
            "hold_expired",
            format!("冻结单 {number} 早该到期, 还压着 {quantity}（{place}）"),
            format!("Hold {number} is past its end and still keeps {quantity} at {place}"),
        ),
        Finding::HoldOwnerless => (
            "hold_without_owner",
            format!("冻结单 {number} 的负责人{}已停用, {quantity} 没人管（{place}）", spaced(who)),
            format!("The owner of hold {number} is gone; nobody looks after {quantity} at {place}"),
        ),
        Finding::QualityAgeing => (
            "quality_hold_ageing",
            format!("质检 {number} 拖了 {days} 天, {quantity} 不能卖（{place}）"),
            format!("Quality check {number} takes {days} days; {quantity} at {place} cannot be sold"),
        ),
        Finding::Elsewhere => (
            "stock_elsewhere",
            format!("渠道“{number}”的发货仓没货, 但{place}有 {quantity} 可售, 它不从那里卖"),
            format!("Channel {number} has none where it sells from, while {place} has {quantity} available"),
        ),
        Finding::KeptForChannels => (
            "kept_for_channels",
            format!("有订单在等, {quantity} 却留给了别的渠道（{place}, 规则 {number}）"),
            format!("Orders wait while {quantity} at {place} is kept for other channels by {number}"),
        ),
        Finding::PromiseOverdue => (
            "promise_overdue",
            format!("{number}{}占着 {quantity}, 要货日已过 {days} 天还没发", spaced(who)),
            format!("{number} {who} keeps {quantity}, due {days} days ago and not shipped"),
        ),
        Finding::ArrivalLate => (
            "arrival_late",
            format!("{number}{}的 {quantity} 晚了 {days} 天还没到（{place}）", spaced(who)),
            format!("{quantity} of {number} {who} is {days} days late at {place}"),
        ),
        Finding::SyncLate => (
            "sync_late",
            format!("渠道“{number}”已 {} 没有同步库存, 卖的可能是旧数", age.0),
            format!("Channel {number} was not synced for {}: it may sell by old figures", age.1),
        ),
        Finding::CountDiffered => (
            "count_differed",
            format!("{}前盘点 {number} 差了 {quantity}（{place}）, 账实可能还不符", age.0),
            format!("Count {number} differed by {quantity} at {place} {} ago: it may differ again", age.1),
        ),
    }
}

fn spaced(who: &str) -> String {
    if who.is_empty() { String::new() } else { format!(" {who} ") }
}

/// What a button does about it: make a transition, deal anew, count, or look at the paper. Only what
/// the caller may do.
fn cure(turn: &Turn, it: &Found, warehouse: Option<&Name>, seen: bool) -> Option<Json> {
    let label = |zh: &str, en: &str| if turn.caller.language == Language::En { en } else { zh }.to_owned();
    let open = |zh: &str, en: &str| {
        seen.then(|| json!({ "kind": "open", "label": label(zh, en), "document": document(it) }))
    };
    let place = warehouse.map(|it| &it.number);
    match it.finding {
        Finding::HoldExpired | Finding::HoldOwnerless | Finding::QualityAgeing => {
            let definition = turn.definitions.get(&it.document.document_type)?;
            let release = definition.transition(&it.document.state, "release");
            let may = seen && release.is_some_and(|it| turn.caller.may_make(it, definition));
            if !may {
                return open("查看冻结单", "Open the hold");
            }
            let label = label("解冻", "Release");
            Some(
                json!({ "kind": "transition", "label": label, "transition": "release", "document": document(it) }),
            )
        }
        Finding::PromiseOverdue if turn.caller.can(Ability::Allocate) => Some(
            json!({ "kind": "reallocate", "label": label("重新分配", "Reallocate"), "warehouse": place }),
        ),
        Finding::PromiseOverdue => open("查看订单", "Open the order"),
        Finding::CountDiffered => {
            let counts = turn.definitions.get("stock_count")?;
            let may = turn.caller.may(Action::Create, counts);
            may.then(
                || json!({ "kind": "count", "label": label("再盘一次", "Count again"), "warehouse": place }),
            )
        }
        Finding::ArrivalLate if it.document.document_type == "transfer" => {
            open("查看调拨", "Open the transfer")
        }
        Finding::ArrivalLate => open("催供应商", "Chase the supplier"),
        Finding::Elsewhere => open("让它从那里卖", "Let it sell from there"),
        Finding::SyncLate => open("查看渠道", "Open the channel"),
        Finding::KeptForChannels => open("查看规则", "Open the rule"),
    }
}
