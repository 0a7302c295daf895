//! What is on a supplier's file: how late, how short, how much refused, and whether that changed.

use super::Delivery;
use super::change::Change;
use super::observations::Observation;
use super::product_limit::{product_limit, quantile};
use crate::{Sentence, stored_id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::{Day, SupplierId};

/// A share of order lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// What happened, 0 to 1.
    pub share: f64,
    /// How many lines could tell.
    pub lines: u32,
    /// What to expect: the share drawn towards that of all suppliers while there are few lines.
    pub expected: f64,
}

/// What a supplier did so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    #[serde(with = "stored_id")]
    pub supplier: SupplierId,
    pub lines: u32,
    /// Of lines with a promise: not complete on the promised day.
    pub late: Rate,
    /// Of finished lines: less came than was ordered.
    pub short: Rate,
    /// Of finished lines: what share of the quantity never came.
    pub missing: Rate,
    /// Of lines with a receipt: what share of the quantity received was refused.
    pub rejected: Rate,
    /// Median and nine of ten, in open days, over the whole past; zero before the first receipt.
    pub usual_days: u32,
    pub long_days: u32,
    /// How much longer an order takes a year later: 1.1 is a tenth longer. None while there are
    /// too few orders or it is no more than chance.
    pub trend_per_year: Option<f64>,
    pub change: Option<Change>,
    pub reason: Sentence,
}

/// The share of all suppliers counts as so many lines.
const COMMON_LINES: f64 = 5.0;

#[derive(Clone, Copy, Default)]
struct Count {
    sum: f64,
    lines: u32,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    lines: u32,
    late: Count,
    short: Count,
    missing: Count,
    rejected: Count,
}

impl Count {
    fn add(&mut self, share: f64) {
        self.sum += share.clamp(0.0, 1.0);
        self.lines += 1;
    }

    fn plus(self, other: Count) -> Count {
        Count { sum: self.sum + other.sum, lines: self.lines + other.lines }
    }

    fn rate(self, of_all: Count) -> Rate {
        let share = |it: Count| if it.lines == 0 { 0.0 } else { it.sum / f64::from(it.lines) };
        let expected = (self.sum + COMMON_LINES * share(of_all)) / (f64::from(self.lines) + COMMON_LINES);
        Rate { share: share(self), lines: self.lines, expected }
    }
}

/// By supplier.
pub(super) fn all(
    deliveries: &[Delivery],
    observations: &[Observation],
    changes: &[(SupplierId, Change)],
    today: Day,
) -> Vec<Record> {
    let mut counts: BTreeMap<SupplierId, Counts> = BTreeMap::new();
    for line in deliveries.iter().filter(|it| it.quantity.is_positive() && it.ordered <= today) {
        counts.entry(line.supplier).or_default().add(line, today);
    }
    let zero = Counts::default();
    let of_all = counts.values().fold(zero, |all, it| Counts {
        lines: all.lines + it.lines,
        late: all.late.plus(it.late),
        short: all.short.plus(it.short),
        missing: all.missing.plus(it.missing),
        rejected: all.rejected.plus(it.rejected),
    });
    let record = |(&supplier, it): (&SupplierId, &Counts)| {
        let from = observations.partition_point(|it| it.supplier < supplier);
        let until = observations.partition_point(|it| it.supplier <= supplier);
        let own = &observations[from..until];
        let seen = own.iter().map(|it| (it.days, it.weight, it.received.is_some())).collect();
        let points = product_limit(seen);
        let change = changes.iter().find(|it| it.0 == supplier).map(|it| it.1.clone());
        let mut record = Record {
            supplier,
            lines: it.lines,
            late: it.late.rate(of_all.late),
            short: it.short.rate(of_all.short),
            missing: it.missing.rate(of_all.missing),
            rejected: it.rejected.rate(of_all.rejected),
            usual_days: quantile(&points, 0.5).round() as u32,
            long_days: quantile(&points, 0.9).round() as u32,
            trend_per_year: trend(own),
            change,
            reason: Sentence::default(),
        };
        record.reason = words(&record);
        record
    };
    counts.iter().map(record).collect()
}

impl Counts {
    fn add(&mut self, line: &Delivery, today: Day) {
        self.lines += 1;
        let wanted = line.quantity.raw() as f64;
        let came_by = |day: Day| -> f64 {
            let came = line.receipts.iter().filter(|it| it.day <= day);
            came.map(|it| it.quantity.raw().max(0) as f64).sum()
        };
        /// What scales and counts disagree by is not short.
        const COMPLETE: f64 = 0.999;
        if let Some(promised) = line.promised.filter(|it| *it < today) {
            self.late.add(if came_by(promised) < COMPLETE * wanted { 1.0 } else { 0.0 });
        }
        let came = came_by(today);
        if !line.is_open {
            self.short.add(if came < COMPLETE * wanted { 1.0 } else { 0.0 });
            self.missing.add(1.0 - came / wanted);
        }
        if came > 0.0 {
            let refused = line.receipts.iter().filter(|it| it.day <= today);
            let refused: f64 = refused.map(|it| it.rejected.raw().max(0) as f64).sum();
            self.rejected.add(refused / came);
        }
    }
}

/// The slope of the logarithm of lead times over order days, where it is at least 2.6 standard
/// errors (1 %) from none.
fn trend(observations: &[Observation]) -> Option<f64> {
    const ORDERS_MIN: f64 = 12.0;
    const ERRORS_MIN: f64 = 2.6;
    const YEAR: f64 = 365.25;
    let received = || observations.iter().filter(|it| it.received.is_some());
    let weight: f64 = received().map(|it| it.weight).sum();
    if weight < ORDERS_MIN {
        return None;
    }
    let at = |it: &Observation| f64::from(it.ordered.number()) / YEAR;
    let size = |it: &Observation| (it.days + 1.0).ln();
    let mean_at = received().map(|it| at(it) * it.weight).sum::<f64>() / weight;
    let mean_size = received().map(|it| size(it) * it.weight).sum::<f64>() / weight;
    let (mut both, mut squares, mut all) = (0.0, 0.0, 0.0);
    for it in received() {
        let (x, y) = (at(it) - mean_at, size(it) - mean_size);
        both += it.weight * x * y;
        squares += it.weight * x * x;
        all += it.weight * y * y;
    }
    if squares <= 0.0 {
        return None;
    }
    let slope = both / squares;
    let error = ((all - slope * both).max(0.0) / (weight - 2.0) / squares).sqrt();
    (slope.abs() > ERRORS_MIN * error && slope.abs() > 1e-9).then(|| slope.exp())
}

fn words(it: &Record) -> Sentence {
    let mut zh = vec![format!("{} 个订单行", it.lines)];
    let mut en = vec![format!("{} order {}", it.lines, if it.lines == 1 { "line" } else { "lines" })];
    if it.long_days > 0 {
        zh.push(format!("通常 {} 天，九成在 {} 天内", it.usual_days, it.long_days));
        en.push(format!("usually {} days, nine of ten within {}", it.usual_days, it.long_days));
    }
    for (rate, says_zh, says_en) in [
        (it.late, "迟到", "late"),
        (it.short, "短交", "short"),
        (it.rejected, "拒收", "of the quantity refused"),
    ] {
        if rate.lines > 0 {
            zh.push(format!("{says_zh} {}", percent(rate.share)));
            en.push(format!("{} {says_en}", percent(rate.share)));
        }
    }
    let mut sentence = Sentence { zh: format!("{}。", zh.join("，")), en: format!("{}.", en.join(", ")) };
    if let Some(change) = &it.change {
        sentence.zh.push_str(&change.reason.zh);
        sentence.en = format!("{} {}", sentence.en, change.reason.en);
    }
    sentence
}

fn percent(share: f64) -> String {
    match (share * 100.0).round() {
        0.0 if share > 0.0 => "<1%".to_owned(),
        whole => format!("{whole}%"),
    }
}
