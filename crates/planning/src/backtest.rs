//! Replays the past under a policy: what would have run out, and what the stock would have been.
//!
//! Sales are lost when stock is out. Each day arrivals come first, then demand, then review; an order
//! of day t arrives at the start of day t + lead time. The first stock on hand is the policy's own level
//! on the history before the start, and figures count from the start + lead time.
//!
//! **Invariant:** a policy is handed the periods up to the review and no others, so that demand after a
//! day cannot change an order of that day or before.

mod days;
mod figures;
mod lead_times;
mod policy;
mod rehearsal;
mod simple;
#[cfg(test)]
mod tests;
mod warehouse;

use crate::backtest::{
    policy::{Judge, Mind},
    warehouse::Warehouse,
};
use crate::series::{Panel, Series};
use rayon::prelude::*;
use std::ops::ControlFlow;
use values::Day;

pub use crate::backtest::days::{Passed, day_by_day};
pub use crate::backtest::figures::{Figures, Outcome, Placed};
pub use crate::backtest::lead_times::LeadTimes;
pub use crate::backtest::policy::{Aim, Policy};

/// What is replayed.
#[derive(Clone, Debug)]
pub struct Replay<'a> {
    pub demand: &'a Panel,
    /// The first period whose demand is met from stock.
    pub from: Day,
    /// The last.
    pub to: Day,
    /// From an order to its arrival, in periods, for items without their own.
    pub lead_times: LeadTimes,
    /// Periods from one review to the next, at least 1.
    pub review: usize,
    /// One for each series, or none for [`Item::default`].
    pub items: &'a [Item],
    pub policy: Policy,
    /// One outcome each: the trade-off curve.
    pub aims: &'a [Aim],
    /// Decides the lead times drawn.
    pub seed: u64,
}

/// What is known of an item besides its demand.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub unit_cost: f64,
    /// Lost with every unit that could not be sold.
    pub margin: f64,
    pub lead_times: Option<LeadTimes>,
    /// No order is smaller.
    pub minimum: f64,
    /// Orders are multiples of it; 0 says of whole units where demand is, else any quantity.
    pub pack: f64,
}

impl Default for Item {
    fn default() -> Item {
        Item { unit_cost: 1.0, margin: 1.0, lead_times: None, minimum: 0.0, pack: 0.0 }
    }
}

/// Why there is no outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoOutcome {
    /// The caller said stop.
    Stopped,
    /// No period from `from` to `to` has data before it.
    NothingBefore,
    /// No period lies between the two days.
    NothingBetween,
}

/// Periods from one learning to the next.
const LEARNING_EVERY: usize = 28;

/// Replays the past once for every aim; `progress` is told the share that is done and may stop it.
pub fn replay(
    question: &Replay<'_>,
    progress: &(dyn Fn(f64) -> ControlFlow<()> + Sync),
) -> Result<Vec<Outcome>, NoOutcome> {
    let calendar = Calendar::of(question.demand);
    let aligned = calendar.align(question.demand);
    let from = calendar.period(question.from).ok_or(NoOutcome::NothingBefore)?;
    let to = calendar.period(question.to).map_or(0, |it| it + 1).min(calendar.periods);
    if from == 0 {
        return Err(NoOutcome::NothingBefore);
    }
    if from >= to {
        return Err(NoOutcome::NothingBetween);
    }
    let default = Item::default();
    let item = |at: usize| question.items.get(at).unwrap_or(&default);
    let lead_times = |at: usize| item(at).lead_times.as_ref().unwrap_or(&question.lead_times);
    let counted = counted_from(question, from);
    let is_whole = |it: &Series| it.quantity.iter().all(|it| it.fract() == 0.0);
    let mut warehouses: Vec<Warehouse<'_>> = (0..aligned.len())
        .map(|at| Warehouse::new(at, item(at), lead_times(at), question, counted, is_whole(&aligned[at])))
        .collect();
    let windows = windows(question);

    let mut start = from;
    while start < to {
        if progress((start - from) as f64 / (to - from) as f64).is_break() {
            return Err(NoOutcome::Stopped);
        }
        let end = if question.policy.learns() { (start + LEARNING_EVERY).min(to) } else { to };
        // Only the periods before this learning are handed on.
        let known = known_until(&aligned, question.demand, start);
        let judge = Judge::new(question, &known, &windows);
        warehouses.par_iter_mut().zip(&aligned).zip(known.series.par_iter()).for_each(
            |((warehouse, series), known)| {
                let mut steady = std::mem::take(&mut warehouse.steady);
                let mut mind = Mind::new(
                    &judge,
                    known,
                    warehouse.item,
                    warehouse.lead_times,
                    question.review,
                    &mut steady,
                );
                if start == from {
                    warehouse.open(mind.levels());
                }
                for period in start..end {
                    warehouse.serve(period, series.quantity[period]);
                    mind.observe(series.quantity[period], series.sellable.get(period).copied());
                    if (period - from + 1).is_multiple_of(question.review.max(1)) {
                        warehouse.order(period, mind.levels());
                    }
                }
                warehouse.steady = steady;
            },
        );
        start = end;
    }
    let _ = progress(1.0);
    Ok(figures::outcomes(question, warehouses, &calendar, from, to))
}

/// The first period whose figures count.
fn counted_from(question: &Replay<'_>, from: usize) -> usize {
    let own = question.items.iter().filter_map(|it| it.lead_times.as_ref()).map(LeadTimes::longest);
    from + own.chain([question.lead_times.longest()]).max().unwrap_or(1)
}

/// The lengths that orders protect, a few of them when there are many: from the arrival of one order to
/// the arrival of the next.
fn windows(question: &Replay<'_>) -> Vec<usize> {
    const WINDOWS_MAX: usize = 5;
    let own = question.items.iter().filter_map(|it| it.lead_times.as_ref());
    let all = own.chain([&question.lead_times]).flat_map(|it| it.lengths());
    let mut windows: Vec<usize> = all.map(|(it, _)| it + question.review.max(1) - 1).collect();
    windows.sort_unstable();
    windows.dedup();
    if windows.len() > WINDOWS_MAX {
        let last = windows.len() - 1;
        windows = (0..WINDOWS_MAX).map(|it| windows[it * last / (WINDOWS_MAX - 1)]).collect();
    }
    windows
}

fn known_until(aligned: &[Series], panel: &Panel, until: usize) -> Panel {
    Panel { frequency: panel.frequency, series: aligned.iter().map(|it| it.until(until)).collect() }
}

/// The periods all series have in common.
struct Calendar {
    frequency: crate::series::Frequency,
    first: Day,
    periods: usize,
}

impl Calendar {
    fn of(panel: &Panel) -> Calendar {
        let first = panel.series.iter().map(|it| it.first).min().unwrap_or(Day::from_number(0));
        let mut calendar = Calendar { frequency: panel.frequency, first, periods: 0 };
        let end = |it: &Series| calendar.period(it.first).unwrap_or(0) + it.quantity.len();
        calendar.periods = panel.series.iter().map(end).max().unwrap_or(0);
        calendar
    }

    /// The period a day lies in; nothing before the first.
    fn period(&self, day: Day) -> Option<usize> {
        usize::try_from(self.frequency.periods_between(self.first, day)).ok()
    }

    fn day(&self, period: usize) -> Day {
        self.frequency.day_of(self.first, period)
    }

    /// All series from the first period to the last; what a series does not tell is no demand.
    fn align(&self, panel: &Panel) -> Vec<Series> {
        let align = |it: &Series| {
            let before = self.period(it.first).unwrap_or(0);
            let mut quantity = vec![0.0; self.periods];
            for (to, from) in quantity[before..].iter_mut().zip(&it.quantity) {
                *to = if from.is_finite() { from.max(0.0) } else { 0.0 };
            }
            let mut sellable = Vec::new();
            if !it.sellable.is_empty() {
                sellable = vec![1.0; self.periods];
                sellable[before..].iter_mut().zip(&it.sellable).for_each(|(to, from)| *to = *from);
            }
            Series { first: self.first, quantity, sellable }
        };
        panel.series.iter().map(align).collect()
    }
}
