//! What all items together taught, applied to one of them.

use super::{DemandForecast, DemandModel, Interval, Source};
use crate::window::{self, Demand, Trace};
use crate::{DemandHistory, Series};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Demand by the distributions of [`window`].
#[derive(Clone, Debug)]
pub struct LearnedDemand(pub Arc<window::Learned>);

impl DemandModel for LearnedDemand {
    fn forecast(&self, history: &DemandHistory, _horizon_days: u32) -> DemandForecast {
        let trace = self.0.trace(&Series::from(history));
        let per_day = self.0.demand_after(&trace, PACE_DAYS).mean() / PACE_DAYS as f64;
        let learned = Learned { from: Arc::clone(&self.0), trace, per_day, known: RefCell::default() };
        DemandForecast::of(Source::Learned(Box::new(learned)))
    }
}

/// The pace of the coming days is that of so many: whole weeks, so that no weekday counts twice.
const PACE_DAYS: usize = 28;
/// No interval is taken apart further: the rest is within the error of any lead time.
const LENGTHS_MAX: usize = 5;

/// One item's demand. The same few intervals are asked for again and again, so each is worked out once.
#[derive(Clone, Debug)]
pub(super) struct Learned {
    from: Arc<window::Learned>,
    trace: Trace,
    per_day: f64,
    known: RefCell<Vec<(Interval, Rc<Demand>)>>,
}

impl Learned {
    pub(super) fn mean_per_day(&self) -> f64 {
        self.per_day
    }

    pub(super) fn is_whole(&self) -> bool {
        self.trace.is_whole()
    }

    pub(super) fn over(&self, interval: &Interval) -> Rc<Demand> {
        const KNOWN_MAX: usize = 16;
        let known = self.known.borrow().iter().find(|it| it.0 == *interval).map(|it| Rc::clone(&it.1));
        known.unwrap_or_else(|| {
            let demand = Rc::new(self.from.demand_of(&self.trace, &lengths(interval)));
            let mut known = self.known.borrow_mut();
            if known.len() >= KNOWN_MAX {
                known.remove(0);
            }
            known.push((interval.clone(), Rc::clone(&demand)));
            demand
        })
    }
}

/// The possibilities of the interval; of many, the middle ones of as many equal parts as are kept.
fn lengths(interval: &Interval) -> Vec<(usize, f64)> {
    let days = interval.days();
    let mut distinct: Vec<(usize, f64)> = Vec::new();
    for it in days {
        let it = *it as usize;
        match distinct.last_mut().filter(|last| last.0 == it) {
            Some(last) => last.1 += 1.0,
            None => distinct.push((it, 1.0)),
        }
    }
    if distinct.len() <= LENGTHS_MAX {
        return distinct;
    }
    let middle = |part: usize| days[((2 * part + 1) * days.len()) / (2 * LENGTHS_MAX)] as usize;
    (0..LENGTHS_MAX).map(|part| (middle(part), 1.0)).collect()
}
