//! What a trace shows about the demand ahead: the moments of its memories, and the columns the trees
//! split by.

use crate::series::Frequency;
use crate::window::{
    terms::{MEMORIES, Terms},
    trace::{TOTAL_MEMORIES, Trace},
};

/// Mean and variance of the total of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moments {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

/// Independent periods weigh this many windows against the windows that were seen.
const WINDOWS_PRIOR: f64 = 1.0;
/// The memory of totals that gives a memory its variance: short ones borrow from a longer one.
const VARIANCE_OF: [usize; MEMORIES] = [0, 0, 0, 1, 2];

/// What each memory expects of the next `length` periods.
pub(crate) fn memories(terms: &Terms, trace: &Trace, length: usize) -> [Moments; MEMORIES] {
    let periods = length as f64;
    let place = terms.nearest(length);
    let per_followed = periods / terms.lengths[place] as f64;
    let season = trace.season_ahead(terms, length);
    let forever = MEMORIES - 1;
    let unsure =
        periods * periods * (trace.variance(forever) + trace.mean(forever)) / trace.weight(forever).max(1.0);
    std::array::from_fn(|memory| {
        let mean = periods * trace.mean(memory);
        let (_, of_totals, windows) = trace.totals(terms, place, VARIANCE_OF[memory]);
        let of_periods = periods * trace.variance(TOTAL_MEMORIES[VARIANCE_OF[memory]]);
        let variance = (windows * of_totals * per_followed + WINDOWS_PRIOR * of_periods)
            / (windows + WINDOWS_PRIOR)
            + unsure;
        Moments { mean: mean * season, variance: variance * season * season }
    })
}

/// Where the trees start from: the memories that forget, with a trifle of the one that does not.
pub(crate) fn base(terms: &Terms, trace: &Trace, length: usize) -> f64 {
    let forgetting: f64 = (0..MEMORIES - 1).map(|it| trace.mean(it)).sum::<f64>() / (MEMORIES - 1) as f64;
    let per_period = 0.95 * forgetting + 0.05 * trace.mean(MEMORIES - 1) + terms.trifle;
    length as f64 * per_period * trace.season_ahead(terms, length)
}

/// The columns of one row, in units of the base where they are quantities.
pub(crate) const COLUMNS: usize = 34;

pub(crate) fn columns(terms: &Terms, trace: &Trace, length: usize, row: &mut Vec<f32>) {
    let before = row.len();
    let base = base(terms, trace, length);
    let periods = length as f64;
    let place = terms.nearest(length);
    let scale = length as f64 / terms.lengths[place] as f64;
    let season = trace.season_ahead(terms, length);
    let forever = MEMORIES - 1;
    let mut put = |it: f64| row.push(it as f32);
    put(base.ln());
    for memory in 0..MEMORIES {
        put(periods * season * trace.mean(memory) / base);
    }
    for shown in [1, length.div_ceil(2), length, 2 * length, 4 * length] {
        let total = trace.last(shown).map_or(f64::NAN, |(total, _)| total * periods / shown as f64);
        put(total * season / base);
    }
    for memory in 0..TOTAL_MEMORIES.len() {
        let (_, variance, _) = trace.totals(terms, place, memory);
        put((variance * scale).sqrt() * season / base);
    }
    for memory in [1, 3, forever] {
        put(trace.active(memory));
    }
    let per_period = base / periods;
    put((trace.quiet() as f64 / periods).ln_1p());
    put(trace.quiet() as f64 * trace.mean(forever) / (1.0 + trace.largest()));
    put((trace.age() as f64 / periods).ln_1p());
    put(trace.largest_total(place) * scale / base);
    put(trace.last_size() / per_period);
    put(trace.largest() / per_period);
    put(trace.mean(forever) / trace.active(forever).max(1e-6) / per_period);
    put(season);
    put(periods.ln());
    let day = trace.day(terms, trace.periods());
    match terms.frequency {
        Frequency::Day => {
            put(f64::from(day.day_of_month()));
            put(f64::from(day.weekday()));
        }
        Frequency::Week | Frequency::Month => {
            put(f64::from(day.month()));
            put(f64::NAN);
        }
    }
    put(year_ago(terms, trace, length));
    put(trace.variance(forever).sqrt() / trace.mean(forever).max(1e-9));
    let (_, of_totals, _) = trace.totals(terms, place, TOTAL_MEMORIES.len() - 1);
    put(of_totals / (terms.lengths[place] as f64 * trace.variance(forever)).max(1e-9));
    put(trace.last(length).map_or(0.0, |(_, seen)| seen));
    put(trace.mean(forever).ln());
    put(trace.variance(1).sqrt() / per_period);
    debug_assert_eq!(row.len() - before, COLUMNS);
}

/// The same window a year ago, in units of the average before it.
fn year_ago(terms: &Terms, trace: &Trace, length: usize) -> f64 {
    let year = match terms.frequency {
        Frequency::Day => 364,
        Frequency::Week => 52,
        Frequency::Month => 12,
    };
    trace.back_then(year, length).unwrap_or(f64::NAN)
}
