//! What a replay comes to.

use crate::backtest::{Aim, Calendar, Replay, warehouse::Warehouse};
use values::Day;

/// One point of the trade-off curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub aim: Aim,
    pub figures: Figures,
    /// The stock on hand each series began with.
    pub start: Vec<f64>,
    /// By series, then by day.
    pub orders: Vec<Placed>,
}

/// Counted from the start + the longest lead time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    pub demanded_units: f64,
    pub lost_units: f64,
    /// Series and periods with demand.
    pub lines: u64,
    /// Those of them in which something was lost.
    pub short_lines: u64,
    pub lost_margin: f64,
    /// On hand at the end of a period, on average.
    pub mean_stock: f64,
    /// The same at cost.
    pub mean_stock_value: f64,
    /// Orders from the start to the end.
    pub orders: u64,
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// The place of the series in the panel.
    pub series: usize,
    pub ordered: Day,
    pub arrives: Day,
    pub quantity: f64,
}

impl Figures {
    /// The share of demanded units that was lost.
    pub fn unit_stockout_rate(&self) -> f64 {
        if self.demanded_units > 0.0 { self.lost_units / self.demanded_units } else { 0.0 }
    }

    /// The share of series and periods with demand in which something was lost.
    pub fn line_stockout_rate(&self) -> f64 {
        if self.lines > 0 { self.short_lines as f64 / self.lines as f64 } else { 0.0 }
    }
}

pub(super) fn outcomes(
    question: &Replay<'_>,
    mut warehouses: Vec<Warehouse<'_>>,
    calendar: &Calendar,
    from: usize,
    to: usize,
) -> Vec<Outcome> {
    let counted = to.saturating_sub(super::counted_from(question, from)).max(1) as f64;
    let outcome = |(at, aim): (usize, &Aim)| {
        let mut all = Figures::default();
        let mut start = Vec::with_capacity(warehouses.len());
        let mut orders = Vec::new();
        for (series, warehouse) in warehouses.iter_mut().enumerate() {
            let shelf = &mut warehouse.shelves[at];
            all.demanded_units += warehouse.demanded;
            all.lines += warehouse.lines;
            all.lost_units += shelf.lost;
            all.short_lines += shelf.short_lines;
            all.lost_margin += shelf.lost * warehouse.item.margin;
            all.mean_stock += shelf.stock / counted;
            all.mean_stock_value += shelf.stock / counted * warehouse.item.unit_cost;
            all.orders += shelf.orders.len() as u64;
            start.push(shelf.start);
            orders.extend(shelf.orders.drain(..).map(|(ordered, arrives, quantity)| Placed {
                series,
                ordered: calendar.day(ordered),
                arrives: calendar.day(arrives),
                quantity,
            }));
        }
        Outcome { aim: *aim, figures: all, start, orders }
    };
    question.aims.iter().enumerate().map(outcome).collect()
}
