//! Two plans, line by line.

use super::{Action, Plan, PlanLine};
use crate::Sentence;
use std::collections::{BTreeMap, BTreeSet};
use values::{ItemId, WarehouseId};

/// What one line is known by: item, warehouse, what is done, and with whom.
pub(super) type Key = (ItemId, WarehouseId, u8, i64);

pub(super) fn key(line: &PlanLine) -> Key {
    let (kind, partner) = match line.action {
        Action::Expedite { arrival_day, .. } => (0, i64::from(arrival_day.number())),
        Action::Transfer { from, .. } => (1, from.0),
        Action::Produce { .. } => (2, 0),
        // A purchase that is postponed is the same line, changed.
        Action::Purchase { supplier, .. } | Action::Postpone { supplier: Some(supplier), .. } => {
            (3, supplier.0)
        }
        Action::Postpone { supplier: None, .. } => (4, 0),
    };
    (line.item, line.warehouse, kind, partner)
}

/// How a line differs between two plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Added,
    Dropped,
    /// The same line with another quantity, day or price.
    Changed,
}

/// One line that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    pub change: Change,
    pub before: Option<PlanLine>,
    pub after: Option<PlanLine>,
    /// Which numbers behind the line differ, or why it is there or gone.
    pub why: Sentence,
}

/// What is added, dropped or changed from one plan to another, in the order of the lines.
pub fn compare(before: &Plan, after: &Plan) -> Vec<LineChange> {
    let by_key = |plan: &Plan| -> BTreeMap<Key, PlanLine> {
        plan.lines.iter().map(|it| (key(it), it.clone())).collect()
    };
    let (old, new) = (by_key(before), by_key(after));
    let keys: BTreeSet<Key> = old.keys().chain(new.keys()).copied().collect();
    let change = |key: Key| match (old.get(&key), new.get(&key)) {
        (Some(a), Some(b)) if a.action == b.action => None,
        (Some(a), Some(b)) => Some(LineChange {
            change: Change::Changed,
            before: Some(a.clone()),
            after: Some(b.clone()),
            why: differences(a, b),
        }),
        (a, b) => Some(LineChange {
            change: if a.is_none() { Change::Added } else { Change::Dropped },
            before: a.cloned(),
            after: b.cloned(),
            why: match (a, b) {
                (None, Some(line)) => line.reason.clone(),
                _ => gone(key, &new),
            },
        }),
    };
    keys.into_iter().filter_map(change).collect()
}

/// The numbers that are not the same.
fn differences(before: &PlanLine, after: &PlanLine) -> Sentence {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    for new in &after.terms {
        let old = before.terms.iter().find(|it| it.key == new.key && it.label == new.label);
        let value = old.map_or("-", |it| it.value.as_str());
        if value != new.value {
            zh.push(format!("{} {value} → {}", new.label.zh, new.value));
            en.push(format!("{} {value} → {}", new.label.en, new.value));
        }
    }
    for old in &before.terms {
        if !after.terms.iter().any(|it| it.key == old.key && it.label == old.label) {
            zh.push(format!("{} {} → -", old.label.zh, old.value));
            en.push(format!("{} {} → -", old.label.en, old.value));
        }
    }
    if before.action.name() != after.action.name() {
        return Sentence { zh: after.reason.zh.clone(), en: after.reason.en.clone() };
    }
    Sentence { zh: zh.join("，"), en: en.join(", ") }
}

/// What is planned instead, if anything.
fn gone(key: Key, new: &BTreeMap<Key, PlanLine>) -> Sentence {
    let instead = new.range((key.0, key.1, 0, i64::MIN)..=(key.0, key.1, u8::MAX, i64::MAX)).next();
    match instead {
        Some((_, line)) => Sentence {
            zh: format!("改为：{}", line.reason.zh),
            en: format!("Instead: {}", line.reason.en),
        },
        None => Sentence { zh: "不再需要。".to_owned(), en: "No longer needed.".to_owned() },
    }
}
