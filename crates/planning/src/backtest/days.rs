//! An outcome day by day, from nothing but its first stock and its orders.

use crate::backtest::{Calendar, Outcome, Replay};
use values::Day;

/// One period of one series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passed {
    /// The place of the series in the panel.
    pub series: usize,
    pub day: Day,
    pub demand: f64,
    pub served: f64,
    pub on_hand_end: f64,
}

/// By series, then by day, from the start to the end of the replay.
pub fn day_by_day<'a>(question: &'a Replay<'_>, outcome: &'a Outcome) -> impl Iterator<Item = Passed> + 'a {
    let calendar = Calendar::of(question.demand);
    let from = calendar.period(question.from).unwrap_or(0);
    let to = calendar.period(question.to).map_or(0, |it| it + 1).min(calendar.periods);
    let aligned = calendar.align(question.demand);
    let mut orders = outcome.orders.as_slice();
    aligned.into_iter().enumerate().flat_map(move |(series, demand)| {
        let own = orders.iter().take_while(|it| it.series == series).count();
        let (of_series, rest) = orders.split_at(own);
        orders = rest;
        let mut arrivals = vec![0.0; to];
        for order in of_series {
            if let Some(arrival) = calendar.period(order.arrives).and_then(|it| arrivals.get_mut(it)) {
                *arrival += order.quantity;
            }
        }
        let mut on_hand = outcome.start[series];
        let passed: Vec<Passed> = (from..to)
            .map(|period| {
                on_hand += arrivals[period];
                let wanted = demand.quantity[period];
                let served = wanted.min(on_hand);
                on_hand -= served;
                Passed { series, day: calendar.day(period), demand: wanted, served, on_hand_end: on_hand }
            })
            .collect();
        passed
    })
}
