//! Quantiles of the demand of single periods ahead.
//!
//! Many models forecast the panel's own past from several origins; for each level those that lost least
//! forecast its future (recipes and figures in the planning notes).
//!
//! **Invariant:** the same panel and seed give the same forecast, for any number of threads.

mod boosted;
mod candidates;
mod compete;
mod features;
mod law;
mod past;
mod season;
mod sizes;
#[cfg(test)]
mod tests;

use crate::{
    periods::{boosted::Boosted, candidates::Field, past::Past, season::Season, sizes::Sizes},
    series::{Panel, Series},
};
use std::borrow::Cow;

pub use crate::periods::{
    boosted::Belief,
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

/// The winners of the competition.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Base {
    wanted: Wanted,
    season: Season,
    is_whole: bool,
    sizes: Sizes,
    choices: Vec<Choice>,
    /// The models whose average is expected, best first, each with its mean squared error in squares of
    /// the mean absolute difference from period to period.
    means: Vec<(Candidate, f64)>,
}

/// What a panel taught.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Learned {
    base: Base,
    boosted: Boosted,
    beliefs: Vec<Belief>,
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
    let is_sound = |it: &Series| matches!(sound(&it.quantity), Cow::Borrowed(_));
    let cleaned: Panel;
    let panel = match panel.series.iter().all(is_sound) {
        true => panel,
        false => {
            let clean = |it: &Series| Series { quantity: sound(&it.quantity).into_owned(), ..it.clone() };
            cleaned = Panel { frequency: panel.frequency, series: panel.series.iter().map(clean).collect() };
            &cleaned
        }
    };
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
    let base = Base { wanted: wanted.clone(), season, is_whole, sizes, choices, means };
    let (boosted, beliefs) = Boosted::learn(panel, &base, &cases);
    Learned { base, boosted, beliefs }
}

/// Negative quantities count as none, and so does what is no number.
fn sound(quantity: &[f64]) -> Cow<'_, [f64]> {
    let is_sound = |it: f64| it.is_finite() && it >= 0.0;
    match quantity.iter().all(|it| is_sound(*it)) {
        true => Cow::Borrowed(quantity),
        false => quantity.iter().map(|it| if is_sound(*it) { *it } else { 0.0 }).collect(),
    }
}

impl Base {
    /// Quantiles of the wanted slots.
    fn quantiles(&self, past: &Past<'_>, slots: &[usize]) -> Vec<Vec<f64>> {
        let mut candidates = Vec::new();
        for (it, _) in self.choices.iter().flat_map(|it| &it.chosen) {
            if !candidates.contains(it) {
                candidates.push(*it);
            }
        }
        let field = Field::new(&candidates, &self.wanted.levels, self.is_whole, self.sizes.clone());
        let all = field.quantiles(past, slots);
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
        (0..slots.len()).map(of_slot).collect()
    }
}

impl Learned {
    /// Which models won at each level, and why.
    pub fn choices(&self) -> &[Choice] {
        &self.base.choices
    }

    /// What believing the trees learned across series would have lost, for each weight that was tried.
    pub fn beliefs(&self) -> &[Belief] {
        &self.beliefs
    }

    /// The next periods of a series, at the levels learned for.
    pub fn forecast(&self, series: &Series, horizon: usize) -> Forecast {
        let base = &self.base;
        let quantity = sound(&series.quantity);
        let past = Past::new(&base.season, base.season.slot(series, 0), &quantity);
        let slots = compete::slots_ahead(&past, horizon);
        let quantiles = base.quantiles(&past, &slots);
        let of_slot = |(slot, quantiles): (&usize, &Vec<f64>)| {
            let mut mixed = self.boosted.mixed(&past, *slot, quantiles);
            mixed.iter_mut().for_each(|it| *it = it.max(0.0));
            mixed.sort_by(f64::total_cmp);
            mixed
        };
        let quantiles: Vec<Vec<f64>> = slots.iter().zip(&quantiles).map(of_slot).collect();
        let mean = |slot: &usize| {
            let means = base.means.iter().filter_map(|it| Field::mean(it.0, &past, *slot));
            means.sum::<f64>() / base.means.len().max(1) as f64
        };
        let means: Vec<f64> = slots.iter().map(mean).collect();
        Forecast {
            mean: (0..horizon).map(|ahead| means[ahead % slots.len()]).collect(),
            quantiles: (0..horizon).map(|ahead| quantiles[ahead % slots.len()].clone()).collect(),
        }
    }
}
