//! Quantiles of the demand of single periods ahead.
//!
//! Many models forecast the panel's own past from several origins; for each level those that lost least
//! forecast its future (recipes and figures in the planning notes).
//!
//! **Invariant:** the same panel and seed give the same forecast, for any number of threads.

mod candidates;
mod compete;
mod law;
mod past;
mod season;
mod sizes;

use crate::{
    periods::{candidates::Field, past::Past, season::Season, sizes::Sizes},
    series::{Panel, Series},
};

pub use crate::periods::{
    candidates::{Candidate, SeenSeason, Variance},
    compete::Choice,
};

/// What is to be forecast.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Wanted {
    /// How many periods ahead; models are judged at this distance.
    pub horizon: usize,
    /// Ascending probabilities between 0 and 1.
    pub levels: Vec<f64>,
    pub seed: u64,
}

/// What a panel taught.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Learned {
    wanted: Wanted,
    season: Season,
    sizes: Sizes,
    is_whole: bool,
    choices: Vec<Choice>,
    /// The models whose average is expected, best first, each with its mean squared error in squares of
    /// the mean absolute difference from period to period.
    means: Vec<(Candidate, f64)>,
}

/// One series' next periods.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// What is expected of each period.
    pub mean: Vec<f64>,
    /// For each period its quantiles at the levels learned for, ascending.
    pub quantiles: Vec<Vec<f64>>,
}

/// More series than this teach no more about models.
const SERIES_MAX: usize = 1_500;

/// Learns from a whole panel.
pub fn learn(panel: &Panel, wanted: &Wanted) -> Learned {
    let season = Season::of_panel(panel);
    let sizes = compete::sizes(panel);
    let is_whole = compete::whole_units(panel);
    let candidates = Candidate::all(season.slots() > 1);
    let field = Field::new(&candidates, &wanted.levels, is_whole, sizes.clone());
    let series = compete::sample(panel, SERIES_MAX);
    let origins = compete::origins(wanted.horizon, compete::usual_periods(panel));
    let mut cases = compete::cases(panel, &series, &origins, wanted.horizon);
    let seasons = compete::seasons(panel, &series, &origins);
    compete::fill(panel, &mut cases, &seasons, &field);
    let choices = compete::choose(&cases, &field, &wanted.levels, &candidates);
    let means = compete::choose_means(&cases, &candidates);
    Learned { wanted: wanted.clone(), season, sizes, is_whole, choices, means }
}

impl Learned {
    /// Which models won at each level, and why.
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// The next periods of a series, at the levels learned for.
    pub fn forecast(&self, series: &Series, horizon: usize) -> Forecast {
        let mut candidates = Vec::new();
        for (it, _) in self.choices.iter().flat_map(|it| &it.chosen) {
            if !candidates.contains(it) {
                candidates.push(*it);
            }
        }
        let field = Field::new(&candidates, &self.wanted.levels, self.is_whole, self.sizes.clone());
        let past = Past::new(&self.season, self.season.slot(series, 0), &series.quantity);
        let slots = compete::slots_ahead(&past, horizon);
        let all = field.quantiles(&past, &slots);
        let width = self.wanted.levels.len();
        let of_slot = |slot: usize| {
            let level = |(index, choice): (usize, &Choice)| {
                let one = |(it, _): &(Candidate, f64)| {
                    let candidate = candidates.iter().position(|known| known == it).expect("listed above");
                    f64::from(all[(slot * candidates.len() + candidate) * width + index])
                };
                choice.factor * choice.chosen.iter().map(one).sum::<f64>() / choice.chosen.len() as f64
            };
            let mut quantiles: Vec<f64> = self.choices.iter().enumerate().map(level).collect();
            quantiles.sort_by(f64::total_cmp);
            quantiles
        };
        let mean = |slot: &usize| {
            let means = self.means.iter().filter_map(|it| Field::mean(it.0, &past, *slot));
            means.sum::<f64>() / self.means.len().max(1) as f64
        };
        let quantiles: Vec<Vec<f64>> = (0..slots.len()).map(of_slot).collect();
        let means: Vec<f64> = slots.iter().map(mean).collect();
        Forecast {
            mean: (0..horizon).map(|ahead| means[ahead % slots.len()]).collect(),
            quantiles: (0..horizon).map(|ahead| quantiles[ahead % slots.len()].clone()).collect(),
        }
    }
}
