//! Items too new to forecast by themselves borrow from a twin, or from their category.

use super::clean;
use crate::Sentence;

/// From whom an item borrows.
#[derive(Clone, Debug, PartialEq)]
pub enum Lender<'a> {
    /// One named by somebody who knows: what it sold per day when it was as new.
    Twin { name: &'a str, per_day: f64 },
    /// What each other item of the category sold per day when it was new.
    Category { per_day: &'a [f64] },
}

/// What a new item is expected to sell.
#[derive(Clone, Debug, PartialEq)]
pub struct Borrowed {
    pub per_day: f64,
    /// Standard deviation of the level itself, not of single days.
    pub spread: f64,
    /// How much of it is the item's own, 0 to 1.
    pub own_weight: f64,
    pub reason: Sentence,
}

/// A twin is known to within so much of its level; a category of few items to no better than that.
const TWIN_VARIATION: f64 = 0.5;
const VARIATION: std::ops::RangeInclusive<f64> = 0.3..=3.0;
const CATEGORY_ITEMS_MIN: usize = 3;

/// A gamma prior with the lender's level and spread, moved by what the item itself sold in its own
/// exposed days (`sellable` is the share of each; empty says always). Nothing to borrow leaves the
/// item's own average, if it has one.
pub fn borrow(days: &[f64], sellable: &[f32], lender: &Lender) -> Option<Borrowed> {
    let sold_by_day = clean(days);
    let share = |at: usize| {
        sellable.get(at).map_or(1.0, |it| if it.is_nan() { 1.0 } else { f64::from(it.clamp(0.0, 1.0)) })
    };
    let sold: f64 = sold_by_day.iter().sum();
    let exposed: f64 = (0..days.len()).map(share).sum();
    let prior = lender.level();
    let Some((level, variation)) = prior else {
        let per_day = if exposed >= 1.0 { sold / exposed } else { return None };
        let spread = (per_day / exposed).sqrt();
        return Some(Borrowed {
            per_day,
            spread,
            own_weight: 1.0,
            reason: words(lender, 1.0, days.len(), None),
        });
    };
    // Purchases come in grains: of large ones it takes more days to learn the same.
    let mean = (sold + level) / (exposed + 1.0);
    let squares: f64 = (0..days.len()).map(|at| (sold_by_day[at] - mean * share(at)).powi(2)).sum();
    let grain = ((squares + mean) / (sold + mean).max(f64::MIN_POSITIVE)).max(1e-3);
    let shape = 1.0 / (variation * variation);
    let (counts, rate) = (shape + sold / grain, shape / level + exposed / grain);
    let per_day = counts / rate;
    let own_weight = (exposed / grain) / rate;
    let reason = words(lender, own_weight, days.len(), Some(level));
    Some(Borrowed { per_day, spread: counts.sqrt() / rate, own_weight, reason })
}

impl Lender<'_> {
    /// Mean, and standard deviation over mean.
    fn level(&self) -> Option<(f64, f64)> {
        match self {
            Lender::Twin { per_day, .. } => {
                (per_day.is_finite() && *per_day > 0.0).then_some((*per_day, TWIN_VARIATION))
            }
            Lender::Category { per_day } => {
                let known: Vec<f64> =
                    per_day.iter().copied().filter(|it| it.is_finite() && *it >= 0.0).collect();
                let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
                let variation = match known.len() {
                    CATEGORY_ITEMS_MIN.. => super::variation(&known).unwrap_or(*VARIATION.end()),
                    _ => *VARIATION.end(),
                };
                (mean > 0.0).then_some((mean, variation.clamp(*VARIATION.start(), *VARIATION.end())))
            }
        }
    }
}

fn words(lender: &Lender, own_weight: f64, days: usize, level: Option<f64>) -> Sentence {
    let own = (own_weight * 100.0).round();
    let Some(level) = level else {
        return Sentence {
            zh: format!("无可参照，按自身 {days} 天"),
            en: format!("Nothing to borrow from: its own {days} days"),
        };
    };
    let (zh, en) = match lender {
        Lender::Twin { name, .. } => (format!("同类款 {name}"), format!("its twin {name}")),
        Lender::Category { per_day } => {
            (format!("同品类 {} 个商品", per_day.len()), format!("{} items of its category", per_day.len()))
        }
    };
    Sentence {
        zh: format!("新品：自身 {days} 天占 {own}%，其余参照{zh}（日均 {level:.2}）"),
        en: format!("New: {own}% from its own {days} days, the rest from {en} ({level:.2} a day)"),
    }
}
