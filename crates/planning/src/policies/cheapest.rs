//! The order line and the lot that cost least: orders, stock and what is missed together.

use super::Demand;
use super::lumpy::LumpyDemand;
use crate::Interval;

/// What one item's orders, stock and shortages cost, and what may be ordered.
#[derive(Clone, Debug, PartialEq)]
pub struct LotCosts {
    /// Of placing one order.
    pub order: f64,
    /// Of a unit lying for a period.
    pub holding: f64,
    /// Periods from the review at which an order is placed to its arrival, at least 1.
    pub lead_periods: u32,
    /// Zero means no minimum.
    pub moq: f64,
    /// Orders are multiples of it; zero means any quantity.
    pub pack: f64,
    /// From which quantity a unit costs how much less than at the smallest order; may be empty.
    pub breaks: Vec<PriceBreak>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceBreak {
    pub from: f64,
    /// Saved on every unit of such an order.
    pub saved: f64,
}

/// (s, nQ): when stock and arrivals fall to `reorder_point`, order the fewest whole lots that lift
/// them above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LotRule {
    pub reorder_point: f64,
    pub lot: f64,
    /// Expected cost of a period under this rule.
    pub cost: f64,
}

impl LotRule {
    /// What to order when so much is there and on the way.
    pub fn order(&self, position: f64) -> f64 {
        if position > self.reorder_point + 1e-9 {
            return 0.0;
        }
        (((self.reorder_point - position) / self.lot + 1e-9).floor() + 1.0) * self.lot
    }
}

/// Every rule worth trying with the stock and the loss expected of it, from which the cheapest is found
/// for any price of a short unit.
pub struct Outcomes {
    cell: f64,
    /// Expected demand of a period.
    mean: f64,
    holding: f64,
    lots: Vec<Lot>,
}

/// The rules of one lot.
struct Lot {
    lot: f64,
    /// Cost of a period's orders, less what the lot's price saves.
    ordering: f64,
    /// Expected stock and loss with a reorder point of 0, 1, 2 … cells.
    outcomes: Vec<(f64, f64)>,
}

/// How finely positions are told apart.
const CELLS: usize = 256;

impl Outcomes {
    /// An order of now arrives before the demand of the period `lead_periods` ahead, so what a
    /// position is worth shows at the end of that period.
    pub fn new(demand: &LumpyDemand, costs: &LotCosts) -> Outcomes {
        let lead = f64::from(costs.lead_periods.max(1));
        let span = demand.mean() * lead + 5.0 * demand.variance(lead).sqrt() + demand.largest_lump();
        let cell = (span / (CELLS as f64 - 1.0)).max(1.0);
        let cells = ((span / cell).ceil() as usize + 2).min(CELLS);
        let lump = demand.lump_in_cells(cell, cells);
        let futures = Futures {
            cell,
            mean: demand.mean(),
            period: demand.over(1.0, &lump),
            until_start: demand.over(lead - 1.0, &lump),
            until_end: demand.over(lead, &lump),
        };
        Outcomes::of(&futures, costs)
    }

    /// The same for any demand, where an order of now arrives after `lead_time` and the next one can
    /// not before another `review_days`, which are the period of all costs.
    pub(super) fn of_demand(
        demand: &dyn Demand,
        lead_time: &Interval,
        review_days: u32,
        costs: &LotCosts,
    ) -> Outcomes {
        const NEARLY_ALL: f64 = 0.999;
        let until_next = lead_time.plus(review_days);
        let span = demand.quantile(&until_next, NEARLY_ALL).max(1e-3);
        let finest = span / (CELLS as f64 - 1.0);
        let cell = if demand.is_whole() { finest.max(1.0) } else { finest };
        let cells = ((span / cell).ceil() as usize + 2).min(CELLS);
        let over = |interval: &Interval| -> Vec<f64> {
            let within = |at: usize| demand.cdf(interval, at as f64 * cell);
            let mut before = 0.0;
            let step = |at: usize| (within(at) - std::mem::replace(&mut before, within(at))).max(0.0);
            (0..cells).map(step).collect()
        };
        let period = Interval::exactly(review_days);
        let futures = Futures {
            cell,
            mean: demand.mean(&period),
            period: over(&period),
            until_start: over(lead_time),
            until_end: over(&until_next),
        };
        let finest = if demand.is_whole() { 1.0 } else { cell };
        let pack = if costs.pack > 0.0 { costs.pack } else { finest };
        Outcomes::of(&futures, &LotCosts { pack, ..costs.clone() })
    }

    fn of(futures: &Futures, costs: &LotCosts) -> Outcomes {
        let positions = Positions::new(futures);
        let Futures { cell, mean, period, .. } = futures;
        let lots = lots(*mean, costs).into_iter().map(|lot| {
            // A period's demand leads to an order with the chance that it crosses the line from a
            // position anywhere in the lot above it.
            let crosses = |(size, chance): (usize, &f64)| chance * (size as f64 * cell / lot).min(1.0);
            let orders: f64 = period.iter().enumerate().map(crosses).sum();
            let saved = costs.breaks.iter().filter(|it| it.from <= lot).map(|it| it.saved);
            Lot {
                lot,
                ordering: costs.order * orders - saved.fold(0.0, f64::max) * mean,
                outcomes: (0..period.len()).map(|s| positions.mean_above(s, lot / cell)).collect(),
            }
        });
        Outcomes { cell: *cell, mean: *mean, holding: costs.holding, lots: lots.collect() }
    }

    /// The cheapest rule where a short unit costs `short`, or none when keeping nothing costs less
    /// than any.
    pub fn cheapest(&self, short: f64) -> Option<LotRule> {
        let mut best: Option<LotRule> = None;
        for Lot { lot, ordering, outcomes } in &self.lots {
            let costs = outcomes.iter().map(|(stock, lost)| self.holding * stock + short * lost);
            let (s, least) =
                costs.enumerate().fold((0, f64::INFINITY), |best, it| if it.1 < best.1 { it } else { best });
            let cost = ordering + least;
            if best.is_none_or(|it| cost < it.cost) {
                best = Some(LotRule { reorder_point: s as f64 * self.cell, lot: *lot, cost });
            }
        }
        best.filter(|it| it.cost < short * self.mean)
    }
}

/// Chances of a demand of 0, 1, 2 … cells: of a period, until an order of now arrives, and until the
/// next one does.
struct Futures {
    cell: f64,
    /// Expected demand of a period, in units.
    mean: f64,
    period: Vec<f64>,
    until_start: Vec<f64>,
    until_end: Vec<f64>,
}

/// Sums of expected stock and loss over positions of 1, 2, … cells, from index 1 on.
struct Positions {
    cell: f64,
    stock: Vec<f64>,
    lost: Vec<f64>,
    mean_lead: f64,
}

impl Positions {
    fn new(futures: &Futures) -> Positions {
        let Futures { cell, until_start, until_end, .. } = futures;
        let (left_before, left) = (expected_left(until_start), expected_left(until_end));
        let cells = left.len();
        let chances = until_end.iter().enumerate();
        let mean_lead = chances.map(|(size, chance)| size as f64 * chance).sum::<f64>() * cell;
        let mean = futures.mean / cell;
        let mut stock = vec![0.0; cells];
        let mut lost = vec![0.0; cells];
        for y in 1..cells {
            stock[y] = stock[y - 1] + left[y] * cell;
            // E[(D−y)⁺] = E[D] − y + E[(y−D)⁺]; the loss of the last period is that of all less that
            // of all before it.
            lost[y] = lost[y - 1] + (mean + left[y] - left_before[y]).max(0.0) * cell;
        }
        Positions { cell: *cell, stock, lost, mean_lead }
    }

    /// Up to so many cells; beyond the last one nothing is lost and all else is left.
    fn up_to(&self, cells: f64) -> (f64, f64) {
        let last = self.stock.len() - 1;
        if cells >= last as f64 {
            let beyond = cells - last as f64;
            let first = (last as f64 * self.cell - self.mean_lead).max(0.0);
            return (self.stock[last] + beyond * (first + beyond * self.cell / 2.0), self.lost[last]);
        }
        let (low, part) = (cells.floor() as usize, cells.fract());
        let between = |sums: &[f64]| sums[low] + (sums[low + 1] - sums[low]) * part;
        (between(&self.stock), between(&self.lost))
    }

    /// After each review the position is equally likely anywhere in the lot above the line.
    fn mean_above(&self, line: usize, lot: f64) -> (f64, f64) {
        let (stock, lost) = self.up_to(line as f64 + lot);
        ((stock - self.stock[line]) / lot, (lost - self.lost[line]) / lot)
    }
}

/// Lots worth trying: the smallest one, the economic one and its neighbours, price breaks.
fn lots(mean: f64, costs: &LotCosts) -> Vec<f64> {
    const OF_ECONOMIC: [f64; 8] = [0.0, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8];
    let pack = if costs.pack > 0.0 { costs.pack } else { 1.0 };
    let packed = |wanted: f64| (wanted.max(costs.moq).max(pack) / pack - 1e-9).ceil() * pack;
    let economic = (2.0 * costs.order * mean / costs.holding.max(1e-12)).sqrt();
    let mut lots: Vec<f64> = OF_ECONOMIC.iter().map(|it| packed(it * economic)).collect();
    lots.extend(costs.breaks.iter().map(|it| packed(it.from)));
    lots.sort_by(f64::total_cmp);
    lots.dedup();
    lots
}

/// E[(y − D)⁺] for y = 0, 1, 2 … cells, in cells.
fn expected_left(chances: &[f64]) -> Vec<f64> {
    let mut left = vec![0.0; chances.len()];
    let mut within = 0.0;
    for y in 1..chances.len() {
        within += chances[y - 1];
        left[y] = left[y - 1] + within.min(1.0);
    }
    left
}
