//! The policies that can be replayed, and what each remembers of a series.

use crate::backtest::rehearsal::rehearse;
use crate::backtest::{
    Item, LeadTimes, Replay,
    simple::{Fixed, Recent, Windows},
};
use crate::levels::{self, Steady};
use crate::series::{Panel, Series};
use crate::window::{Demand, Effort, Learned, LookBack, Trace};

/// How stock is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    /// Ours: the window's distribution, and one price of stock for all items.
    Changping(Effort),
    /// A line set once: the mean of the 180 periods before the start.
    Fixed,
    /// The mean of the last 30 periods.
    MovingAverage,
    /// Mean and deviation of the last 90 periods, as if they were normal.
    Normal,
    /// The quantile of all windows in the last 180 periods.
    Empirical,
}

/// What a policy is asked to achieve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// The share of lines served in full.
    Service(f64),
    /// The policy's own parameter: the price of stock, periods of cover (fixed, moving average),
    /// deviations of safety (normal), a probability (empirical).
    Setting(f64),
}

/// A service's cover in periods: each halving of what is lost takes the same stock again.
const COVER_PER_HALVING: f64 = 5.0;

impl Policy {
    pub(super) fn learns(self) -> bool {
        matches!(self, Policy::Changping(_))
    }
}

impl Aim {
    fn is_service(self) -> bool {
        matches!(self, Aim::Service(_))
    }

    fn setting(self, policy: Policy, price: impl Fn(f64) -> f64) -> f64 {
        match (self, policy) {
            (Aim::Setting(it), _) => it,
            (Aim::Service(it), Policy::Changping(_)) => price(it),
            (Aim::Service(it), Policy::Fixed | Policy::MovingAverage) => {
                -(1.0 - it.clamp(0.0, 0.999_999)).log2() * COVER_PER_HALVING
            }
            (Aim::Service(it), Policy::Normal) => normal_quantile(it),
            (Aim::Service(it), Policy::Empirical) => it,
        }
    }
}

/// What is learned from all series together, until the next learning.
pub(super) struct Judge {
    policy: Policy,
    pub(super) settings: Vec<f64>,
    learned: Option<Learned>,
    /// What stock of an item ties up, in units of the average item.
    mean_cost: f64,
}

impl Judge {
    /// `known` ends with the last period that may be known.
    pub(super) fn new(question: &Replay<'_>, known: &Panel, windows: &[usize]) -> Judge {
        let costs = question.items.iter().map(|it| it.unit_cost);
        let mean_cost = match question.items.is_empty() {
            true => 1.0,
            false => (costs.sum::<f64>() / question.items.len() as f64).max(1e-9),
        };
        let mut judge = Judge { policy: question.policy, settings: Vec::new(), learned: None, mean_cost };
        let mut looks_back = Vec::new();
        if let Policy::Changping(effort) = question.policy {
            let (learned, back) = Learned::learn_and_look_back(known, windows, effort);
            judge.learned = Some(learned);
            looks_back = back;
        }
        let default = Item::default();
        let rehearsed = match question.policy.learns() && question.aims.iter().any(|it| it.is_service()) {
            true => rehearse(&mut judge, question, known, windows),
            false => None,
        };
        let weight = |it: &LookBack| judge.weight(question.items.get(it.series).unwrap_or(&default));
        let price = |service: f64| match &rehearsed {
            Some(rates) => rates.price_of(service),
            None => price_of(service, &looks_back, weight),
        };
        judge.settings = question.aims.iter().map(|it| it.setting(question.policy, price)).collect();
        judge
    }

    fn weight(&self, item: &Item) -> f64 {
        item.unit_cost / self.mean_cost
    }
}

/// The price at which this share of the lines at the ends of earlier windows would have been served.
fn price_of(service: f64, looks_back: &[LookBack], weight: impl Fn(&LookBack) -> f64) -> f64 {
    let lines: Vec<(&LookBack, levels::Item<'_>)> = looks_back
        .iter()
        .filter(|it| it.ends_active)
        .map(|it| {
            let benefit = levels::benefit(it.demand.mean());
            (it, levels::Item { demand: &it.demand, benefit, weight: weight(it) })
        })
        .collect();
    levels::price_for(service * lines.len() as f64, |price| {
        lines.iter().filter(|(back, item)| back.total <= item.by_price(price)).count() as f64
    })
}

/// What a policy remembers of one series.
pub(super) struct Mind<'a> {
    judge: &'a Judge,
    memory: Memory<'a>,
    levels: Vec<f64>,
    /// One for each aim, kept from one learning to the next.
    steady: &'a mut [Steady],
}

enum Memory<'a> {
    Changping { learned: &'a Learned, trace: Box<Trace>, windows: Vec<(usize, f64)>, weight: f64 },
    Fixed(Fixed),
    MovingAverage(Recent, f64),
    Normal(Recent, f64),
    Empirical(Windows),
}

impl<'a> Mind<'a> {
    pub(super) fn new(
        judge: &'a Judge,
        known: &Series,
        item: &Item,
        lead_times: &LeadTimes,
        review: usize,
        before: &'a mut [Steady],
    ) -> Mind<'a> {
        let lead = lead_times.mean();
        let history = &known.quantity;
        let memory = match (judge.policy, &judge.learned) {
            (Policy::Changping(_), Some(learned)) => {
                let mut windows = lead_times.lengths().to_vec();
                windows.iter_mut().for_each(|(it, _)| *it += review.max(1) - 1);
                let trace = Box::new(learned.trace(known));
                Memory::Changping { learned, trace, windows, weight: judge.weight(item) }
            }
            (Policy::Fixed, _) => Memory::Fixed(Fixed::new(history, lead)),
            (Policy::MovingAverage, _) => Memory::MovingAverage(Recent::average(history), lead),
            (Policy::Normal, _) => Memory::Normal(Recent::normal(history), lead + review.max(1) as f64),
            (Policy::Empirical | Policy::Changping(_), _) => {
                Memory::Empirical(Windows::new(history, lead.round() as usize + review.max(1)))
            }
        };
        Mind { judge, memory, levels: Vec::new(), steady: before }
    }

    pub(super) fn observe(&mut self, quantity: f64, sellable: Option<f32>) {
        match &mut self.memory {
            Memory::Changping { learned, trace, .. } => {
                learned.observe(trace, quantity, sellable.unwrap_or(1.0));
            }
            Memory::Fixed(_) => {}
            Memory::MovingAverage(recent, _) | Memory::Normal(recent, _) => recent.observe(quantity),
            Memory::Empirical(windows) => windows.observe(quantity),
        }
    }

    /// The stock to order up to, for every aim.
    pub(super) fn levels(&mut self) -> &[f64] {
        let settings = self.judge.settings.iter();
        match &self.memory {
            Memory::Changping { learned, trace, windows, weight } => {
                let demand: Demand = learned.demand_of(trace, windows);
                let benefit = levels::benefit(demand.mean());
                let item = levels::Item { demand: &demand, benefit, weight: *weight };
                item.by_prices(&self.judge.settings, &mut self.levels);
                for (level, steady) in self.levels.iter_mut().zip(self.steady.iter_mut()) {
                    *level = steady.next(*level);
                    if trace.is_whole() {
                        *level = level.round();
                    }
                }
                return &self.levels;
            }
            Memory::Fixed(line) => self.levels = settings.map(|it| line.level(*it)).collect(),
            Memory::MovingAverage(recent, lead) => {
                let mean = recent.mean();
                self.levels = settings.map(|cover| mean * (lead + cover)).collect();
            }
            Memory::Normal(recent, periods) => {
                let (mean, deviation) = (recent.mean(), recent.deviation());
                self.levels = settings.map(|z| mean * periods + z * deviation * periods.sqrt()).collect();
            }
            Memory::Empirical(windows) => {
                self.levels = settings.map(|probability| windows.quantile(*probability)).collect();
            }
        }
        &self.levels
    }
}

/// The quantile of the standard normal distribution (Acklam's rational approximation, to 1.2·10⁻⁹).
fn normal_quantile(probability: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let tail = |p: f64| {
        let q = (-2.0 * p.ln()).sqrt();
        let above = C.iter().fold(0.0, |sum, it| sum * q + it);
        above / (D.iter().fold(0.0, |sum, it| sum * q + it) * q + 1.0)
    };
    let p = probability.clamp(1e-9, 1.0 - 1e-9);
    const CENTRAL_FROM: f64 = 0.024_25;
    if p < CENTRAL_FROM {
        return tail(p);
    }
    if p > 1.0 - CENTRAL_FROM {
        return -tail(1.0 - p);
    }
    let q = p - 0.5;
    let square = q * q;
    let above = A.iter().fold(0.0, |sum, it| sum * square + it) * q;
    above / (B.iter().fold(0.0, |sum, it| sum * square + it) * square + 1.0)
}
