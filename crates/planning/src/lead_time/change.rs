//! Whether a supplier got slower or faster, and since when.

use super::observations::Observation;
use crate::Sentence;
use serde::{Deserialize, Serialize};
use values::{Day, SupplierId};

/// How often a supplier that did not change is said to have: at most once in a hundred.
pub const FALSE_ALARMS: f64 = 0.01;

/// From one usual lead time to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The first order that took as long as now.
    pub since: Day,
    /// Medians, in open days.
    pub from_days: u32,
    pub to_days: u32,
    /// How often chance alone looks like this.
    pub chance: f64,
    pub reason: Sentence,
}

/// Only the newest orders; a change before them is how things are.
const ORDERS: usize = 60;
/// Fewer on either side may be a coincidence whatever the test says.
const EACH_SIDE_MIN: usize = 5;
/// What nobody would call slower or faster: less than a day, or than a tenth.
const DAYS_MIN: f64 = 1.0;
const SHARE_MIN: f64 = 0.1;

/// Of every supplier that changed.
pub(super) fn find_all(observations: &[Observation], today: Day) -> Vec<(SupplierId, Change)> {
    let suppliers = observations.chunk_by(|a, b| a.supplier == b.supplier);
    suppliers.filter_map(|it| find(it, today).map(|change| (it[0].supplier, change))).collect()
}

/// Pettitt's test (1979) for one change at an unknown place, on the ranks of lead times of orders in
/// the order they were placed. Observations are of one supplier, sorted by order day. All that came
/// together from one order day counts once. What is still open counts as if received today, and
/// only when that is already long for this supplier.
pub(super) fn find(observations: &[Observation], today: Day) -> Option<Change> {
    let orders = orders(observations, today);
    let newest = &orders[orders.len().saturating_sub(ORDERS)..];
    let n = newest.len();
    if n < 2 * EACH_SIDE_MIN {
        return None;
    }
    let days: Vec<f64> = newest.iter().map(|it| it.1).collect();
    let ranks = ranks(&days);
    let (mut at, mut most, mut sum) = (0, 0.0, 0.0);
    for split in 1..n {
        sum += ranks[split - 1];
        let statistic: f64 = 2.0 * sum - (split * (n + 1)) as f64;
        if split >= EACH_SIDE_MIN && n - split >= EACH_SIDE_MIN && statistic.abs() > most {
            (at, most) = (split, statistic.abs());
        }
    }
    let n = n as f64;
    let chance = 2.0 * (-6.0 * most * most / (n * n * n + n * n)).exp();
    let (from, to) = (median(&days[..at]), median(&days[at..]));
    let matters = (to - from).abs() >= DAYS_MIN.max(SHARE_MIN * from);
    (at > 0 && chance <= FALSE_ALARMS && matters).then(|| {
        let since = newest[at].0;
        let (from_days, to_days) = (from.round() as u32, to.round() as u32);
        Change { since, from_days, to_days, chance, reason: words(since, from_days, to_days) }
    })
}

/// Order days and what they took on average.
fn orders(observations: &[Observation], today: Day) -> Vec<(Day, f64)> {
    let mut received: Vec<f64> =
        observations.iter().filter(|it| it.received.is_some()).map(|it| it.days).collect();
    received.sort_by(f64::total_cmp);
    let long = if received.is_empty() { f64::INFINITY } else { median(&received) };
    let counts = |it: &&Observation| it.received.is_some() || it.days > long;
    let mut orders = Vec::new();
    for day in observations.chunk_by(|a, b| a.ordered == b.ordered) {
        let (mut sum, mut weight) = (0.0, 0.0);
        for it in day.iter().filter(counts) {
            sum += it.days * it.weight;
            weight += it.weight;
        }
        if weight > 0.0 && day[0].ordered <= today {
            orders.push((day[0].ordered, sum / weight));
        }
    }
    orders
}

/// From one; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = before as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|&it| ranks[it] = rank);
        before += equal.len();
    }
    ranks
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

fn words(since: Day, from: u32, to: u32) -> Sentence {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month) = (since.year(), since.month());
    let (zh, en) = if to > from { ("变慢", "slower") } else { ("变快", "faster") };
    let named = MONTHS[usize::from(month.unsigned_abs()) - 1];
    Sentence {
        zh: format!("该供应商自 {year}年{month}月起{zh}：由通常 {from} 天变为 {to} 天。"),
        en: format!("This supplier got {en} in {named} {year}: from usually {from} days to {to}."),
    }
}
