//! 盘点逾期: what a plan in use wanted counted by now and nobody is at, told once to who is responsible.

use super::count_tasks::every_days;
use crate::app::App;
use crate::failure::Failure;
use crate::papers::{followers, tell};
use crate::turn::Turn;
use business::inventory::count_plan::CountPlan;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::Stored;
use values::{Day, DocumentId, Instant};

impl App {
    /// Every night, after the tasks of the night were made. How many items became overdue.
    pub async fn tell_of_overdue_counts(&self, now: Instant) -> Result<usize, Failure> {
        let turn = self.turn_at(self.system_caller(), now);
        let plans = self.read(|tx| Ok(storage::counted::plans(tx)?)).await?;
        let mut told = 0;
        for plan in plans {
            let turn = turn.clone();
            told += self.write(move |tx| tell_of_plan(tx, &turn, plan)).await?;
        }
        Ok(told)
    }
}

fn tell_of_plan(tx: &mut dyn Tx, turn: &Turn, plan: DocumentId) -> Result<usize, Failure> {
    // Locked: of two processes one tells.
    let Some(stored) = storage::documents::lock(tx, plan)? else { return Ok(0) };
    let record =
        turn.definitions.require("count_plan")?.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let plan = CountPlan::from_record(&record);
    let overdue = overdue(tx, turn, &stored, &plan)?;
    let reminder = format!("count_overdue {}", stored.id);
    let told = storage::reminders::told(tx, &reminder)?;
    let counted: Vec<DocumentId> = told.iter().copied().filter(|it| !overdue.contains_key(it)).collect();
    storage::reminders::forget(tx, &reminder, &counted)?;
    let new: Vec<DocumentId> = overdue.keys().copied().filter(|it| !told.contains(it)).collect();
    if new.is_empty() {
        return Ok(0);
    }
    // Who counts; where nobody is named, whose plan it is.
    let members = match plan.counter {
        Some(counter) => BTreeSet::from([counter]),
        None => followers(tx, &stored)?,
    };
    let detail = json!({ "items": overdue.len(), "due": overdue.values().flatten().min() });
    tell(tx, turn, &stored, "count_overdue", &members, &detail)?;
    storage::reminders::note_for_good(tx, &reminder, &new)?;
    Ok(new.len())
}

/// The items, and the day on which each was to be counted; of one that never was it is not known. Those of today
/// are not late yet, and what was never counted is late when the plan is as old as it leaves items alone.
fn overdue(
    tx: &mut dyn Tx,
    turn: &Turn,
    stored: &Stored,
    plan: &CountPlan,
) -> Result<BTreeMap<DocumentId, Option<Day>>, Failure> {
    let planned_on = turn.company.day_at(stored.created_at);
    let late = storage::counted::countable(tx, plan.warehouse)?.into_iter().filter_map(|it| {
        let due = it.counted_on.unwrap_or(planned_on).plus_days(every_days(plan, &it.class)?);
        (due < turn.today).then_some((it.item.into(), it.counted_on.map(|_| due)))
    });
    Ok(late.collect())
}
