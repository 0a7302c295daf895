//! The working days of the company, for formulas: the holidays and make-up days that everybody knows, and
//! what the company entered itself.

use crate::app::App;
use crate::failure::Failure;
use crate::planning;
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use storage::Tx;
use values::Day;

/// How far formulas can look, to either side of today.
const YEARS: i32 = 3;

impl App {
    /// Days that are not what their weekday says, and the clock of the company.
    pub async fn working_days(&self, turn: Turn) -> Result<Json, Failure> {
        self.read(move |tx| {
            let days = exceptions(tx, &turn)?;
            let days: BTreeMap<String, bool> =
                days.iter().map(|(day, works)| (day.to_string(), *works)).collect();
            Ok(json!({ "zone_seconds": turn.company.offset_seconds(turn.now), "days": days }))
        })
        .await
    }
}

/// What a formula may know; the calendar only where it is asked for.
pub(crate) fn context_for(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &documents::DocumentType,
) -> Result<documents::Context, Failure> {
    let mut context = turn.context();
    if definition.uses_calendar() {
        context.calendar = Arc::new(exceptions(tx, turn)?);
    }
    Ok(context)
}

fn exceptions(tx: &mut dyn Tx, turn: &Turn) -> Result<BTreeMap<Day, bool>, Failure> {
    let calendar = planning::company_calendar(tx)?;
    let days = (-YEARS * 366..=YEARS * 366).map(|it| turn.today.plus_days(it));
    let days = days.map(|day| (day, calendar.is_working_day(day)));
    Ok(days.filter(|(day, works)| *works != (day.weekday() < 5)).collect())
}
