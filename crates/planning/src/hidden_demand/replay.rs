//! Chooses how to weigh the past by hiding days on which everything was seen.

use super::hours::Profiles;
use super::level::{Exposed, levels};
use super::{
    HoursOfDay, Learned, Reading, Sales, Seen, Settings, Weekdays, amount, is_whole, opening_hours, share,
};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

const DEFAULT: Settings = Settings { half_life_days: 5.0, purchases: 30.0 };
const HALF_LIVES: [f64; 4] = [3.0, 5.0, 10.0, 20.0];
const PURCHASES: [f64; 5] = [8.0, 16.0, 32.0, 64.0, 128.0];
/// One known day in so many is hidden.
const ONE_IN: u32 = 8;
/// As many series as are replayed, and hidden days below which nothing is chosen.
const SERIES_MAX: usize = 3_000;
const HIDDEN_MIN: usize = 50;
const WHOLE: f64 = 0.999;

/// A known day that is read as if a part of it had been hidden.
struct Hidden {
    at: usize,
    truth: f64,
}

/// The settings with the least absolute error. Days are hidden as other days were: hours by the
/// hours in which another series was out, days to the share another could be sold.
pub(super) fn choose(
    all: &[Sales],
    profiles: &Profiles,
    weekdays: &Weekdays,
    grain: f64,
    seed: u64,
) -> Settings {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let few = &all[..all.len().min(SERIES_MAX)];
    let masks = Masks::new(few);
    let mut replayed = Vec::new();
    for sales in few {
        let mut sales = sales.clone();
        let hidden = masks.hide(&mut sales, grain, &mut random);
        if !hidden.is_empty() {
            replayed.push((profiles.expose(&sales, grain), hidden));
        }
    }
    if replayed.iter().map(|it| it.1.len()).sum::<usize>() < HIDDEN_MIN {
        return DEFAULT;
    }
    let loss = |settings: &Settings| -> f64 {
        let learned = Learned {
            grain,
            profiles: profiles.clone(),
            weekdays: Weekdays::default(),
            settings: *settings,
            good_days: Vec::new(),
        };
        let of_series = |(it, hidden): &(Exposed, Vec<Hidden>)| -> f64 {
            let usual = levels(it, &weekdays.of(it.category), settings, Reading::Afterwards);
            hidden.iter().map(|day| (learned.judge(it, day.at, usual[day.at]).mean - day.truth).abs()).sum()
        };
        replayed.iter().map(of_series).sum()
    };
    let mut best = (DEFAULT, loss(&DEFAULT));
    let varied =
        HALF_LIVES.iter().map(|&it| (Some(it), None)).chain(PURCHASES.iter().map(|&it| (None, Some(it))));
    for (half_life, purchases) in varied {
        let settings = Settings {
            half_life_days: half_life.unwrap_or(best.0.half_life_days),
            purchases: purchases.unwrap_or(best.0.purchases),
        };
        let loss = loss(&settings);
        if loss < best.1 {
            best = (settings, loss);
        }
    }
    best.0
}

/// How days were partly hidden.
struct Masks {
    hours: Vec<[f32; 24]>,
    shares: Vec<f64>,
}

impl Masks {
    fn new(all: &[Sales]) -> Masks {
        let mut masks = Masks { hours: Vec::new(), shares: Vec::new() };
        for sales in all {
            match &sales.seen {
                Seen::Hours(days) => {
                    let opens = opening_hours(days);
                    let partly = |it: &&HoursOfDay| {
                        let open =
                            (0..24).filter(|hour| opens[*hour] && share(it.sellable[*hour]) > 0.0).count();
                        open > 0 && open < opens.iter().filter(|it| **it).count()
                    };
                    masks.hours.extend(days.iter().filter(partly).map(|it| it.sellable));
                }
                Seen::Days(days) => {
                    let shares = days.iter().map(|it| share(it.sellable));
                    masks.shares.extend(shares.filter(|it| *it > 0.0 && *it < WHOLE));
                }
            }
        }
        masks
    }

    /// Hides some of the days on which everything was seen.
    fn hide(&self, sales: &mut Sales, grain: f64, random: &mut Pcg64Mcg) -> Vec<Hidden> {
        let mut hidden = Vec::new();
        match &mut sales.seen {
            Seen::Hours(days) if !self.hours.is_empty() => {
                let opens = opening_hours(days);
                for (at, day) in days.iter_mut().enumerate() {
                    if is_whole(day, &opens) && random.random_ratio(1, ONE_IN) {
                        hidden.push(Hidden { at, truth: day.sold.iter().map(|it| amount(*it)).sum() });
                        let mask = self.hours[random.random_range(0..self.hours.len())];
                        for hour in (0..24).filter(|hour| opens[*hour]) {
                            day.sellable[hour] = mask[hour];
                            day.sold[hour] *= share(mask[hour]) as f32;
                        }
                    }
                }
            }
            Seen::Days(days) if !self.shares.is_empty() => {
                for (at, day) in days.iter_mut().enumerate() {
                    if share(day.sellable) >= WHOLE && random.random_ratio(1, ONE_IN) {
                        hidden.push(Hidden { at, truth: amount(day.sold) });
                        let share = self.shares[random.random_range(0..self.shares.len())];
                        day.sold = thinned(amount(day.sold), share, grain, random) as f32;
                        day.sellable = share as f32;
                    }
                }
            }
            Seen::Hours(_) | Seen::Days(_) => {}
        }
        hidden
    }
}

/// Sellable hours may be the busy ones or the idle ones. Where only their share is known: the power
/// of it that goes best with what partly sold out days sold, by least squares. Levels come from
/// days that were seen whole, and a common factor is left free, because days on which things sell
/// out are stronger than others.
pub(super) fn share_power(all: &[Sales], profiles: &Profiles, grain: f64) -> f64 {
    const STEADY: Settings = Settings { half_life_days: 20.0, ..DEFAULT };
    const TWENTIETHS: std::ops::RangeInclusive<u32> = 6..=40;
    let mut days: Vec<(f64, f64, f64)> = Vec::new();
    for sales in all.iter().filter(|it| matches!(it.seen, Seen::Days(_))).take(SERIES_MAX) {
        let shown = profiles.expose(sales, grain);
        let is_partly = |at: &usize| shown.exposure[*at] > 0.0 && shown.exposure[*at] < WHOLE;
        let mut whole = shown.clone();
        for at in (0..shown.exposure.len()).filter(|it| shown.exposure[*it] < WHOLE) {
            (whole.sold_open[at], whole.exposure[at]) = (0.0, 0.0);
        }
        let weekdays = Weekdays::new(std::slice::from_ref(&whole), grain);
        let usual = levels(&whole, &weekdays.of(whole.category), &STEADY, Reading::Afterwards);
        let partly = (0..shown.exposure.len()).filter(is_partly);
        days.extend(partly.map(|at| (shown.sold_open[at], shown.exposure[at], usual[at].mean)));
    }
    days.retain(|it| it.2 > 0.0);
    if days.len() < HIDDEN_MIN {
        return 1.0;
    }
    let explained = |power: f64| {
        // Sales vary as their level, so a day weighs one over its level.
        let (mut both, mut squares) = (0.0, 0.0);
        for (sold, share, level) in &days {
            let foretold = share.powf(power);
            both += sold * foretold;
            squares += level * foretold * foretold;
        }
        both * both / squares
    };
    let powers = TWENTIETHS.map(|it| f64::from(it) / 20.0);
    powers.max_by(|a, b| explained(*a).total_cmp(&explained(*b))).unwrap_or(1.0)
}

/// What of a day's purchases, each as large as the grain, falls into a share of the day.
fn thinned(sold: f64, share: f64, grain: f64, random: &mut Pcg64Mcg) -> f64 {
    const MOST: f64 = 1_000.0;
    let purchases = (sold / grain).round();
    if !(1.0..=MOST).contains(&purchases) {
        return sold * share;
    }
    let kept = (0..purchases as u32).filter(|_| random.random_bool(share)).count();
    sold * kept as f64 / purchases
}
