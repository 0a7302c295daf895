//! Which price of stock gives which service: the last weeks that are known, replayed at many prices.
//!
//! The probability that a window's demand stays within the level is less than the service it gives:
//! stock above a level that has fallen serves too.

use crate::backtest::{
    Aim, Item, Replay,
    policy::{Judge, Mind},
    warehouse::Warehouse,
};
use crate::levels::Steady;
use crate::series::{Panel, Series};
use rayon::prelude::*;

/// Short lines at prices that fall.
pub(super) struct Rates {
    /// Logarithms of the price and of the share of short lines.
    points: Vec<(f64, f64)>,
}

const PRICES: usize = 14;
const DEAREST: f64 = 1.0;
const FALLS_TO: f64 = 0.45;
const SERIES_MAX: usize = 400;
const PERIODS: usize = 56;
/// Fewer lines, or a history of less before them, say nothing that holds.
const LINES_MIN: u64 = 500;
const HISTORY_MIN: usize = 56;

/// Nothing when there is too little to replay.
pub(super) fn rehearse(
    judge: &mut Judge,
    question: &Replay<'_>,
    known: &Panel,
    windows: &[usize],
) -> Option<Rates> {
    let periods = known.series.first()?.quantity.len();
    let longest = windows.last()?;
    let start = periods.checked_sub(PERIODS + longest).filter(|it| *it >= HISTORY_MIN)?;
    let prices: Vec<f64> = (0..PRICES as i32).map(|it| DEAREST * FALLS_TO.powi(it)).collect();
    let aims: Vec<Aim> = prices.iter().map(|it| Aim::Setting(*it)).collect();
    let question = Replay { aims: &aims, ..question.clone() };
    judge.settings.clone_from(&prices);
    let judge = &*judge;
    let stride = known.series.len().div_ceil(SERIES_MAX);
    let replayed: Vec<(u64, Vec<u64>)> = (0..known.series.len())
        .into_par_iter()
        .step_by(stride)
        .map(|at| one(at, judge, &question, &known.series[at], start, longest))
        .collect();
    let lines: u64 = replayed.iter().map(|it| it.0).sum();
    if lines < LINES_MIN {
        return None;
    }
    let short = |at: usize| replayed.iter().map(|it| it.1[at]).sum::<u64>();
    // Half a line stands for none, so that there is a logarithm.
    let rate = |at: usize| (short(at) as f64).max(0.5) / lines as f64;
    Some(Rates { points: (0..PRICES).map(|it| (prices[it].ln(), rate(it).ln())).collect() })
}

fn one(
    at: usize,
    judge: &Judge,
    question: &Replay<'_>,
    series: &Series,
    start: usize,
    longest: &usize,
) -> (u64, Vec<u64>) {
    let default = Item::default();
    let item = question.items.get(at).unwrap_or(&default);
    let lead_times = item.lead_times.as_ref().unwrap_or(&question.lead_times);
    let is_whole = series.quantity.iter().all(|it| it.fract() == 0.0);
    let mut warehouse = Warehouse::new(at, item, lead_times, question, start + longest, is_whole);
    let before = Series {
        first: series.first,
        quantity: series.quantity[..start].to_vec(),
        sellable: series.sellable[..start.min(series.sellable.len())].to_vec(),
    };
    let mut steady = vec![Steady::default(); question.aims.len()];
    let mut mind = Mind::new(judge, &before, item, lead_times, question.review, &mut steady);
    warehouse.open(mind.levels());
    for period in start..series.quantity.len() {
        let quantity = series.quantity[period];
        warehouse.serve(period, quantity);
        mind.observe(quantity, series.sellable.get(period).copied());
        if (period - start + 1).is_multiple_of(question.review.max(1)) {
            warehouse.order(period, mind.levels());
        }
    }
    (warehouse.lines, warehouse.shelves.iter().map(|it| it.short_lines).collect())
}

impl Rates {
    /// The price at which a share of `service` of the lines was served in full; on the line through the
    /// last two prices beyond them.
    pub(super) fn price_of(&self, service: f64) -> f64 {
        let wanted = (1.0 - service).max(1e-6).ln();
        let after = self.points.iter().position(|it| it.1 <= wanted).unwrap_or(PRICES - 1).max(1);
        let mut before = after - 1;
        while before > 0 && self.points[before].1 - self.points[after].1 < 1e-3 {
            before -= 1;
        }
        let ((price, rate), (next_price, next_rate)) = (self.points[before], self.points[after]);
        // A rate that does not fall leaves nothing to draw a line by.
        let share = if rate - next_rate > 1e-3 { (rate - wanted) / (rate - next_rate) } else { 1.0 };
        (price + (next_price - price) * share.clamp(-3.0, 4.0)).exp()
    }
}
