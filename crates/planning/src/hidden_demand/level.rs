//! What a series usually sells on a whole day.

use super::{Reading, Settings};
use values::Day;

/// A series by exposure.
#[derive(Clone, Debug)]
pub(super) struct Exposed {
    pub(super) category: i64,
    pub(super) first: Day,
    pub(super) sold: Vec<f64>,
    /// What of it was sold while the item could be sold, as the books have it.
    pub(super) sold_open: Vec<f64>,
    /// The share of a usual day's demand that could be served.
    pub(super) exposure: Vec<f64>,
    pub(super) lift: Vec<f64>,
    /// Sold per exposed day.
    pub(super) mean: f64,
    /// Variance over mean, drawn towards that of all series.
    pub(super) grain: f64,
}

/// What a day would sell if nothing hindered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usual {
    pub(super) mean: f64,
    /// How many exposed days that rests on.
    pub(super) days: f64,
}

/// The item's own average counts as so many exposed days.
const AVERAGE_DAYS: f64 = 0.3;
/// The common grain counts as so many days.
const GRAIN_DAYS: f64 = 20.0;

impl Exposed {
    pub(super) fn new(
        category: i64,
        first: Day,
        sold: Vec<f64>,
        sold_open: Vec<f64>,
        exposure: Vec<f64>,
        lift: Vec<f64>,
        grain: f64,
    ) -> Exposed {
        let exposed: f64 = exposure.iter().zip(&lift).map(|(exposure, lift)| exposure * lift).sum();
        /// Less than a tenth of a day in all says nothing.
        const EXPOSED_MIN: f64 = 0.1;
        let mean = if exposed >= EXPOSED_MIN { sold_open.iter().sum::<f64>() / exposed } else { 0.0 };
        let mut it = Exposed { category, first, sold, sold_open, exposure, lift, mean, grain };
        it.grain = it.own_grain(grain);
        it
    }

    fn own_grain(&self, grain: f64) -> f64 {
        const WHOLE: f64 = 0.999;
        let whole = (0..self.sold_open.len()).filter(|&at| self.exposure[at] >= WHOLE);
        let days: Vec<f64> = whole.map(|at| self.sold_open[at] / self.lift[at]).collect();
        let mean = days.iter().sum::<f64>() / days.len().max(1) as f64;
        if mean <= 0.0 {
            return grain;
        }
        let squares: f64 = days.windows(2).map(|it| (it[1] - it[0]).powi(2) / 2.0 / mean).sum();
        (squares + GRAIN_DAYS * grain) / (days.len().saturating_sub(1) as f64 + GRAIN_DAYS)
    }
}

/// Of every day, without looking at the day itself.
pub(super) fn levels(it: &Exposed, weekdays: &[f64; 7], settings: &Settings, reading: Reading) -> Vec<Usual> {
    let count = it.sold_open.len();
    let factor = |at: usize| {
        let weekday = it.first.plus_days(at as i32).weekday();
        weekdays[usize::from(weekday)] * it.lift[at]
    };
    let factors: Vec<f64> = (0..count).map(factor).collect();
    let decay = (-1.0 / settings.half_life_days).exp2();
    let mut around = vec![(0.0, 0.0, 0.0); count];
    let mut past = (0.0, 0.0);
    let (mut sold, mut exposed) = (0.0, 0.0);
    for at in 0..count {
        around[at] = (sold, exposed, average(past));
        sold = (sold + it.sold_open[at]) * decay;
        exposed = (exposed + it.exposure[at] * factors[at]) * decay;
        past = (past.0 + it.sold_open[at], past.1 + it.exposure[at] * factors[at]);
    }
    if reading == Reading::Afterwards {
        (sold, exposed) = (0.0, 0.0);
        for at in (0..count).rev() {
            around[at] = (around[at].0 + sold, around[at].1 + exposed, average(past));
            sold = (sold + it.sold_open[at]) * decay;
            exposed = (exposed + it.exposure[at] * factors[at]) * decay;
        }
    }
    let usual = |((sold, exposed, average), factor): ((f64, f64, f64), &f64)| Usual {
        mean: (sold + AVERAGE_DAYS * average) / (exposed + AVERAGE_DAYS) * factor,
        days: exposed + AVERAGE_DAYS,
    };
    around.into_iter().zip(&factors).map(usual).collect()
}

/// Sold over exposed, where there is enough of it to be believed.
fn average((sold, exposed): (f64, f64)) -> f64 {
    const EXPOSED_MIN: f64 = 0.1;
    if exposed >= EXPOSED_MIN { sold / exposed } else { 0.0 }
}
