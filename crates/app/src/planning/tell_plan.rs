//! A plan as it is told: its lines, their sums, and what is different from an earlier one.

use super::make_plan::Read;
use planning::plan::{Action, PlanLine};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::outlooks::Listed;
use storage::plans::Heading as Kept;
use storage::situations::{Pair, RawSituation};
use values::{Day, DocumentId, Money, SupplierId, WarehouseId};

/// The lines as they are kept and told, the most urgent first.
pub(super) fn told(lines: &[PlanLine], read: &Read, only: Option<WarehouseId>) -> Vec<Json> {
    let mut ranked: Vec<(&PlanLine, Option<&Listed>)> = lines
        .iter()
        .filter(|it| only.is_none_or(|only| only == it.warehouse))
        .map(|it| (it, read.outlooks.get(&(it.item, it.warehouse))))
        .collect();
    ranked.sort_by_key(|(_, judged)| std::cmp::Reverse(judged.map_or(i64::MIN, |it| it.urgency)));
    let places: BTreeMap<Pair, &RawSituation> =
        read.places.iter().map(|it| ((it.item, it.warehouse), it)).collect();
    let mut nth: BTreeMap<String, usize> = BTreeMap::new();
    let mut told = Vec::with_capacity(ranked.len());
    for (rank, (line, judged)) in ranked.into_iter().enumerate() {
        let place = places.get(&(line.item, line.warehouse)).copied();
        let mut row = row(line, judged, place, read);
        row["rank"] = json!(rank + 1);
        let name = format!(
            "{}:{}:{}",
            row["item"].as_str().unwrap_or_default(),
            row["warehouse"].as_str().unwrap_or_default(),
            row["kind"].as_str().unwrap_or_default()
        );
        let nth = nth.entry(name.clone()).or_default();
        *nth += 1;
        row["id"] = json!(if *nth == 1 { name } else { format!("{name}:{nth}") });
        told.push(row);
    }
    told
}

fn row(line: &PlanLine, judged: Option<&Listed>, place: Option<&RawSituation>, read: &Read) -> Json {
    let name = |id: DocumentId| read.names.get(&id);
    let number = |id: DocumentId| name(id).map(|it| it.number.clone());
    let title = |id: DocumentId| name(id).map(|it| it.title.clone());
    let mut row = json!({
        "kind": line.action.name(), "quantity": line.action.quantity(),
        "item": number(line.item.into()), "item_name": title(line.item.into()),
        "warehouse": number(line.warehouse.into()), "warehouse_name": title(line.warehouse.into()),
        "supplier": null, "supplier_name": null, "class": null, "from": null, "from_name": null,
        "price": null, "amount": null, "arrival_day": null,
        "reason": line.reason, "terms": line.terms,
        "severity": judged.map(|it| it.severity.name()),
        "stockout_day": judged.and_then(|it| it.stockout_day),
        "hurts_count": judged.map_or(0, |it| it.hurts.len()),
        "money_at_risk": judged.and_then(|it| it.money_at_risk),
    });
    let supplier = |row: &mut Json, supplier: SupplierId| {
        row["supplier"] = json!(number(supplier.into()));
        row["supplier_name"] = json!(title(supplier.into()));
    };
    match line.action {
        Action::Transfer { from, .. } => {
            row["from"] = json!(number(from.into()));
            row["from_name"] = json!(title(from.into()));
        }
        Action::Purchase { supplier: from, class, price, amount, arrival_day, .. } => {
            supplier(&mut row, from);
            row["class"] = json!(class);
            row["price"] = json!(price);
            row["amount"] = json!(amount);
            row["arrival_day"] = json!(arrival_day);
        }
        Action::Produce { ready_day, .. } => row["arrival_day"] = json!(ready_day),
        Action::Expedite { arrival_day, .. } => {
            row["arrival_day"] = json!(arrival_day);
            place
                .and_then(|it| who_brings(it, arrival_day, read.today))
                .into_iter()
                .for_each(|it| supplier(&mut row, it));
        }
        Action::Postpone { supplier: from, .. } => {
            from.into_iter().for_each(|it| supplier(&mut row, it));
        }
    }
    row
}

/// The supplier of what is really expected on this day.
fn who_brings(it: &RawSituation, on: Day, today: Day) -> Option<SupplierId> {
    let mut coming = it.incoming.iter().zip(&it.incoming_from);
    coming.find(|(arrival, _)| arrival.really_expected(today).day == on).and_then(|it| *it.1)
}

pub(super) fn answer(kept: Vec<Kept>, lines: Vec<Json>, before: Option<Vec<Json>>, see_money: bool) -> Json {
    let (mut left_out, mut lines): (Vec<Json>, Vec<Json>) =
        lines.into_iter().partition(|it| it["kind"] == "postpone");
    let old: BTreeMap<&str, &Json> =
        before.iter().flatten().filter_map(|it| Some((it["id"].as_str()?, it))).collect();
    let mut dropped: Vec<Json> = Vec::new();
    if before.is_some() {
        let now: BTreeSet<String> =
            lines.iter().filter_map(|it| it["id"].as_str()).map(str::to_owned).collect();
        let gone = old.iter().filter(|(id, it)| !now.contains(**id) && it["kind"] != "postpone");
        dropped.extend(gone.map(|(_, it)| (*it).clone()));
        for line in &mut lines {
            compare(line, old.get(line["id"].as_str().unwrap_or_default()).copied());
        }
    }
    let sum = |name: &str, of: &[Json]| {
        let amounts = of.iter().filter_map(|it| it[name].as_str()?.parse::<Money>().ok());
        amounts.fold(Money::ZERO, |sum, it| sum.checked_add(it).unwrap_or(sum))
    };
    let count = |kind: &str| lines.iter().filter(|it| it["kind"] == kind).count();
    let customers: u64 = lines.iter().filter_map(|it| it["hurts_count"].as_u64()).sum();
    let totals = json!({
        "lines": lines.len(), "purchases": count("purchase"), "transfers": count("transfer"),
        "amount": see_money.then(|| sum("amount", &lines)), "customers": customers,
        "money_at_risk": see_money.then(|| sum("money_at_risk", &lines)),
    });
    if !see_money {
        for line in lines.iter_mut().chain(&mut left_out).chain(&mut dropped) {
            for name in ["price", "amount", "money_at_risk"] {
                line[name] = Json::Null;
            }
        }
    }
    let head = |it: &Kept| {
        let budget = it.budget.filter(|_| see_money);
        json!({ "id": it.made_at.micros().to_string(), "made_at": it.made_at, "budget": budget })
    };
    let this = kept.first().map_or(Json::Null, head);
    json!({
        "id": this["id"], "made_at": this["made_at"], "budget": this["budget"], "totals": totals,
        "lines": lines, "left_out": left_out, "dropped": dropped,
        "kept": kept.iter().skip(1).map(head).collect::<Vec<_>>(),
    })
}

/// Says of a line how it differs from what it was.
fn compare(line: &mut Json, before: Option<&Json>) {
    let Some(before) = before else {
        line["change"] = json!("added");
        line["why_changed"] = line["reason"].clone();
        return;
    };
    if before["quantity"] == line["quantity"]
        && before["supplier"] == line["supplier"]
        && before["from"] == line["from"]
    {
        return;
    }
    line["change"] = json!("changed");
    line["before"] = json!({ "quantity": before["quantity"], "supplier_name": before["supplier_name"] });
    let mut why = planning::Sentence::default();
    let was = |key: &Json| {
        let old = before["terms"].as_array().into_iter().flatten().find(|it| it["key"] == *key);
        old.and_then(|it| it["value"].as_str()).unwrap_or("-").to_owned()
    };
    for term in line["terms"].as_array().into_iter().flatten() {
        let (old, new) = (was(&term["key"]), term["value"].as_str().unwrap_or_default());
        if old != new {
            let label = |language: &str| term["label"][language].as_str().unwrap_or_default().to_owned();
            let comma = |text: &str| if text.is_empty() { "" } else { "，" };
            why.zh += &format!("{}{} {old} → {new}", comma(&why.zh), label("zh"));
            why.en += &format!("{}{} {old} → {new}", if why.en.is_empty() { "" } else { ", " }, label("en"));
        }
    }
    line["why_changed"] = json!(why);
}
