//! Whether a quantity that was moved is far out of line with what is usual: a zero too many, or one too few.
//!
//! Quantities differ by factors, so their logarithms are judged: by the modified z-score of Iglewicz and Hoaglin (*How to
//! Detect and Handle Outliers*, 1993), from the median and the median absolute deviation, which a few wild quantities in
//! the past do not move. What is told besides has to be several times the median and beyond anything remembered, so that
//! an item that is always moved in the same quantity does not cry over one more. Where a partner's own habit is known,
//! what is usual for them counts: the same hundred is a mistake of one customer and every week's order of another.

use values::{Money, Quantity};

/// So many of the last quantities of one kind are looked at, and so many of a partner's last ratios.
pub const REMEMBERED: usize = 100;
/// With fewer nothing is usual yet, and nobody is told anything.
const ITEM_FEWEST: usize = 12;
const PARTNER_FEWEST: usize = 20;
/// Iglewicz and Hoaglin's own limit.
const SCORE_MAX: f64 = 3.5;
/// Makes the median absolute deviation a standard deviation where logarithms are normal.
const NORMAL: f64 = 1.4826;
/// Of the logarithms: what is always moved in the same quantity still varies by this.
const SPREAD_MIN: f64 = 0.5;
/// At least so many times the median, or as small a part of it.
const TIMES_MIN: f64 = 5.0;
/// And beyond the greatest or below the smallest that is remembered by this.
const BEYOND: f64 = 1.5;

/// How a quantity is out of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    More,
    Less,
}

/// How many times the usual a quantity is, as thousandths of a natural logarithm: kept whole, compared as often as needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio(pub i32);

/// What quantities usually are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usual {
    median: f64,
    spread: f64,
    least: f64,
    most: f64,
    /// Eight of ten lie between these.
    low: f64,
    high: f64,
}

impl Usual {
    /// Of the last quantities of one kind; `None` when there are too few to say.
    pub fn of(past: &[Quantity]) -> Option<Usual> {
        let logs = past.iter().filter_map(|it| log(*it)).collect();
        Usual::of_logs(logs, ITEM_FEWEST)
    }

    fn of_logs(mut logs: Vec<f64>, fewest: usize) -> Option<Usual> {
        if logs.len() < fewest {
            return None;
        }
        logs.sort_by(f64::total_cmp);
        let median = middle(&logs);
        let mut away: Vec<f64> = logs.iter().map(|it| (it - median).abs()).collect();
        away.sort_by(f64::total_cmp);
        let tenth = logs.len() / 10;
        let last = logs.len() - 1;
        Some(Usual {
            median,
            spread: (NORMAL * middle(&away)).max(SPREAD_MIN),
            least: logs[0],
            most: logs[last],
            low: logs[tenth],
            high: logs[last - tenth],
        })
    }

    /// What is usual for a partner who moved so many times the usual before, of whatever items; the same when that is
    /// not known yet.
    #[must_use]
    pub fn of_partner(self, ratios: &[Ratio]) -> Usual {
        let logs = ratios.iter().map(|it| f64::from(it.0) / 1_000.0).collect();
        let Some(own) = Usual::of_logs(logs, PARTNER_FEWEST) else { return self };
        let by = |of: f64| self.median + of;
        Usual {
            median: by(own.median),
            spread: own.spread,
            least: by(own.least),
            most: by(own.most),
            low: by(own.low),
            high: by(own.high),
        }
    }

    /// How many times the usual it is.
    pub fn ratio(&self, quantity: Quantity) -> Option<Ratio> {
        let away = (log(quantity)? - self.median) * 1_000.0;
        Some(Ratio(away.round() as i32))
    }

    /// Whether a quantity is far out of line, and how.
    pub fn judge(&self, quantity: Quantity) -> Option<Odd> {
        let it = log(quantity)?;
        let away = it - self.median;
        if away.abs() / self.spread <= SCORE_MAX || away.abs() < TIMES_MIN.ln() {
            return None;
        }
        let margin = BEYOND.ln();
        match away > 0.0 {
            true => (it >= self.most + margin).then_some(Odd::More),
            false => (it <= self.least - margin).then_some(Odd::Less),
        }
    }

    /// From and to: eight of ten quantities lie between them. Rounded as one would say it.
    pub fn range(&self) -> (Quantity, Quantity) {
        (said(self.low), said(self.high))
    }

    /// The quantity in the middle, as one would say it.
    pub fn typical(&self) -> Quantity {
        said(self.median)
    }
}

/// What a count, a correction or scrap changed without anybody buying or selling.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    pub quantity: Quantity,
    /// What the books said before.
    pub before: Quantity,
    /// What usually leaves at once, where that is known.
    pub leaves_at_once: Option<Quantity>,
    pub value: Money,
    /// What everything is worth that lies in stock.
    pub value_of_all: Money,
}

impl Difference {
    /// At least a fifth of what was there and more than a customer usually takes at once; or at least a hundredth of
    /// the worth of all stock, and a twentieth of what was there.
    pub fn is_large(&self) -> bool {
        let part =
            |of: i64| i128::from(self.quantity.raw()) * i128::from(of) >= i128::from(self.before.raw());
        let more_than_usual = self.leaves_at_once.is_some_and(|it| self.quantity > it);
        let worth = i128::from(self.value.raw().abs()) * 100 >= i128::from(self.value_of_all.raw());
        (part(5) && more_than_usual) || (part(20) && worth && self.value_of_all.is_positive())
    }
}

fn log(quantity: Quantity) -> Option<f64> {
    quantity.is_positive().then(|| (quantity.raw() as f64).ln())
}

fn middle(sorted: &[f64]) -> f64 {
    let at = sorted.len() / 2;
    if sorted.len().is_multiple_of(2) { f64::midpoint(sorted[at - 1], sorted[at]) } else { sorted[at] }
}

/// Two digits, or all before the point: 0.035, 2.8, 24, 148.
fn said(log: f64) -> Quantity {
    let raw = log.exp();
    let one = Quantity::whole(1).raw() as f64;
    let digits = (raw / one).log10().floor() - 1.0;
    let step = (one * 10_f64.powf(digits.min(0.0))).max(1.0);
    Quantity::from_raw(((raw / step).round() * step).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(all: &[i64]) -> Vec<Quantity> {
        all.iter().map(|it| Quantity::whole(*it)).collect()
    }

    fn twelve() -> Vec<Quantity> {
        whole(&[8, 12, 10, 24, 12, 8, 16, 10, 12, 20, 12, 10])
    }

    #[test]
    fn one_zero_too_many_or_too_few_is_out_of_line() {
        let usual = Usual::of(&twelve()).expect("enough");
        assert_eq!(usual.range(), (Quantity::whole(8), Quantity::whole(20)));
        let odd = [120, 100, 60, 36, 12, 4, 1].map(|it| usual.judge(Quantity::whole(it)));
        let more = Some(Odd::More);
        assert_eq!(odd, [more, more, None, None, None, None, Some(Odd::Less)]);
        assert_eq!(usual.judge(Quantity::ZERO), None);
    }

    #[test]
    fn too_little_past_says_nothing_and_a_wild_past_is_forgiven() {
        assert_eq!(Usual::of(&twelve()[..11]), None);
        let mut wild = twelve();
        wild.extend(whole(&[1, 500]));
        let usual = Usual::of(&wild).expect("enough");
        assert_eq!(usual.judge(Quantity::whole(600)), None, "something like it was there before");
        assert_eq!(usual.judge(Quantity::whole(1_000)), Some(Odd::More));
        let same = Usual::of(&whole(&[6; 30])).expect("enough");
        assert_eq!([12, 30, 60].map(|it| same.judge(Quantity::whole(it))), [None, None, Some(Odd::More)]);
    }

    #[test]
    fn what_is_usual_is_the_partners_own() {
        let usual = Usual::of(&twelve()).expect("enough");
        let ratio = |times: f64| Ratio((times.ln() * 1_000.0).round() as i32);
        let small = [0.1, 0.2, 0.25].repeat(10).into_iter().map(ratio).collect::<Vec<_>>();
        let big = [8.0, 10.0, 12.0].repeat(10).into_iter().map(ratio).collect::<Vec<_>>();
        let hundred = Quantity::whole(100);
        assert_eq!(usual.of_partner(&big).judge(hundred), None, "this customer always takes a hundred");
        assert_eq!(usual.of_partner(&small).judge(Quantity::whole(24)), Some(Odd::More));
        assert_eq!(usual.of_partner(&small).range(), (said(usual.median + 0.1_f64.ln()), Quantity::whole(3)));
        assert_eq!(usual.of_partner(&big[..19]), usual, "too few to be a habit");
        assert_eq!(usual.ratio(hundred), Some(ratio(100.0 / 12.0)));
    }

    #[test]
    fn a_difference_is_large_by_part_or_by_worth() {
        let usual = Difference {
            quantity: Quantity::whole(30),
            before: Quantity::whole(100),
            leaves_at_once: Some(Quantity::whole(12)),
            value: Money::ZERO,
            value_of_all: Money::whole(10_000),
        };
        assert!(usual.is_large());
        assert!(!Difference { quantity: Quantity::whole(19), ..usual }.is_large(), "less than a fifth");
        assert!(!Difference { quantity: Quantity::whole(1), before: Quantity::whole(2), ..usual }.is_large());
        let small = Difference { quantity: Quantity::whole(6), ..usual };
        assert!(Difference { value: Money::whole(-100), ..small }.is_large(), "a hundredth of everything");
        assert!(!Difference { value: Money::whole(-99), ..small }.is_large());
        assert!(!Difference { leaves_at_once: None, ..usual }.is_large(), "nothing is known of it");
        assert!(Difference { before: Quantity::ZERO, ..usual }.is_large());
    }

    #[test]
    fn quantities_are_said_as_people_say_them() {
        let said = |raw: i64| super::said((raw as f64).ln()).to_string();
        assert_eq!([34_600, 2_763_000, 24_400_000, 148_200_000].map(said), ["0.035", "2.8", "24", "148"]);
    }
}
